// In: a row of a case that failed. Out: what was expected and what came instead, as lines of a diff, each with its place in the converter.
import type { Analysis } from "../analyse.ts";
import type { Span } from "../source/span.ts";
import { stringifyJson } from "../values/json.ts";
import type { Result } from "../values/value.ts";
import type { CoveragePlace } from "./coverage.ts";
import { pathText } from "./differences.ts";
import type { Expectation } from "./read-test-file.ts";
import type { EvaluatedRow, RowResult } from "./run-tests.ts";

export interface Failure {
  /** Where the converter makes what is not as expected. */
  readonly span: Span;
  /** Lines that begin with `-` for what was expected, and with `+` for what came instead. */
  readonly lines: readonly string[];
}

/** Why a row failed; empty for one that passed, or of which nothing is expected yet. */
export function failuresOf(
  row: RowResult,
  places: readonly CoveragePlace[],
  { converter }: Analysis,
): readonly Failure[] {
  const { passed, expected, differences, outcome } = row;
  if (passed || expected === undefined || converter === undefined) return [];
  const { body } = converter;
  const whole =
    body.kind === "call" && !body.sugar ? body.nameSpan : { start: body.span.start, end: body.span.start + 1 };
  if (differences.length === 0 || outcome.kind !== "event") {
    const open = row.reached.map((index) => places[index]).find((place) => place?.isOpen === true);
    const span = outcome.kind === "dropped" ? (open?.span ?? whole) : whole;
    return [{ span, lines: [`- ${expectedText(expected)}`, `+ ${outcomeText(row)}`] }];
  }
  return differences.map(({ path, before, after }) => ({
    span: spanOfKey(path, row, places) ?? whole,
    lines: [...valueLine("-", path, before), ...valueLine("+", path, after)],
  }));
}

/** Where the row's event got a key from, or the innermost key around it that has a place. */
function spanOfKey(
  path: readonly (string | number)[],
  { reached }: EvaluatedRow,
  places: readonly CoveragePlace[],
): Span | undefined {
  const reachedPlaces = reached.flatMap((index) => places[index] ?? []);
  for (let length = path.length; length > 0; length -= 1) {
    const isHere = ({ path: keys }: CoveragePlace): boolean =>
      keys?.length === length && keys.every((key, i) => key === path[i]);
    const found = reachedPlaces.findLast(isHere) ?? places.find(isHere);
    if (found !== undefined) return found.span;
  }
  return undefined;
}

function valueLine(sign: string, path: readonly (string | number)[], value: Result): readonly string[] {
  return value === undefined ? [] : [`${sign} ${pathText(path)}: ${stringifyJson(value)}`];
}

function expectedText(expected: Expectation): string {
  switch (expected.kind) {
    case "event":
    case "includes":
      return `event ${stringifyJson(expected.event)}`;
    case "no-event":
      return `no event, because of ${expected.rule}`;
    case "ignored":
      return "ignored";
    default:
      return expected satisfies never;
  }
}

/** What became of a row, in a line. */
export function outcomeText({ outcome, event }: EvaluatedRow): string {
  switch (outcome.kind) {
    case "event":
      return `event ${stringifyJson(event ?? outcome.event)}`;
    case "ignored":
      return "ignored";
    case "dropped":
    case "rejected":
      return `no event, because of ${outcome.rule}: ${outcome.message}`;
    default:
      return outcome satisfies never;
  }
}
