// In: tests and what their rows became. Out: the text of a file of tests, or the edits that bring one up to date.
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import type { Purpose } from "../event/purpose.ts";
import { stringifyJson } from "../values/json.ts";
import { type Dict, isDict, type Value } from "../values/value.ts";
import type { Expectation, TestCase } from "./read-test-file.ts";
import { type CaseResult, expectationOf } from "./run-tests.ts";

export interface NewCase {
  readonly name: string;
  readonly row: Value;
  readonly expected: Expectation;
}

/** The text of a new file. */
export function testFileText(cases: readonly NewCase[], { dataType, strategy }: Purpose): string {
  const file: Dict = {
    ...(dataType !== "event" && { dataType }),
    ...(strategy !== undefined && { strategy }),
    cases: cases.map(({ name, row, expected }) => ({ name, row, expect: expectationValue(expected) })),
  };
  return `${prettyJson(file)}\n`;
}

/** The edits after which each case expects what its rows become. Cases that pass stay as they are written. */
export function updateEdits(
  text: string,
  cases: readonly TestCase[],
  results: readonly CaseResult[],
): readonly TextEdit[] {
  return results.flatMap((result, i): readonly TextEdit[] => {
    const test = cases[i];
    if (test === undefined || result.passed || result.rows.length === 0) return [];
    const { hasExpect, expectSpan, expectedSpans, expected } = test;
    if (hasExpect && expected.length === result.rows.length)
      return result.rows.flatMap((row, at) => {
        const span = expectedSpans[at];
        if (row.passed || span === undefined) return [];
        return [{ span, text: printedAt(text, span.start, expectationValue(expectationOf(row, row.expected))) }];
      });
    const all = result.rows.map((row) => expectationValue(expectationOf(row)));
    const whole = test.rows !== undefined && all.length === 1 ? (all[0] ?? null) : all;
    if (hasExpect) return [{ span: expectSpan, text: printedAt(text, expectSpan.start, whole) }];
    return [insertion(text, expectSpan.start, whole)];
  });
}

/** Puts `expect` behind the last member of a case; `at` is where its closing brace is. */
function insertion(text: string, at: number, expect: Value): TextEdit {
  const end = text.slice(0, at).trimEnd().length;
  const last = text.slice(0, end);
  const isEmpty = last.endsWith("{");
  const isSpread = /[\r\n]/.test(text.slice(end, at));
  const indent = indentAt(text, end);
  const start = `${isEmpty ? "" : ","}${isSpread ? `\n${indent}` : " "}"expect": `;
  return { span: { start: end, end }, text: `${start}${prettyJson(expect).replaceAll("\n", `\n${indent}`)}` };
}

function printedAt(text: string, at: number, value: Value): string {
  return prettyJson(value).replaceAll("\n", `\n${indentAt(text, at)}`);
}

/** The indentation of the line of an offset. */
function indentAt(text: string, at: number): string {
  const start = Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? "";
}

/** An expectation as a file of tests has it. */
export function expectationValue(expected: Expectation): Dict {
  switch (expected.kind) {
    case "event":
      return { event: expected.event };
    case "includes":
      return { includes: expected.event };
    case "no-event":
      return { noEvent: expected.rule };
    case "ignored":
      return { ignored: true };
    default:
      return expected satisfies never;
  }
}

/** What fits into so many columns is on one line. */
const WIDTH = 90;

/** JSON over several lines, two spaces a level, exact numbers; short lists and objects of plain values are on a line. */
export function prettyJson(value: Value, indent = ""): string {
  const entries = Array.isArray(value) ? value : isDict(value) ? Object.values(value) : [];
  if (entries.length === 0) return stringifyJson(value);
  const isPlain = entries.every((entry) => !Array.isArray(entry) && !isDict(entry));
  const flat = isPlain && Array.isArray(value) ? `[${entries.map(stringifyJson).join(", ")}]` : undefined;
  if (flat !== undefined && indent.length + flat.length <= WIDTH) return flat;
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item) => `${inner}${prettyJson(item, inner)}`)
    : Object.entries(value as Dict).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${prettyJson(item, inner)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}
