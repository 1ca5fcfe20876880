// A data type and strategy to what accepted events get where they have nothing.
import type { Dict } from "@heddle/compiler";
import type { KeyDefault } from "@heddle/compiler/language";
import { type DataTypeName, dataTypeInfo, type StrategyName } from "@heddle/compiler/language";
import { type CheckPlace, insertIdOf } from "./requirements.ts";

/** In the order in which they are added. */
export function defaultsOf(dataType: DataTypeName, strategy: StrategyName): readonly KeyDefault[] {
  return dataTypeInfo(dataType).defaults.filter((one) => one.strategy === undefined || one.strategy === strategy);
}

/** Changes the event in place. */
export function complete(event: Dict, defaults: readonly KeyDefault[], place: CheckPlace): void {
  for (const { key, value, replaces, exceptEventTypes } of defaults) {
    if (exceptEventTypes?.includes(event["event_type"] as string) === true) continue;
    if (replaces === true || event[key] === undefined) event[key] = value ?? insertIdOf(place);
  }
}
