// From a mapped row to the event that Amplitude accepts, with every change noted, or the rule that drops it.
import {
  type Dict, dataTypeInfo, type DataTypeName, EVENT_KEYS, EVENT_LIMITS, type EventKey, GROUP_IDENTIFY, IDENTIFY, type Result, setKey,
  type StrategyName, type Value,
} from "@heddle/compiler";
import { StageFailure } from "../failure.ts";
import { checkGroups } from "./groups.ts";
import type { CheckLimits } from "./limits.ts";
import { note, type Notes, type RuleChange } from "./notes.ts";
import { checkBoolean, checkFloat, checkInteger, checkMirrorMutation, checkMutation, checkTime } from "./numbers.ts";
import { checkObject, checkProperties, limitValue, partBefore } from "./properties.ts";
import {
  type CheckPlace, insertIdOf, requireEvent, requireGroupProperties, requireMirrorEvent, requireProfile, requireUserProperties,
} from "./requirements.ts";
import { settleRevenue } from "./revenue.ts";
import type { RuleCode } from "./rules.ts";
import { checkCurrency, checkId, checkInsertId, checkText } from "./text.ts";

export interface CheckOptions extends Partial<CheckLimits> {
  readonly dataType: DataTypeName;
  readonly strategy: StrategyName;
  /** The key that skips a row where it is exactly `true`; it never stays in the event. */
  readonly ignoreEventFlag?: string;
}

export type CheckOutcome =
  | { readonly kind: "event"; readonly event: Dict; readonly changes: readonly RuleChange[] }
  | { readonly kind: "dropped"; readonly rule: RuleCode; readonly message: string; readonly changes: readonly RuleChange[] }
  | { readonly kind: "ignored" };

export interface Checks {
  /** Pure; the outcome may share parts with `event`, which is not changed. */
  check(event: Dict, place: CheckPlace): CheckOutcome;
}

type KeyCheck = (value: Value, key: string, limits: CheckLimits, notes: Notes) => Result;

const IGNORED: CheckOutcome = { kind: "ignored" };
const UNCHANGED: readonly RuleChange[] = Object.freeze([]);

/**
 * The checks of one source.
 * @throws StageFailure `checks/strategy` of scope "job" where the data type does not have the strategy.
 */
export function createChecks(options: CheckOptions): Checks {
  const { dataType, strategy, ignoreEventFlag } = options;
  const info = dataTypeInfo(dataType);
  if (!info.strategies.includes(strategy)) {
    throw new StageFailure({
      code: "checks/strategy", scope: "job",
      message: `the data type ${dataType} has no strategy ${strategy}`,
      hint: `use ${info.strategies.join(" or ")}`,
    });
  }
  const limits: CheckLimits = { ...EVENT_LIMITS, ...definedOf(options) };
  const keyChecks = new Map(EVENT_KEYS.map((key) => [key.name, keyCheckOf(key, strategy)]));
  const keepsUnknown = dataType === "profiles";
  const complete = completionOf(dataType, strategy);
  const require = requirementsOf(dataType, strategy);

  return {
    check(event, place) {
      if (ignoreEventFlag !== undefined && Object.hasOwn(event, ignoreEventFlag) && event[ignoreEventFlag] === true) return IGNORED;
      const notes: Notes = { changes: undefined, drop: undefined };
      let copy: Dict | undefined;
      for (const key of Object.keys(event)) {
        const value = event[key] as Value;
        let kept: Result;
        if (value === null || key === ignoreEventFlag) kept = undefined;
        else {
          const keyCheck = keyChecks.get(key);
          if (keyCheck !== undefined) kept = keyCheck(value, key, limits, notes);
          else if (keepsUnknown) kept = limitValue(value, 1, key, limits, notes);
          else {
            note(notes, "event/unknown-key", key);
            kept = undefined;
          }
        }
        if (kept !== value) copy ??= partBefore(event, key);
        if (copy !== undefined && kept !== undefined) setKey(copy, key, kept);
      }
      const out = copy ?? { ...event };
      settleRevenue(out, notes);
      require(out, notes);
      const changes = notes.changes ?? UNCHANGED;
      if (notes.drop !== undefined) return { kind: "dropped", rule: notes.drop.rule, message: notes.drop.message, changes };
      complete(out, place);
      return { kind: "event", event: out, changes };
    },
  };
}

function definedOf(options: CheckOptions): Partial<CheckLimits> {
  const names = Object.keys(EVENT_LIMITS) as (keyof CheckLimits)[];
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}

function keyCheckOf({ name, type }: EventKey, strategy: StrategyName): KeyCheck {
  switch (name) {
    case "user_id":
    case "device_id":
      return checkId;
    case "insert_id":
      return checkInsertId;
    case "time":
      return checkTime;
    case "currency":
      return checkCurrency;
    case "groups":
      return checkGroups;
    case "user_properties":
    case "group_properties":
      return checkProperties;
    default:
      return keyCheckOfType(type, strategy);
  }
}

function keyCheckOfType(type: EventKey["type"], strategy: StrategyName): KeyCheck {
  switch (type) {
    case "string":
      return checkText;
    case "integer":
      return checkInteger;
    case "float":
      return checkFloat;
    case "object":
      return checkObject;
    case "boolean":
      return checkBoolean;
    case "mutation":
      return strategy === "mirror_sync" ? checkMirrorMutation : checkMutation;
    default:
      return type satisfies never;
  }
}

function requirementsOf(dataType: DataTypeName, strategy: StrategyName): (event: Dict, notes: Notes) => void {
  switch (dataType) {
    case "event":
      return strategy === "mirror_sync" ? requireMirrorEvent : requireEvent;
    case "user_properties":
      return requireUserProperties;
    case "group_properties":
      return requireGroupProperties;
    case "profiles":
      return requireProfile;
    default:
      return dataType satisfies never;
  }
}

/** What an accepted event gets where it has nothing; it is changed in place. */
function completionOf(dataType: DataTypeName, strategy: StrategyName): (event: Dict, place: CheckPlace) => void {
  const appends = strategy === "append_only";
  switch (dataType) {
    case "event":
      return (event, place) => {
        if (event["$skip_user_properties_sync"] === undefined) event["$skip_user_properties_sync"] = true;
        if (!appends) event["mutation_type"] ??= "UPDATE";
        else if (event["insert_id"] === undefined) event["insert_id"] = insertIdOf(place);
      };
    case "user_properties":
    case "group_properties": {
      const type = dataType === "user_properties" ? IDENTIFY : GROUP_IDENTIFY;
      return (event, place) => {
        event["event_type"] = type;
        if (event["insert_id"] === undefined) event["insert_id"] = insertIdOf(place);
      };
    }
    case "profiles":
      return () => {};
    default:
      return dataType satisfies never;
  }
}
