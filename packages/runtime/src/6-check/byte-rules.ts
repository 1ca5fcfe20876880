// The rules of a data type and strategy as the module of packages/bytes keeps them.
import { type ByteRules, layout as L } from "@heddle/bytes";
import type { Value } from "@heddle/compiler";
import { type DataTypeName, type KeyDefault, REFUSED_IDS, type StrategyName } from "@heddle/compiler/language";
import type { RuleCode } from "../codes/rules.ts";
import type { CheckLimits } from "./limits.ts";
import type { PlainTest } from "./plain-event.ts";
import { keepsLimits } from "./properties.ts";

/** The rules that the module notes, by its numbers for them. */
export const NOTED_RULES: readonly RuleCode[] = [
  "event/refused-id",
  "event/id-too-short",
  "event/number-as-text",
  "event/unknown-key",
  "event/time-early",
  "event/text-as-number",
  "event/text-as-boolean",
  "event/empty",
];

const CHECKS: { readonly [Test in PlainTest]: number } = {
  text: L.CHECK_TEXT,
  "any-text": L.CHECK_ANY_TEXT,
  "filled-text": L.CHECK_FILLED,
  id: L.CHECK_ID,
  integer: L.CHECK_INTEGER,
  float: L.CHECK_FLOAT,
  time: L.CHECK_TIME,
  boolean: L.CHECK_BOOLEAN,
  mutation: L.CHECK_MUTATION,
  currency: L.CHECK_CURRENCY,
  groups: L.CHECK_GROUPS,
  object: L.CHECK_OBJECT,
  properties: L.CHECK_PROPERTIES,
  any: L.CHECK_ANY,
  // The flag is no key of the event.
  flag: L.CHECK_NONE,
};

const BITS: Readonly<Record<string, number>> = {
  user_id: L.HAS_USER,
  device_id: L.HAS_DEVICE,
  event_type: L.HAS_TYPE,
  time: L.HAS_TIME,
  insert_id: L.HAS_INSERT_ID,
  price: L.HAS_PRICE,
  quantity: L.HAS_QUANTITY,
  revenue: L.HAS_REVENUE,
  productId: L.HAS_REVENUE_KEYS,
  revenueType: L.HAS_REVENUE_KEYS,
  $skip_user_properties_sync: L.HAS_SYNC,
  mutation_type: L.HAS_MUTATION,
  user_properties: L.HAS_USER_PROPERTIES,
  groups: L.HAS_GROUPS,
  group_properties: L.HAS_GROUP_PROPERTIES,
};

/** What `requirements.ts` asks for: one key of each list. */
const NEEDED: { readonly [Name in DataTypeName]: readonly number[] } = {
  event: [L.HAS_TYPE, L.HAS_USER | L.HAS_DEVICE],
  user_properties: [L.HAS_USER | L.HAS_DEVICE, L.HAS_USER_PROPERTIES],
  group_properties: [L.HAS_GROUPS, L.HAS_GROUP_PROPERTIES],
  profiles: [L.HAS_USER, L.HAS_MUTATION],
};

/** What the rules of values are made of, from `checks.ts`. */
export interface RuleParts {
  readonly dataType: DataTypeName;
  readonly strategy: StrategyName;
  readonly defaults: readonly KeyDefault[];
  readonly limits: CheckLimits;
  /** The test of a key; undefined where the key is removed. */
  testOf(key: string): PlainTest | undefined;
  /** Whether the rule of a key leaves a value as it is, and notes nothing. */
  keeps(key: string, value: Value): boolean;
}

/** Undefined where a rule is one that the module does not know. */
export function byteRules(parts: RuleParts): ByteRules | undefined {
  const { dataType, strategy, defaults, limits } = parts;
  // Values that are passed on nest up to this deep in the module.
  if (limits.maxDepth < 40) return undefined;
  const replaced = defaults.filter(({ replaces }) => replaces === true).map(({ key }) => key);
  const keeps = (key: string, value: Value, layer: number): boolean =>
    layer === 1 && key !== ""
      ? parts.keeps(key, value) && !isSpecialType(key, value)
      : keepsLimits(value, layer, limits);
  return {
    checkOf(key) {
      if (key === "event_type") return L.CHECK_TYPE;
      const test = parts.testOf(key);
      return test === undefined ? L.CHECK_UNKNOWN : CHECKS[test];
    },
    hasOf: (key) => (Object.hasOwn(BITS, key) ? (BITS[key] ?? 0) : 0),
    keepsConstant: keeps,
    keepsValue: keeps,
    needed: [...NEEDED[dataType], ...(dataType === "event" && strategy === "mirror_sync" ? [L.HAS_USER] : [])],
    defaults: defaults.map(({ key, value }) => ({ key, value, has: replaced.includes(key) ? 0 : (BITS[key] ?? 0) })),
    replaced,
    limits,
    refusedIds: [...REFUSED_IDS],
    hasRules: true,
  };
}

/** Event types that rules of their own are about. */
function isSpecialType(key: string, value: Value): boolean {
  return key === "event_type" && (typeof value !== "string" || /^[$[]/.test(value) || value === "");
}

/** What the converter yields, without rules. */
export const NO_BYTE_RULES: ByteRules = {
  checkOf: () => L.CHECK_NONE,
  hasOf: (key) => (key === "time" ? L.HAS_TIME : key === "insert_id" ? L.HAS_INSERT_ID : 0),
  keepsConstant: () => true,
  keepsValue: () => true,
  needed: [],
  defaults: [],
  replaced: [],
  limits: { maxStringLength: 0x7fffffff, minIdLength: 0, maxGroupTypes: 0, maxGroupValues: 0 },
  refusedIds: [],
  hasRules: false,
};
