// The data types of an import and their strategies: meaning, required keys, and keys with defaults.
import type { MarkedRule } from "./mark.ts";
import { GROUP_IDENTIFY, IDENTIFY } from "./names.ts";

export interface StrategyInfo<Name extends string = StrategyName> {
  readonly name: Name;
  readonly title: string;
  /** One sentence. */
  readonly doc: string;
  /** Whether an event that was delivered within the last seven days is not wanted again. */
  readonly dropsRepeated: boolean;
  /** Whether files have to be delivered in their order. */
  readonly keepsOrder: boolean;
}

const EVERY_STRATEGY = [
  {
    name: "append_only",
    title: "Append Only",
    doc: "Events are added; duplicates within seven days are dropped.",
    dropsRepeated: true,
    keepsOrder: false,
  },
  {
    name: "mirror_sync",
    title: "Mirror Sync",
    doc: "Amplitude mirrors the source: each row inserts, updates or deletes an event, in the order of the files.",
    dropsRepeated: false,
    keepsOrder: true,
  },
] as const satisfies readonly StrategyInfo<string>[];

export type StrategyName = (typeof EVERY_STRATEGY)[number]["name"];
export const STRATEGIES: readonly StrategyInfo[] = EVERY_STRATEGY;
export const STRATEGY_NAMES: readonly StrategyName[] = EVERY_STRATEGY.map(({ name }) => name);

/** At least one of these keys must be present. */
export interface Requirement extends MarkedRule {
  readonly anyOf: readonly string[];
  /** The strategy that requires it; absent: all. */
  readonly strategy?: StrategyName;
}

/** A key that is added to an accepted event without it. */
export interface KeyDefault {
  readonly key: string;
  /** Absent: an id derived from the position of the row. */
  readonly value?: string | boolean;
  /** Whether it overwrites what the event has. */
  readonly replaces?: true;
  /** The strategy whose events get it; absent: all. */
  readonly strategy?: StrategyName;
  /** Event types that do not get it. */
  readonly exceptEventTypes?: readonly string[];
}

export interface DataTypeInfo<Name extends string = DataTypeName> {
  readonly name: Name;
  readonly title: string;
  /** One sentence. */
  readonly doc: string;
  /** The first is the default. */
  readonly strategies: readonly [StrategyName, ...StrategyName[]];
  readonly requires: readonly Requirement[];
  /** In the order in which they are added. */
  readonly defaults: readonly KeyDefault[];
  /** Whether other keys than event keys are properties, and kept. */
  readonly keepsOtherKeys?: true;
}

const anId: Requirement = { anyOf: ["user_id", "device_id"], text: "a `user_id` or a `device_id`", mark: "R" };
const idOfPlace: KeyDefault = { key: "insert_id" };

const EVERY_DATA_TYPE = [
  {
    name: "event",
    title: "Event",
    doc: "Each row is an event of a user or a device.",
    strategies: ["append_only", "mirror_sync"],
    requires: [
      { anyOf: ["event_type"], text: "an `event_type`", mark: "R" },
      anId,
      { anyOf: ["user_id"], strategy: "mirror_sync", text: "a `user_id` in Mirror Sync", mark: "R" },
    ],
    defaults: [
      // The sync is what an update of properties asks for (D).
      { key: "$skip_user_properties_sync", value: true, exceptEventTypes: [IDENTIFY, GROUP_IDENTIFY] },
      { ...idOfPlace, strategy: "append_only" },
      { key: "mutation_type", value: "UPDATE", strategy: "mirror_sync" },
    ],
  },
  {
    name: "user_properties",
    title: "User properties",
    doc: "Each row updates properties of a user.",
    strategies: ["append_only"],
    requires: [anId, { anyOf: ["user_properties"], text: "a `user_properties` object", mark: "R" }],
    defaults: [{ key: "event_type", value: IDENTIFY, replaces: true }, idOfPlace],
  },
  {
    name: "group_properties",
    title: "Group properties",
    doc: "Each row updates properties of a group.",
    strategies: ["append_only"],
    requires: [
      { anyOf: ["groups"], text: "a `groups` object", mark: "R" },
      { anyOf: ["group_properties"], text: "a `group_properties` object", mark: "R" },
    ],
    defaults: [{ key: "event_type", value: GROUP_IDENTIFY, replaces: true }, idOfPlace],
  },
  {
    name: "profiles",
    title: "Profiles",
    doc: "Each row is a user's profile; keys that aren't event keys are its properties.",
    strategies: ["mirror_sync"],
    requires: [
      { anyOf: ["user_id"], text: "a `user_id` of at least 5 characters", mark: "R" },
      { anyOf: ["mutation_type"], text: "a `mutation_type` of exactly `INSERT`, `UPDATE` or `DELETE`", mark: "R" },
    ],
    defaults: [],
    keepsOtherKeys: true,
  },
] as const satisfies readonly DataTypeInfo<string>[];

export type DataTypeName = (typeof EVERY_DATA_TYPE)[number]["name"];
export const DATA_TYPES: readonly DataTypeInfo[] = EVERY_DATA_TYPE;
export const DATA_TYPE_NAMES: readonly DataTypeName[] = EVERY_DATA_TYPE.map(({ name }) => name);

/** The entry of a data type. @throws RangeError for an unknown name. */
export function dataTypeInfo(name: DataTypeName): DataTypeInfo {
  const info = DATA_TYPES.find((entry) => entry.name === name);
  if (info === undefined) throw new RangeError(`there is no data type ${JSON.stringify(name)}`);
  return info;
}

/** The entry of a strategy. @throws RangeError for a name that is none. */
export function strategyInfo(name: StrategyName): StrategyInfo {
  const info = STRATEGIES.find((entry) => entry.name === name);
  if (info === undefined) throw new RangeError(`there is no strategy ${JSON.stringify(name)}`);
  return info;
}

/** The default strategy of a data type. */
export function defaultStrategy(dataType: DataTypeName): StrategyName {
  return dataTypeInfo(dataType).strategies[0];
}
