// From a mapped row to the event that Amplitude accepts, with every change noted, or the rule that rejects it.
import type { ByteRules } from "@heddle/bytes";
import {
  type Dict,
  type EventOutcome,
  type IgnoredOutcome,
  isFlagged,
  type RejectedOutcome,
  type Result,
  setKey,
  type Value,
} from "@heddle/compiler";
import {
  dataTypeInfo,
  type DataTypeName,
  EVENT_LIMITS,
  type EventKey,
  eventKeysOf,
  type StrategyName,
} from "@heddle/compiler/language";
import { StageFailure } from "../contracts/stage-failure.ts";
import { byteRules } from "./byte-rules.ts";
import { complete, defaultsOf } from "./defaults.ts";
import { checkGroups } from "./groups.ts";
import type { CheckLimits } from "./limits.ts";
import { note, type Notes, reject, type Rejection, type RuleChange } from "./notes.ts";
import { checkBoolean, checkFloat, checkInteger, checkMirrorMutation, checkMutation, checkTime } from "./numbers.ts";
import { plainEvent, plainEvents, type PlainTest } from "./plain-event.ts";
import { checkObject, checkProperties, limitValue } from "./properties.ts";
import { type CheckPlace, requireKeys, requirementsOf } from "./requirements.ts";
import { settleRevenue } from "./revenue.ts";
import type { RuleCode } from "../codes/rules.ts";
import { checkCurrency, checkId, checkInsertId, checkText, checkUncutText } from "./text.ts";

export interface CheckOptions extends Partial<CheckLimits> {
  readonly dataType: DataTypeName;
  readonly strategy: StrategyName;
  /** The key that skips a row where it is true; it never stays in the event. */
  readonly ignoreEventFlag?: string;
  /** Whether an event without an `insert_id` gets that of its row's place (default true); false where rows have none. */
  readonly idsOfPlaces?: boolean;
  /** What becomes of an event whose row has a time that no operator could read (default: it is counted). */
  readonly lostTime?: LostTimeAction;
}

/** Count the event and deliver it without a time, or set its row aside. */
export type LostTimeAction = "count" | "set-aside";

export type CheckOutcome =
  | (EventOutcome & { readonly changes: readonly RuleChange[] })
  /** With the changes that came before the rejection. */
  | (RejectedOutcome & {
      readonly rule: RuleCode;
      readonly changes: readonly RuleChange[];
      /** Reasons beside the one that counts. */
      readonly further?: readonly Rejection[];
    })
  | IgnoredOutcome;

export interface Checks {
  /**
   * Pure; the outcome may share parts with `event`, which is not changed. `lostTime` says why an event has no time
   * though its row has one.
   */
  check(event: Dict, place: CheckPlace, lostTime?: string): CheckOutcome;
  /** The same rules for rows that are mapped as bytes; undefined where they are not. */
  byteRules(): ByteRules | undefined;
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
      code: "checks/strategy",
      message: `the data type ${dataType} has no strategy ${strategy}`,
      hint: `use ${info.strategies.join(" or ")}`,
    });
  }
  const limits: CheckLimits = { ...EVENT_LIMITS, ...definedOf(options) };
  const keyChecks = new Map<string, KeyCheck>(
    eventKeysOf(dataType).map((key) => [key.name, keyCheckOf(key, strategy)]),
  );
  if (ignoreEventFlag !== undefined) keyChecks.set(ignoreEventFlag, leaveOut);
  const unknown: KeyCheck = info.keepsOtherKeys === true ? keepProperty : removeUnknown;
  const keyCheckFor = (name: string): KeyCheck => keyChecks.get(name) ?? unknown;
  const { idsOfPlaces = true } = options;
  const defaults = defaultsOf(dataType, strategy).filter(({ value }) => idsOfPlaces || value !== undefined);
  const requirements = requirementsOf(dataType, strategy);

  const plain = plainEvents((names) => plainEvent(names, (name) => plainTestOf(keyCheckFor(name)), defaults, limits));
  /** Whether the rules about several keys find nothing either; where they do, the event may have changed. */
  const isSound = (event: Dict): boolean => {
    const notes: Notes = { changes: undefined, rejections: undefined };
    settleRevenue(event, notes);
    requireKeys(event, requirements, notes);
    return notes.changes === undefined && notes.rejections === undefined;
  };

  const keepKeys = keyKeeper(keyCheckFor, limits);

  const keeps = (key: string, value: Value): boolean => {
    const notes: Notes = { changes: undefined, rejections: undefined };
    const kept = value === null ? undefined : keyCheckFor(key)(value, key, limits, notes);
    return kept === value && notes.changes === undefined && notes.rejections === undefined;
  };
  const testOf = (key: string): PlainTest | undefined => plainTestOf(keyCheckFor(key));

  return {
    byteRules: () => byteRules({ requirements, defaults, limits, testOf, keeps }),
    check(event, place, lostTime) {
      if (ignoreEventFlag !== undefined && Object.hasOwn(event, ignoreEventFlag) && isFlagged(event[ignoreEventFlag]))
        return IGNORED;
      const ready = lostTime === undefined ? plain.complete(event, place) : undefined;
      if (ready !== undefined && isSound(ready)) return { kind: "event", event: ready, changes: UNCHANGED };
      const notes: Notes = { changes: undefined, rejections: undefined };
      const out = keepKeys(event, notes);
      settleRevenue(out, notes);
      requireKeys(out, requirements, notes);
      if (lostTime !== undefined && out["time"] === undefined) noteLostTime(notes, lostTime, options.lostTime);
      const changes = notes.changes ?? UNCHANGED;
      if (notes.rejections !== undefined) return rejected(notes.rejections, changes);
      complete(out, defaults, place);
      return { kind: "event", event: out, changes };
    },
  };
}

function rejected(
  [{ rule, message }, ...further]: readonly [Rejection, ...Rejection[]],
  changes: readonly RuleChange[],
): CheckOutcome {
  return { kind: "rejected", rule, message, changes, ...(further.length === 0 ? {} : { further }) };
}

function noteLostTime(notes: Notes, lostTime: string, action: LostTimeAction = "count"): void {
  if (action === "count") note(notes, "event/time-lost", "time", `${lostTime}, so the event has no time`);
  else reject(notes, "event/time-lost", lostTime);
}

/** Gives a copy of an event with every key as its check leaves it. */
function keyKeeper(keyCheckFor: (name: string) => KeyCheck, limits: CheckLimits): (event: Dict, notes: Notes) => Dict {
  let shape: Shape = { names: [], checks: [] };
  return (event, notes) => {
    const names = Object.keys(event);
    if (!startsAs(names, shape.names)) shape = { names, checks: names.map(keyCheckFor) };
    const { checks } = shape;
    const values = Object.values(event);
    let copy: Dict | undefined;
    let rebuilt = false;
    for (let i = 0; i < names.length; i += 1) {
      const key = names[i] as string;
      const value = values[i] as Value;
      const keyCheck = checks[i] as KeyCheck;
      let kept: Result;
      // Most values are strings within the limit: not worth a call.
      if (keyCheck === checkText && typeof value === "string" && value.length <= limits.maxStringLength) kept = value;
      else kept = value === null ? undefined : keyCheck(value, key, limits, notes);
      if (kept === undefined) {
        if (!rebuilt) copy = firstOf(names, i, copy ?? event);
        rebuilt = true;
      } else if (rebuilt || kept !== value) {
        copy ??= { ...event };
        if (key === "__proto__") setKey(copy, key, kept);
        else copy[key] = kept;
      }
    }
    return copy ?? { ...event };
  };
}

/** The keys of the previous event and their checks: events of one converter mostly have the same. */
interface Shape {
  readonly names: readonly string[];
  readonly checks: readonly KeyCheck[];
}

function startsAs(names: readonly string[], known: readonly string[]): boolean {
  if (names.length > known.length) return false;
  for (let i = 0; i < names.length; i += 1) if (names[i] !== known[i]) return false;
  return true;
}

/** A copy of the first `count` keys. */
function firstOf(names: readonly string[], count: number, event: Dict): Dict {
  const part: Dict = {};
  for (let i = 0; i < count; i += 1) {
    const name = names[i] as string;
    setKey(part, name, event[name] as Value);
  }
  return part;
}

/** The test that a value passes only where its check leaves it as it is and notes nothing; undefined where no value passes. */
function plainTestOf(keyCheck: KeyCheck): PlainTest | undefined {
  switch (keyCheck) {
    case checkText:
      return "text";
    case checkUncutText:
      return "any-text";
    case checkInsertId:
      return "filled-text";
    case checkId:
      return "id";
    case checkInteger:
      return "integer";
    case checkFloat:
      return "float";
    case checkTime:
      return "time";
    case checkBoolean:
      return "boolean";
    case checkMutation:
    case checkMirrorMutation:
      return "mutation";
    case checkCurrency:
      return "currency";
    case checkGroups:
      return "groups";
    case checkObject:
      return "object";
    case checkProperties:
      return "properties";
    case keepProperty:
      return "any";
    case leaveOut:
      return "flag";
    default:
      return undefined;
  }
}

function leaveOut(): Result {
  return undefined;
}

/** A column of a profile may be one of its properties: it stays (D). */
function keepProperty(value: Value, key: string, limits: CheckLimits, notes: Notes): Result {
  return limitValue(value, 1, key, limits, notes);
}

function removeUnknown(_value: Value, key: string, _limits: CheckLimits, notes: Notes): Result {
  note(notes, "event/unknown-key", key);
  return undefined;
}

function definedOf(options: CheckOptions): Partial<CheckLimits> {
  const names = Object.keys(EVENT_LIMITS) as (keyof CheckLimits)[];
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}

function keyCheckOf({ name, type, uncut }: EventKey, strategy: StrategyName): KeyCheck {
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
      return uncut === true ? checkUncutText : keyCheckOfType(type, strategy);
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
