// What a converter's events are for, as the source file of an import says: the converter's own file does not.
import { dataTypeInfo, type DataTypeName, defaultStrategy, type StrategyName } from "./data-types.ts";

export interface Purpose {
  readonly dataType: DataTypeName;
  /** Absent: the first one of the data type. */
  readonly strategy?: StrategyName;
  /** The shortest id that is kept, in characters; absent: Amplitude's own limit. */
  readonly minIdLength?: number;
}

/** The strategy of a purpose; the default one where it names none, or one that its data type does not have. */
export function strategyOf({ dataType, strategy }: Purpose): StrategyName {
  const isPossible = strategy !== undefined && dataTypeInfo(dataType).strategies.includes(strategy);
  return isPossible ? strategy : defaultStrategy(dataType);
}
