// From a plan and the rules of events to the module's memory.
import { type ByteProgram, isDict, stringifyJson, type Value } from "@heddle/compiler";
import type { PlanMember, PlanPart, PlanTest, PlanTimeField, PlanTimeStep, PlanValue } from "@heddle/compiler/codegen";
import * as L from "./layout.gen.ts";
import { encoder, list, span, take, text, Unfit } from "./memory.ts";
import type { Instance } from "./module.ts";
import { attachPath } from "./paths.ts";
import type { ByteRules } from "./rules.ts";

/** A plan in memory. */
export interface Layout {
  /** Where the text of `insert_id` is put, up to the row's number. */
  readonly insertId: number;
  /** The spans of the columns that are read, by their keys; 0 where only what lies in one is read. */
  readonly columns: ReadonlyMap<string, number>;
  /** The list of refused ids. */
  readonly refusedIds: number;
  /** Where the result of each unit goes. */
  readonly unitPlaces: readonly UnitPlace[];
}

export interface UnitPlace {
  /** Of the event. */
  readonly key: string;
  /** 0: the value of that key. */
  readonly layer: number;
  /** The check of its value. */
  readonly check: number;
}

export const MOST_INSERT_ID = 8192;

/** What a plan is laid out with. */
interface Laying {
  readonly instance: Instance;
  readonly rules: ByteRules;
  /** The span of each path. */
  readonly spans: readonly number[];
  readonly root: number;
  readonly guards: Map<string, number>;
  /** Keys whose default stands where the converter has a constant. */
  readonly replaced: Set<string>;
  readonly paths: readonly (readonly string[])[];
  readonly steps: Step[];
  readonly unitPlaces: UnitPlace[];
}

interface Step {
  readonly op: number;
  readonly check?: number;
  readonly has?: number;
  readonly text?: string;
  readonly value?: number;
  readonly unit?: number;
  readonly guards?: readonly number[];
  /** Whether a path ends with the key of the event. */
  readonly isSameKey?: boolean;
}

/** @throws Unfit */
export function layOut(
  instance: Instance,
  { plan }: ByteProgram,
  rules: ByteRules,
  { maxRowBytes, losesTime }: { readonly maxRowBytes: number; readonly losesTime: boolean },
): Layout {
  const { exports } = instance;
  if (exports.reset() === 0) throw new Unfit("the module does not fit its memory");
  const root = exports.newContainer(0);
  const spans = plan.paths.map(() => span(instance));
  const passedOn = new Set(plan.passedOn);
  const shortestFirst = [...plan.paths.entries()].toSorted(([, a], [, b]) => a.length - b.length);
  for (const [i, path] of shortestFirst) attachPath(instance, root, path, spans[i] ?? 0, passedOn.has(i));
  const unitPlaces = plan.units.map((): UnitPlace => ({ key: "", layer: 0, check: L.CHECK_NONE }));
  const laying: Laying = {
    instance,
    rules,
    spans,
    root,
    guards: new Map(),
    replaced: new Set(),
    paths: plan.paths,
    steps: [],
    unitPlaces,
  };
  const { flag, members } = plan;
  if (flag !== undefined && rules.hasRules) layFlag(laying, flag.member);
  // Without rules the flag is a key like others.
  const isKey = flag !== undefined && !rules.hasRules;
  for (const member of isKey ? members.toSpliced(flag.at, 0, flag.member) : members)
    layMember(laying, member, member.key, 0);
  layDefaults(laying);
  const needsTime = Number(losesTime && plan.canLoseTime);
  const canFail = Number(laying.steps.some(({ op }) => CAN_FAIL.includes(op)));
  exports.setPlan(root, storeSteps(laying), Number(rules.hasRules), needsTime, canFail);
  exports.setOperations(storeOperations(laying));
  const { limits } = rules;
  const { maxStringLength, minIdLength, maxGroupTypes, maxGroupValues } = limits;
  exports.setLimits(maxStringLength, minIdLength, maxGroupTypes, maxGroupValues, Math.min(maxRowBytes, 0xffffffff));
  for (let i = 0; i < L.MOST_NEEDED; i += 1) instance.numbers[(L.NEEDED >> 2) + i] = rules.needed[i] ?? 0;
  const most = Math.max(plan.inputs.length, plan.units.length, 1);
  const rowsPerScan = Math.min(L.MOST_ROWS, Math.floor(L.MOST_INPUTS / most));
  if (rowsPerScan === 0) throw new Unfit("JavaScript computes too many of its keys");
  const inputs = list(
    instance,
    plan.inputs.map((path) => spans[path] ?? 0),
  );
  exports.setUnits(inputs, plan.inputs.length, plan.units.length, rowsPerScan);
  const insertId = take(instance, MOST_INSERT_ID + L.SLACK);
  const columns = new Map(plan.paths.map(([key = ""]) => [key, 0]));
  for (const [i, [key = "", ...below]] of plan.paths.entries()) if (below.length === 0) columns.set(key, spans[i] ?? 0);
  return { insertId, columns, refusedIds: storeRefused(laying), unitPlaces };
}

/** Steps at which an operator may throw. */
const CAN_FAIL: readonly number[] = [L.OP_NODE, L.OP_UNIT, L.OP_MERGE];

function storeRefused({ instance, rules }: Laying): number {
  const ids = rules.refusedIds.flatMap((id) => [id.length, ...encoder.encode(id)]);
  const at = take(instance, ids.length + 1 + L.SLACK);
  instance.bytes.set([...ids, 0xff], at);
  return at;
}

function storeOperations({ instance, rules }: Laying): number {
  const names = rules.operations.flatMap(({ name, forGroups }) => {
    const bytes = encoder.encode(name);
    return [bytes.length, Number(forGroups), ...bytes];
  });
  const at = take(instance, names.length + 1 + L.SLACK);
  instance.bytes.set([...names, 0xff], at);
  return at;
}

/** The values that a check leaves as they are, whatever else they are: of a kind, and without some flags. */
const PLAIN_VALUES: { readonly [check: number]: { readonly kind: number; readonly without: number } } = {
  [L.CHECK_TEXT]: { kind: L.STRING, without: 0 },
  [L.CHECK_OBJECT]: { kind: L.OBJECT, without: 0 },
  [L.CHECK_PROPERTIES]: { kind: L.OBJECT, without: L.HAS_DOLLAR },
  // Of not too many digits.
  [L.CHECK_FLOAT]: { kind: L.NUMBER, without: L.HAS_EXPONENT | L.IS_INTEGER | L.IS_PRECISE },
};

/** Which bits of a kind with flags are to be what for the value to stay as it is. */
function plainKinds(check: number): { readonly mask: number; readonly wanted: number } {
  const changed = L.IS_ODD | L.IS_LONG;
  if (check === L.CHECK_NONE) return { mask: changed << 8, wanted: 0 };
  const plain = PLAIN_VALUES[check];
  // No value has no kind.
  if (plain === undefined) return { mask: 0xffffffff, wanted: 0 };
  return { mask: 0xff | ((changed | plain.without) << 8), wanted: plain.kind };
}

function storeSteps({ instance, steps }: Laying): number {
  const at = take(instance, (steps.length + 1) * L.STEP);
  const { bytes, numbers } = instance;
  for (const [
    i,
    { op, check = L.CHECK_NONE, has = 0, text: before = "", value = 0, unit, guards, isSameKey = false },
  ] of steps.entries()) {
    const step = at + i * L.STEP;
    bytes.set([op, check, has & 0xff, has >> 8], step);
    const stored = text(instance, before);
    numbers[(step + L.STEP_TEXT) >> 2] = stored.at;
    numbers[(step + L.STEP_LENGTH) >> 2] = stored.length;
    numbers[(step + L.STEP_VALUE) >> 2] = value;
    numbers[(step + L.STEP_KEY) >> 2] = isSameKey ? stored.length : L.OTHER_KEY;
    const { mask, wanted } = plainKinds(check);
    numbers[(step + L.STEP_MASK) >> 2] = mask;
    numbers[(step + L.STEP_WANTED) >> 2] = wanted;
    if (unit !== undefined) numbers[(step + L.STEP_UNIT) >> 2] = unit + 1;
    if (guards === undefined) continue;
    numbers[(step + L.STEP_GUARDS) >> 2] = list(instance, guards);
    numbers[(step + L.STEP_GUARD_COUNT) >> 2] = guards.length;
  }
  return at;
}

function checkAt(rules: ByteRules, key: string, top: string, layer: number): number {
  if (layer === 0) return rules.checkOf(key);
  return layer === 1 ? rules.checkBelow(top, key) : L.CHECK_NONE;
}

/** The test whether a row is ignored. */
function layFlag(laying: Laying, { key, part }: PlanMember): void {
  if (part.kind === "unit") {
    laying.unitPlaces[part.unit] = { key, layer: 0, check: L.CHECK_NONE };
    laying.steps.push({ op: L.OP_FLAG, unit: part.unit });
  } else if (part.kind === "value") {
    const { value, unit } = part;
    if (unit !== undefined) laying.unitPlaces[unit] = { key, layer: 0, check: L.CHECK_NONE };
    const test = layTest(laying, value.kind === "test" ? value.test : { kind: "flag", of: value });
    laying.steps.push({ op: L.OP_FLAG, value: test, ...(unit === undefined ? {} : { unit }) });
  }
  // A dict ignores no row.
}

/** `layer`: 0 for a key of the event. */
function layMember(laying: Laying, { key, part }: PlanMember, top: string, layer: number): void {
  const { rules, steps } = laying;
  if (layer === 0 && rules.replaced.includes(key)) {
    layReplaced(laying, key, part);
    return;
  }
  const check = checkAt(rules, key, top, layer);
  const has = layer === 0 ? rules.hasOf(key) : 0;
  const before = `${JSON.stringify(key)}:`;
  if (check === L.CHECK_UNKNOWN && part.kind !== "value" && part.kind !== "unit") {
    // What is in it does not matter: it is left out, and noted.
    steps.push({ op: L.OP_NODE, check, text: before, value: layConstant(laying, {}) });
    return;
  }
  switch (part.kind) {
    case "value":
      layValuePart(laying, part, { check, has, text: before }, top, layer);
      return;
    case "unit":
      laying.unitPlaces[part.unit] = { key: top, layer, check };
      steps.push({ op: L.OP_UNIT, check, has, text: before, unit: part.unit });
      return;
    case "dict":
      requireDict(check, key);
      steps.push({ op: L.OP_OPEN, has, text: `${before}{` });
      for (const member of part.members) layMember(laying, member, top, layer + 1);
      steps.push({ op: L.OP_CLOSE });
      return;
    case "merge":
      requireDict(check, key);
      steps.push({
        op: L.OP_MERGE,
        check,
        has,
        text: before,
        value: laying.spans[part.path] ?? 0,
        guards: part.members.map((member) => guardOf(laying, part.path, member.key)),
      });
      for (const member of part.members) layMember(laying, member, top, layer + 1);
      steps.push({ op: L.OP_CLOSE });
      return;
    default:
      part satisfies never;
  }
}

const FIT_FOR_DICTS: readonly number[] = [
  L.CHECK_NONE,
  L.CHECK_OBJECT,
  L.CHECK_PROPERTIES,
  L.CHECK_GROUP_PROPERTIES,
  L.CHECK_OPERATION,
  L.CHECK_ANY,
];

function requireDict(check: number, key: string): void {
  if (!FIT_FOR_DICTS.includes(check)) throw new Unfit(`"${key}" is a dict`);
}

function layValuePart(
  laying: Laying,
  { value, unit }: Extract<PlanPart, { kind: "value" }>,
  step: Pick<Step, "check" | "has" | "text">,
  top: string,
  layer: number,
): void {
  const { rules, steps, spans, paths } = laying;
  if (value.kind === "constant") {
    if (value.value === undefined) return;
    const isNull = value.value === null && layer === 0 && rules.hasRules;
    if (isNull) return;
    if (step.check === L.CHECK_OPERATION && !isDict(value.value))
      throw new Unfit(`an operation in "${top}" is not a dict`);
    if (step.check === L.CHECK_UNKNOWN) steps.push({ op: L.OP_NODE, ...step, value: layConstant(laying, {}) });
    else if (!rules.keepsConstant(top, value.value, layer + 1))
      throw new Unfit(`a rule changes the constant in "${top}"`);
    else steps.push({ op: L.OP_TEXT, ...step, text: `${step.text}${stringifyJson(value.value)},` });
    return;
  }
  if (value.kind === "path") {
    const last = paths[value.path]?.at(-1) ?? "";
    // A number may stand for an item of a list, which has no key.
    const isSameKey = step.text === `${JSON.stringify(last)}:` && !/^[0-9]+$/.test(last);
    steps.push({ op: L.OP_PATH, ...step, value: spans[value.path] ?? 0, isSameKey });
    return;
  }
  if (unit !== undefined) laying.unitPlaces[unit] = { key: top, layer, check: step.check ?? L.CHECK_NONE };
  steps.push({ op: L.OP_NODE, ...step, value: layValue(laying, value), ...(unit === undefined ? {} : { unit }) });
}

/** The span of a key that a merged dict must not have. */
function guardOf(laying: Laying, path: number, key: string): number {
  const { instance, guards, paths, spans, root } = laying;
  const full = [...(paths[path] ?? []), key];
  const id = JSON.stringify(full);
  const known = paths.findIndex((other) => JSON.stringify(other) === id);
  const found = known >= 0 ? spans[known] : guards.get(id);
  if (found !== undefined) return found;
  const made = span(instance);
  attachPath(instance, root, full, made, false);
  guards.set(id, made);
  return made;
}

/** A constant that makes room for the default of its key. */
function layReplaced({ rules, steps, replaced }: Laying, key: string, part: PlanPart): void {
  const constant = part.kind === "value" && part.value.kind === "constant" ? part.value : undefined;
  if (constant === undefined) throw new Unfit(`"${key}" is replaced by its default`);
  const { value } = constant;
  if (value === undefined || value === null) return;
  const added = rules.defaults.find((one) => one.key === key)?.value;
  if (added === undefined || !rules.keepsConstant(key, value, 1))
    throw new Unfit(`a rule changes the constant in "${key}"`);
  replaced.add(key);
  steps.push({ op: L.OP_TEXT, has: rules.hasOf(key), text: `${JSON.stringify(key)}:${JSON.stringify(added)},` });
}

function layDefaults({ rules, steps, replaced }: Laying): void {
  for (const { key, has, value } of rules.defaults) {
    if (replaced.has(key)) continue;
    const before = `${JSON.stringify(key)}:`;
    if (value === undefined) steps.push({ op: L.OP_INSERT_ID, has });
    else steps.push({ op: L.OP_DEFAULT, has, text: `${before}${JSON.stringify(value)},` });
  }
}

function node(laying: Laying, kind: number, a = 0, b = 0, c = 0): number {
  const at = take(laying.instance, L.NODE);
  laying.instance.numbers.set([kind, a, b, c], at >> 2);
  return at;
}

function kindOf(value: Value): number {
  if (value === null) return L.NULL;
  if (Array.isArray(value)) return L.LIST;
  if (isDict(value)) return L.OBJECT;
  if (typeof value === "boolean") return value ? L.TRUE : L.FALSE;
  return typeof value === "string" ? L.STRING : L.NUMBER;
}

function layConstant(laying: Laying, value: Value): number {
  const json = stringifyJson(value);
  const kind = kindOf(value);
  let flags = kind === L.STRING && json.includes("\\") ? L.HAS_ESCAPES : 0;
  if (kind === L.NUMBER && /^-?[0-9]+$/.test(json)) flags |= L.IS_INTEGER;
  // A lone surrogate, an exponent: the module compares and joins canonical texts alone.
  if ((kind === L.STRING && json.includes("\\u")) || (kind === L.NUMBER && json.includes("e"))) flags |= L.IS_ODD;
  const isLong = typeof value === "string" && value.length > laying.rules.limits.maxStringLength;
  if (isLong) flags |= L.IS_LONG;
  if (kind >= L.OBJECT && !laying.rules.keepsConstant("", value, 1)) flags |= L.IS_LONG | L.BREAKS_LIMITS;
  const stored = text(laying.instance, json);
  const at = node(laying, L.N_CONSTANT);
  laying.instance.numbers.set([stored.at, stored.at + stored.length, kind | (flags << 8)], (at + L.NODE_SPAN + 4) >> 2);
  return at;
}

function layValue(laying: Laying, value: PlanValue): number {
  const { instance } = laying;
  switch (value.kind) {
    case "path":
      return node(laying, L.N_PATH, laying.spans[value.path]);
    case "constant":
      return value.value === undefined ? node(laying, L.N_NONE) : layConstant(laying, value.value);
    case "any":
      return layList(laying, L.N_ANY, value.values);
    case "concat":
      return layList(laying, L.N_CONCAT, value.parts);
    case "ifelse": {
      const parts = [layTest(laying, value.test), layValue(laying, value.then), layValue(laying, value.otherwise)];
      return node(laying, L.N_IFELSE, ...parts);
    }
    case "condition": {
      const pairs = value.branches.flatMap(([test, then]) => [layTest(laying, test), layValue(laying, then)]);
      return node(laying, L.N_CONDITION, list(instance, pairs), value.branches.length);
    }
    case "lowercase":
      return node(laying, L.N_LOWERCASE, layValue(laying, value.of));
    case "iso_time_to_ms":
      return node(laying, L.N_ISO_TIME_TO_MS, layValue(laying, value.of));
    case "ms_to_iso_time":
      return node(laying, L.N_MS_TO_ISO_TIME, layValue(laying, value.of));
    case "parse_time_to_ms":
      return node(
        laying,
        L.N_PARSE_TIME_TO_MS,
        layValue(laying, value.of),
        layTimeSteps(laying, value.steps),
        value.steps.length,
      );
    case "split":
      return node(laying, L.N_SPLIT, layValue(laying, value.of), laySeparator(laying, value.separator));
    case "item":
      return node(
        laying,
        L.N_ITEM,
        layValue(laying, value.of.of),
        laySeparator(laying, value.of.separator),
        value.index,
      );
    case "add":
      return layList(laying, L.N_ADD, value.values);
    case "typeof":
      return node(laying, L.N_TYPEOF, layValue(laying, value.of), list(instance, layKindNames(laying)));
    case "test":
      return node(laying, L.N_TEST, layTest(laying, value.test), layConstant(laying, true), layConstant(laying, false));
    default:
      return value satisfies never;
  }
}

const TIME_FIELDS: Readonly<Record<PlanTimeField, number>> = {
  year: L.TIME_YEAR,
  month: L.TIME_MONTH,
  day: L.TIME_DAY,
  hour: L.TIME_HOUR,
  minute: L.TIME_MINUTE,
  second: L.TIME_SECOND,
  fraction: L.TIME_FRACTION,
};

function layTimeSteps({ instance }: Laying, steps: readonly PlanTimeStep[]): number {
  const at = take(instance, steps.length * L.TIME_STEP);
  const bytes = steps.flatMap((step) =>
    "literal" in step
      ? [L.TIME_LITERAL, step.literal.charCodeAt(0), 0, 0]
      : [TIME_FIELDS[step.field], step.min, step.max, step.reserve],
  );
  instance.bytes.set(bytes, at);
  return at;
}

/** The address and the length of a separator. */
function laySeparator({ instance }: Laying, separator: string): number {
  if (separator === "" || JSON.stringify(separator).length !== separator.length + 2)
    throw new Unfit("it splits at a text that JSON escapes");
  const { at, length } = text(instance, separator);
  return list(instance, [at, length]);
}

/** A constant for each kind, by its number. */
function layKindNames(laying: Laying): number[] {
  const names = ["", "string", "number", "bool", "bool", "null", "dict", "list"];
  return names.map((name) => layConstant(laying, name));
}

function layList(laying: Laying, kind: number, values: readonly PlanValue[]): number {
  return node(
    laying,
    kind,
    list(
      laying.instance,
      values.map((value) => layValue(laying, value)),
    ),
    values.length,
  );
}

function layTest(laying: Laying, test: PlanTest | { readonly kind: "flag"; readonly of: PlanValue }): number {
  switch (test.kind) {
    case "true":
      return node(laying, L.T_TRUE);
    case "not":
      return node(laying, L.T_NOT, layTest(laying, test.of));
    case "and":
    case "or": {
      const tests = list(
        laying.instance,
        test.tests.map((one) => layTest(laying, one)),
      );
      return node(laying, test.kind === "and" ? L.T_AND : L.T_OR, tests, test.tests.length);
    }
    case "truth":
      return node(laying, L.T_TRUTH, layValue(laying, test.of));
    case "flag":
      return node(laying, L.T_IS_FLAGGED, layValue(laying, test.of));
    case "equals": {
      const constant = layConstant(laying, test.constant);
      if (((laying.instance.numbers[(constant + L.NODE_SPAN + L.SPAN_KIND) >> 2] ?? 0) & (L.IS_ODD << 8)) !== 0)
        throw new Unfit("it compares with a constant that JSON writes in several ways");
      return node(laying, L.T_EQUALS, layValue(laying, test.of), constant + L.NODE_SPAN);
    }
    case "contains": {
      if (JSON.stringify(test.text).length !== test.text.length + 2)
        throw new Unfit("it looks for a text that JSON escapes");
      const piece = text(laying.instance, test.text);
      return node(laying, L.T_CONTAINS, layValue(laying, test.of), piece.at, piece.length);
    }
    default:
      return test satisfies never;
  }
}
