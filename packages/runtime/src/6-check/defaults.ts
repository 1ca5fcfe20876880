// A data type and strategy to what accepted events get where they have nothing.
import { type DataTypeName, type Dict, GROUP_IDENTIFY, IDENTIFY, type StrategyName } from "@heddle/compiler";
import { type CheckPlace, insertIdOf } from "./requirements.ts";

export interface Default {
  readonly key: string;
  /** Absent: the `insert_id` of the row's place. */
  readonly value?: string | boolean;
  /** Whether it takes the place of what the event has. */
  readonly replaces?: true;
}

/** In the order in which they are added. */
export function defaultsOf(dataType: DataTypeName, strategy: StrategyName): readonly Default[] {
  switch (dataType) {
    case "event":
      return [
        { key: "$skip_user_properties_sync", value: true },
        strategy === "append_only" ? { key: "insert_id" } : { key: "mutation_type", value: "UPDATE" },
      ];
    case "user_properties":
    case "group_properties":
      return [
        { key: "event_type", value: dataType === "user_properties" ? IDENTIFY : GROUP_IDENTIFY, replaces: true },
        { key: "insert_id" },
      ];
    case "profiles":
      return [];
    default:
      return dataType satisfies never;
  }
}

/** Changes the event in place. */
export function complete(event: Dict, defaults: readonly Default[], place: CheckPlace): void {
  for (const { key, value, replaces } of defaults) {
    if (replaces === true || event[key] === undefined) event[key] = value ?? insertIdOf(place);
  }
}
