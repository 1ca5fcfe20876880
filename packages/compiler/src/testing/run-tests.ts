// In: an analysed converter, its tests and the rules on events. Out: what became of each row, where that is not what was expected,
// and what of the converter the rows reached.
import type { Analysis } from "../analyse.ts";
import { interpret } from "../interpret.ts";
import { lostTimeOf } from "../lost-time.ts";
import type { EventVerdict, RowOutcome } from "../row-outcome.ts";
import { mapRow } from "../row-outcome.ts";
import type { Span } from "../source/span.ts";
import { setKey } from "../values/dict.ts";
import { type Dict, isDict, type Value } from "../values/value.ts";
import { type Coverage, type CoveragePlace, createCoverage } from "./coverage.ts";
import { type Difference, differencesOf } from "./differences.ts";
import type { Expectation, TestCase } from "./read-test-file.ts";

/** A row of a case: its value, or why it cannot be read. */
export type TestRow = { readonly value: Value } | { readonly rule: string; readonly message: string };

export interface TestTools {
  /** The rules on events; `lostTime` says why an event has no time though its row has one. */
  readonly validate: (event: Dict, row: number, lostTime?: string) => EventVerdict;
  /** Milliseconds since the epoch, which time operators take as now. */
  readonly now: number;
  /** Runs work; false where it was stopped because it took longer, where the host can do so. */
  readonly limit?: (ms: number, work: () => void) => boolean;
}

/** What became of a row. */
export interface EvaluatedRow {
  readonly outcome: RowOutcome;
  /** The event without the keys that the import adds by itself. */
  readonly event?: Dict;
  /** Places of the converter that the row reached, by their index. */
  readonly reached: readonly number[];
}

export interface RowResult extends EvaluatedRow {
  /** Absent where the case expects nothing yet. */
  readonly expected?: Expectation;
  readonly passed: boolean;
  /** Where the event differs from the one that is expected. */
  readonly differences: readonly Difference[];
}

export interface CaseResult {
  readonly name: string;
  readonly span: Span;
  readonly passed: boolean;
  readonly rows: readonly RowResult[];
  /** Why the case could not be run. */
  readonly problem?: string;
}

export interface TestRun {
  readonly cases: readonly CaseResult[];
  readonly places: readonly CoveragePlace[];
  /** Those of the places that no row reached. */
  readonly uncovered: readonly CoveragePlace[];
}

/** A row may take so many milliseconds. */
const ROW_LIMIT_MS = 1_000;

const TOO_SLOW: RowOutcome = {
  kind: "rejected",
  rule: "map/too-slow",
  message: "the converter takes longer than a second on this row: a regular expression tries too many ways to match",
};

/** Evaluates rows one by one. Undefined where the converter has errors. */
export function createRowEvaluator(
  analysis: Analysis,
  { validate, now, limit = runAll }: TestTools,
): { readonly places: readonly CoveragePlace[]; evaluate(row: TestRow): EvaluatedRow } | undefined {
  const coverage = createCoverage(analysis);
  const { converter, inference } = analysis;
  if (coverage === undefined || converter === undefined || inference === undefined) return undefined;
  const lostTime = lostTimeOf(converter.body, inference);
  const program = {
    map: (row: Value, context: { readonly now: number }) => interpret(converter.body, row, context, coverage.observe),
    ...(lostTime && { lostTime }),
  };
  return {
    places: coverage.places,
    evaluate(row) {
      if ("rule" in row) return { outcome: { kind: "rejected", ...row }, reached: [] };
      let found: EvaluatedRow = { outcome: TOO_SLOW, reached: [] };
      const ended = limit(ROW_LIMIT_MS, () => {
        found = evaluated(mapRow(program, row.value, { now }), validate, coverage);
      });
      if (!ended) coverage.endRow();
      return found;
    },
  };
}

function runAll(_ms: number, work: () => void): boolean {
  work();
  return true;
}

function evaluated(
  mapped: ReturnType<typeof mapRow>,
  validate: TestTools["validate"],
  coverage: Coverage,
): EvaluatedRow {
  const reached = coverage.endRow();
  if (mapped.kind !== "mapped") return { outcome: mapped, reached };
  const outcome = validate(mapped.event, 0, mapped.lostTime);
  if (outcome.kind !== "event") return { outcome, reached };
  const event: Dict = {};
  for (const [key, value] of Object.entries(outcome.event))
    if (Object.hasOwn(mapped.event, key)) setKey(event, key, value);
  return { outcome, event, reached };
}

/** `rowsOf` gives the rows of a case, or why there are none. Undefined where the converter has errors. */
export function runTests(
  analysis: Analysis,
  cases: readonly TestCase[],
  rowsOf: (test: TestCase) => readonly TestRow[] | string,
  tools: TestTools,
): TestRun | undefined {
  const evaluator = createRowEvaluator(analysis, tools);
  if (evaluator === undefined) return undefined;
  const covered = new Set<number>();
  const results = cases.map((test): CaseResult => {
    const { name, span, expected, hasExpect } = test;
    const given = rowsOf(test);
    if (typeof given === "string") return { name, span, passed: false, rows: [], problem: given };
    const rows = given.map((row, i) => judge(evaluator.evaluate(row), expected[i]));
    for (const { reached } of rows) for (const index of reached) covered.add(index);
    const passed = hasExpect && expected.length === rows.length && rows.every((row) => row.passed);
    const problem = !hasExpect
      ? "the case expects nothing yet: write `expect`, or let `heddle test --update` write it"
      : expected.length === rows.length
        ? undefined
        : `the case has ${rows.length} rows, but expects something of ${expected.length}`;
    return { name, span, passed, rows, ...(problem !== undefined && { problem }) };
  });
  return {
    cases: results,
    places: evaluator.places,
    uncovered: evaluator.places.filter((_, index) => !covered.has(index)),
  };
}

function judge(row: EvaluatedRow, expected: Expectation | undefined): RowResult {
  if (expected === undefined) return { ...row, passed: false, differences: [] };
  const { outcome } = row;
  switch (expected.kind) {
    case "ignored":
      return { ...row, expected, passed: outcome.kind === "ignored", differences: [] };
    case "no-event": {
      const passed = (outcome.kind === "dropped" || outcome.kind === "rejected") && outcome.rule === expected.rule;
      return { ...row, expected, passed, differences: [] };
    }
    case "event":
    case "includes": {
      if (outcome.kind !== "event") return { ...row, expected, passed: false, differences: [] };
      const differences = differencesOf(expected.event, comparable(row, outcome.event, expected.event), {
        subset: expected.kind === "includes",
      });
      return { ...row, expected, passed: differences.length === 0, differences };
    }
    default:
      return expected satisfies never;
  }
}

/** The event with those of the keys that the import adds which are expected. */
function comparable({ event = {} }: EvaluatedRow, whole: Dict, expected: Dict): Dict {
  const found: Dict = { ...event };
  for (const key of Object.keys(expected)) if (Object.hasOwn(whole, key)) setKey(found, key, whole[key] as Value);
  return found;
}

/** What a row became, as a case expects it: of a part of an event the same part. */
export function expectationOf({ outcome, event }: EvaluatedRow, before?: Expectation): Expectation {
  switch (outcome.kind) {
    case "ignored":
      return { kind: "ignored" };
    case "dropped":
    case "rejected":
      return { kind: "no-event", rule: outcome.rule };
    case "event": {
      const known = before?.kind === "event" || before?.kind === "includes" ? before.event : {};
      const whole = comparable({ outcome, reached: [], ...(event && { event }) }, outcome.event, known);
      if (before?.kind !== "includes") return { kind: "event", event: whole };
      return { kind: "includes", event: partOf(whole, before.event) };
    }
    default:
      return outcome satisfies never;
  }
}

/** The keys of a dict that another has too, at any depth. */
function partOf(dict: Dict, like: Dict): Dict {
  const part: Dict = {};
  for (const [key, inner] of Object.entries(like)) {
    if (!Object.hasOwn(dict, key)) continue;
    const value = dict[key] as Value;
    setKey(part, key, isDict(value) && isDict(inner) ? partOf(value, inner) : value);
  }
  return part;
}
