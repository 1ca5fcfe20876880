// In: an optimised converter. Out: how it maps rows as bytes, with functions for what JavaScript computes; or why rows go by values.
import type { BytePlan, BytePlannerOf, PlanMember, PlanPart, PlanUnit, PlanValue } from "../../codegen/byte-plan.ts";
import { eventKey } from "../../event/keys.ts";
import { operationsOf } from "../../event/operations.ts";
import { dict, dictMembers } from "../../operators/dict.ts";
import { always, DICT } from "../../operators/kinds.ts";
import type { ByteProgram, ConverterSettings, InputPath, NoByteProgram, Program } from "../../program.ts";
import { isIndex } from "../../values/dict.ts";
import { isHuge } from "../../values/value.ts";
import { type CallExpr, type Expr, operandsOf } from "../2-resolve/expression.ts";
import { type OptimisedExpression, withRoot } from "../4-optimise/optimise.ts";
import { unitInputs } from "./unit-inputs.ts";

/** Beyond it the layers of a value that is passed on could be too many together with those around it. */
const MOST_LAYERS = 8;
const MOST_MEMBERS = 2_000;

/** Thrown where a converter has no plan. */
class NoPlan extends Error {}

interface Planning {
  readonly expression: OptimisedExpression;
  readonly paths: Map<string, { readonly path: InputPath; readonly index: number }>;
  readonly passedOn: Set<number>;
  readonly units: { readonly expr: Expr; readonly unit: PlanUnit }[];
  members: number;
}

/** `load` makes a function of an expression; undefined where it is too large for one. */
export function planBytes(
  expression: OptimisedExpression,
  { ignoreEventFlag }: Pick<ConverterSettings, "ignoreEventFlag">,
  load: (expression: OptimisedExpression) => Program["map"] | undefined,
): ByteProgram | NoByteProgram {
  const planning: Planning = { expression, paths: new Map(), passedOn: new Set(), units: [], members: 0 };
  try {
    const members = membersOf(expression.root);
    if (members === undefined) throw new NoPlan("the event is not one dict of literal keys");
    const at = members.findIndex(({ key }) => key === ignoreEventFlag);
    const planned = members.map(({ key, expr }, i) =>
      i === at ? planFlag(planning, key, expr) : planEventKey(planning, key, expr),
    );
    const flag = planned[at];
    const plan: Omit<BytePlan, "paths" | "passedOn" | "units" | "inputs"> = {
      members: planned.filter((member) => member !== flag),
      ...(flag && { flag: { at, member: flag } }),
      canLoseTime: members.some(({ key, expr }) => key === "time" && canLose(expr)),
    };
    const [units, always] = [() => true, ({ isSpare }: PlanUnit) => !isSpare].map((isWanted) =>
      planning.units.some(({ unit }) => isWanted(unit)) ? load(unitsExpression(planning, isWanted)) : NOTHING,
    );
    if (units === undefined || always === undefined) throw new NoPlan("its functions are too large");
    return { plan: { ...plan, ...pathsAndUnits(planning) }, units, always };
  } catch (error) {
    if (error instanceof NoPlan) return { why: error.message };
    throw error;
  }
}

const NOTHING: Program["map"] = () => ({});

function pathsAndUnits({
  paths,
  passedOn,
  units,
}: Planning): Pick<BytePlan, "paths" | "passedOn" | "units" | "inputs"> {
  const list = [...paths.values()];
  const read = new Set(units.flatMap(({ unit }) => unit.reads));
  const isBelow = ({ path }: (typeof list)[number], other: (typeof list)[number]): boolean =>
    other.path.length < path.length && other.path.every((key, i) => key === path[i]);
  const inputs = list.filter(
    (one) => read.has(one.index) && !list.some((other) => read.has(other.index) && isBelow(one, other)),
  );
  return {
    paths: list.map(({ path }) => path),
    passedOn: [...passedOn],
    units: units.map(({ unit }) => unit),
    inputs: inputs.map(({ index }) => index),
  };
}

/** The members of an expression that is a dict of literal keys. */
function membersOf(expr: Expr): ReturnType<typeof dictMembers> | undefined {
  if (expr.kind !== "call" || expr.operator !== dict) return undefined;
  const members = dictMembers(expr);
  const odd = members.find(({ key }) => isIndex(key) || key === "__proto__");
  if (odd !== undefined) throw new NoPlan(`the key "${odd.key}" has no fixed place in a dict`);
  return members;
}

function planEventKey(planning: Planning, key: string, expr: Expr): PlanMember {
  const type = eventKey(key)?.type;
  // A dict where none belongs, and groups, are for JavaScript to look at.
  const isPart = key !== "groups" && (type === undefined || type === "object") && operationsFit(key, expr);
  return { key, part: isPart ? planPart(planning, key, expr, 1) : planScalar(planning, expr) };
}

/** Whether a dict of properties has no operations, or them alone: where they are dicts, the rules leave it as it is. */
function operationsFit(key: string, expr: Expr): boolean {
  if (key !== "user_properties" && key !== "group_properties") return true;
  if (expr.kind === "call" && expr.operator.name === "merge_dicts") {
    return operandsOf(expr).every((arg) => membersOf(arg.expr)?.every((member) => !member.key.startsWith("$")) ?? true);
  }
  const members = membersOf(expr) ?? [];
  if (!members.some((member) => member.key.startsWith("$"))) return true;
  return members.every((member) => operationsOf(key).includes(member.key));
}

function planPart(planning: Planning, key: string, expr: Expr, layer: number): PlanPart {
  if (layer > MOST_LAYERS) throw new NoPlan(`"${key}" nests too many dicts`);
  const members = membersOf(expr);
  if (members !== undefined) return { kind: "dict", members: planMembers(planning, members, layer) };
  const merged = expr.kind === "call" && expr.operator.name === "merge_dicts" ? operandsOf(expr) : [];
  const [base, more] = merged.map((arg) => arg.expr);
  const path = base && pathOf(base);
  const added = more && membersOf(more);
  if (merged.length === 2 && path !== undefined && added !== undefined) {
    return { kind: "merge", path: addPath(planning, path, true), members: planMembers(planning, added, layer) };
  }
  return planScalar(planning, expr);
}

function planMembers(planning: Planning, members: ReturnType<typeof dictMembers>, layer: number): PlanMember[] {
  planning.members += members.length;
  if (planning.members > MOST_MEMBERS) throw new NoPlan("it has too many keys");
  return members.map(({ key, expr }) => ({ key, part: planPart(planning, key, expr, layer + 1) }));
}

function planScalar(planning: Planning, expr: Expr): PlanPart {
  const value = plannerOf(planning).value(expr);
  if (value === undefined) return { kind: "unit", unit: addUnit(planning, expr, false) };
  if (value.kind === "path" || value.kind === "constant") return { kind: "value", value };
  return { kind: "value", value, unit: addUnit(planning, expr, true) };
}

/** Without a spare unit, so that a flag alone makes nothing to compute of rows. */
function planFlag(planning: Planning, key: string, expr: Expr): PlanMember {
  const value = plannerOf(planning).value(expr);
  return value === undefined ? planEventKey(planning, key, expr) : { key, part: { kind: "value", value } };
}

function plannerOf(planning: Planning): BytePlannerOf<Expr> {
  const planner: BytePlannerOf<Expr> = {
    value(expr) {
      if (expr.kind === "constant") return isHuge(expr.value) ? undefined : constantOf(expr.value);
      const path = pathOf(expr);
      if (path !== undefined) return { kind: "path", path: addPath(planning, path, true) };
      if (expr.kind !== "call") return undefined;
      const test = expr.operator.nativeTest?.(callOf(planning, expr), planner);
      return test === undefined ? expr.operator.native?.(callOf(planning, expr), planner) : { kind: "test", test };
    },
    test(expr) {
      if (expr.kind === "constant" && typeof expr.value === "boolean")
        return expr.value ? { kind: "true" } : { kind: "not", of: { kind: "true" } };
      const test = expr.kind === "call" ? expr.operator.nativeTest?.(callOf(planning, expr), planner) : undefined;
      if (test !== undefined) return test;
      const of = planner.value(expr);
      return of && { kind: "truth", of };
    },
    all(operands, make) {
      const values = operands.map((operand) => planner.value(operand));
      return values.every((value) => value !== undefined) ? make(values) : undefined;
    },
  };
  return planner;
}

function constantOf(value: PlanConstant): PlanValue {
  return value === undefined ? { kind: "constant" } : { kind: "constant", value };
}
type PlanConstant = Extract<Expr, { kind: "constant" }>["value"];

function callOf({ expression }: Planning, expr: CallExpr) {
  return { expr, operands: operandsOf(expr).map((arg) => arg.expr), type: expression.typeOf(expr) };
}

/** The path that an expression is; undefined where it is anything else, or the row as a whole. */
function pathOf(expr: Expr): InputPath | undefined {
  if (expr.kind === "key") return [expr.key];
  if (expr.kind !== "call" || expr.operator.chained !== true || expr.args.length === 0) return undefined;
  const keys = operandsOf(expr).flatMap((arg) => (arg.expr.kind === "key" ? [arg.expr.key] : []));
  return keys.length === expr.args.length ? keys : undefined;
}

function addPath({ paths, passedOn }: Planning, path: InputPath, isPassedOn: boolean): number {
  if (path.length === 0) throw new NoPlan("it reads the row as a whole");
  if (path.includes("__proto__")) throw new NoPlan('it reads "__proto__"');
  const id = JSON.stringify(path);
  const { index } = paths.get(id) ?? { index: paths.size };
  paths.set(id, { path, index });
  if (isPassedOn) passedOn.add(index);
  return index;
}

function addUnit(planning: Planning, expr: Expr, isSpare: boolean): number {
  const reads = unitInputs(expr).map((path) => addPath(planning, path, false));
  return planning.units.push({ expr, unit: { reads, isSpare } }) - 1;
}

/** A dict of units, by their index; without the others. */
function unitsExpression({ units, expression }: Planning, isWanted: (unit: PlanUnit) => boolean): OptimisedExpression {
  const { span } = expression.root;
  const [key, value] = dict.repeats ?? [];
  if (key === undefined || value === undefined) throw new TypeError("dict has no members");
  const args = units.flatMap(({ expr, unit }, i): CallExpr["args"] =>
    isWanted(unit)
      ? [
          {
            kind: "literal",
            parameter: key,
            value: `u${i}`,
            node: { kind: "string", span, value: `u${i}` } as never,
            span,
          },
          { kind: "expr", parameter: value, expr, span: expr.span },
        ]
      : [],
  );
  const root: Expr = { kind: "call", operator: dict, args, span, nameSpan: span, sugar: true };
  return withRoot(root, (expr) => (expr === root ? always(DICT) : expression.typeOf(expr)));
}

/** Whether an operator of an expression could fail to read a value (see lost-time.ts). */
function canLose(expr: Expr): boolean {
  if (expr.kind === "constant") return expr.value === undefined;
  if (expr.kind !== "call") return expr.kind === "invalid";
  if (expr.operator.operands !== "lazy" && expr.operator.chained !== true) return true;
  return operandsOf(expr).some((arg) => canLose(arg.expr));
}
