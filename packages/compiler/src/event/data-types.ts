// What each data type of an import needs at the top of a row's event, and which strategies it has.
import type { MarkedRule } from "./mark.ts";

export type DataTypeName = "event" | "user_properties" | "group_properties" | "profiles";
export type StrategyName = "append_only" | "mirror_sync";

/** One need: at least one of these keys must be there. */
export interface Requirement extends MarkedRule {
  readonly anyOf: readonly string[];
  /** The strategy that needs it; absent: every one. */
  readonly strategy?: StrategyName;
}

export interface DataTypeInfo {
  readonly name: DataTypeName;
  readonly title: string;
  readonly strategies: readonly StrategyName[];
  readonly requires: readonly Requirement[];
}

const anId: Requirement = { anyOf: ["user_id", "device_id"], text: "a `user_id` or a `device_id`", mark: "R" };

export const DATA_TYPES: readonly DataTypeInfo[] = [
  {
    name: "event",
    title: "Event",
    strategies: ["append_only", "mirror_sync"],
    requires: [
      { anyOf: ["event_type"], text: "an `event_type`", mark: "R" },
      anId,
      { anyOf: ["user_id"], strategy: "mirror_sync", text: "a `user_id` in Mirror Sync", mark: "R" },
    ],
  },
  {
    name: "user_properties",
    title: "User properties",
    strategies: ["append_only"],
    requires: [anId, { anyOf: ["user_properties"], text: "a `user_properties` object", mark: "R" }],
  },
  {
    name: "group_properties",
    title: "Group properties",
    strategies: ["append_only"],
    requires: [
      { anyOf: ["groups"], text: "a `groups` object", mark: "R" },
      { anyOf: ["group_properties"], text: "a `group_properties` object", mark: "R" },
    ],
  },
  {
    name: "profiles",
    title: "Profiles",
    strategies: ["mirror_sync"],
    requires: [
      { anyOf: ["user_id"], text: "a `user_id` of at least 5 characters", mark: "R" },
      { anyOf: ["mutation_type"], text: "a `mutation_type` of exactly `INSERT`, `UPDATE` or `DELETE`", mark: "R" },
    ],
  },
];

/** The entry of a data type. */
export function dataTypeInfo(name: DataTypeName): DataTypeInfo {
  const info = DATA_TYPES.find((entry) => entry.name === name);
  if (info === undefined) throw new RangeError(`there is no data type ${JSON.stringify(name)}`);
  return info;
}
