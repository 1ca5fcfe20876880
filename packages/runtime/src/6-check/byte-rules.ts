// The rules of a data type and strategy as the module of packages/bytes keeps them.
import { type ByteRules, layout as L } from "@heddle/bytes";
import type { Value } from "@heddle/compiler";
import { type KeyDefault, operationsOf, PROPERTY_OPERATIONS, REFUSED_IDS } from "@heddle/compiler/language";
import { type RuleCode, RULES } from "../codes/rules.ts";
import type { CheckLimits } from "./limits.ts";
import type { PlainTest } from "./plain-event.ts";
import type { RuleChange } from "./notes.ts";
import { keepsLimits } from "./properties.ts";
import { type Requirement, rejectionOf } from "./requirements.ts";

/** The rules that the module notes, by its numbers for them; with the key of those that a rejection tells. */
export const NOTED_RULES: readonly { readonly rule: RuleCode; readonly key?: string }[] = [
  { rule: "event/refused-id", key: "user_id" },
  { rule: "event/id-too-short", key: "user_id" },
  { rule: "event/number-as-text" },
  { rule: "event/unknown-key" },
  { rule: "event/time-early" },
  { rule: "event/text-as-number" },
  { rule: "event/text-as-boolean" },
  { rule: "event/empty" },
  { rule: "event/refused-id", key: "device_id" },
  { rule: "event/id-too-short", key: "device_id" },
  { rule: "event/string-cut" },
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

function bitOf(key: string): number {
  return Object.hasOwn(BITS, key) ? (BITS[key] ?? 0) : 0;
}

/** The changes that rejections tell. */
function changesOf(notes: Uint8Array): RuleChange[] {
  return [...notes].flatMap((number) => {
    const { rule, key } = NOTED_RULES[number] ?? {};
    return rule === undefined || key === undefined ? [] : [{ rule, key, message: RULES[rule].meaning }];
  });
}

/** What the rules of values are made of, from `checks.ts`. */
export interface RuleParts {
  readonly requirements: readonly Requirement[];
  readonly defaults: readonly KeyDefault[];
  readonly limits: CheckLimits;
  /** The test of a key; undefined where the key is removed. */
  testOf(key: string): PlainTest | undefined;
  /** Whether the rule of a key leaves a value as it is, and notes nothing. */
  keeps(key: string, value: Value): boolean;
}

/** Undefined where a rule is one that the module does not know. */
export function byteRules(parts: RuleParts): ByteRules | undefined {
  const { requirements, defaults, limits } = parts;
  // Values that are passed on nest up to this deep in the module; ids and numbers that it looks at are not cut.
  if (limits.maxDepth < 40 || limits.maxStringLength < 128) return undefined;
  const isEvent = requirements.some(({ oneOf }) => oneOf.includes("event_type"));
  const replaced = defaults.filter(({ replaces }) => replaces === true).map(({ key }) => key);
  const keeps = (key: string, value: Value, layer: number): boolean =>
    layer === 1 && key !== ""
      ? parts.keeps(key, value) && !(isEvent && isSpecialType(key, value))
      : keepsLimits(value, layer, limits);
  return {
    checkOf(key) {
      if (key === "event_type" && isEvent) return L.CHECK_TYPE;
      const test = parts.testOf(key);
      if (test === "id" && key === "device_id") return L.CHECK_DEVICE_ID;
      if (test === "properties" && key === "group_properties") return L.CHECK_GROUP_PROPERTIES;
      return test === undefined ? L.CHECK_UNKNOWN : CHECKS[test];
    },
    checkBelow: (top, key) => (operationsOf(top).includes(key) ? L.CHECK_OPERATION : L.CHECK_NONE),
    hasOf: bitOf,
    keepsConstant: keeps,
    keepsValue: keeps,
    needed: requirements.map(({ oneOf }) => oneOf.reduce((mask, key) => mask | bitOf(key), 0)),
    rejectionOf(needed, notes) {
      const requirement = requirements[needed];
      if (requirement === undefined) throw new TypeError("a row is set aside without a reason");
      return { kind: "rejected", ...rejectionOf(requirement, changesOf(notes)) };
    },
    defaults: defaults.map(({ key, value }) => ({ key, value, has: replaced.includes(key) ? 0 : bitOf(key) })),
    replaced,
    limits,
    refusedIds: [...REFUSED_IDS],
    operations: PROPERTY_OPERATIONS,
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
  checkBelow: () => L.CHECK_NONE,
  hasOf: (key) => (key === "time" ? L.HAS_TIME : key === "insert_id" ? L.HAS_INSERT_ID : 0),
  keepsConstant: () => true,
  keepsValue: () => true,
  needed: [],
  rejectionOf() {
    throw new TypeError("without rules no row is set aside");
  },
  defaults: [],
  replaced: [],
  limits: { maxStringLength: 0x7fffffff, minIdLength: 0, maxGroupTypes: 0, maxGroupValues: 0 },
  refusedIds: [],
  operations: [],
  hasRules: false,
};
