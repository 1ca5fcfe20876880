// parse_time_to_ms: a time in a Java time pattern to milliseconds since the epoch.
import type { Constant } from "../codegen/constant.ts";
import type { Fix } from "../diagnostics/diagnostic.ts";
import { compileTimePattern } from "../java-time/compile.ts";
import { plainTimeSteps } from "../java-time/plain-steps.ts";
import type { TimeProgram } from "../java-time/program.ts";
import { repairTimePattern } from "../java-time/repair.ts";
import { parseJavaTime } from "../java-time/runtime-parse.ts";
import { readText } from "../values/text.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator, type LiteralArgument } from "./define.ts";
import { BOOL, INTEGER, maybe, NUMBER, STRING } from "./kinds.ts";

/** `formats` caches the formatters of time zones, which are expensive to create. */
export function runParseTimeToMs(
  prepared: { readonly program: TimeProgram; readonly formats: Map<string, Intl.DateTimeFormat> },
  time: Value,
): Result {
  const text = readText(time);
  return text === undefined ? undefined : parseJavaTime(prepared.program, text, prepared.formats);
}

export const parseTimeToMs = defineOperator({
  name: "parse_time_to_ms",
  summary: "A time in a custom pattern to milliseconds since the epoch",
  parameters: [
    {
      name: "timePattern",
      kind: "string",
      doc: "the pattern as a literal string, in the syntax of Java's DateTimeFormatter",
    },
    { name: "time", kind: "source", doc: "the time as text", accepts: STRING | NUMBER | BOOL },
  ],
  operands: "required",
  rules: [
    { text: "Yields the milliseconds since the epoch, as an integer, from a string in the pattern.", mark: "R" },
    {
      text: "The pattern works as in Java 17's DateTimeFormatter, with the SMART resolver and US English names.",
      mark: "D",
    },
    { text: "The time is in UTC unless the text has a zone or an offset.", mark: "D" },
    {
      text: "Missing parts of the time are 0; without a full date, or if the text doesn't match the pattern, there is no value.",
      mark: "D",
    },
    { text: "hh or KK without am/pm gives no value, with a warning.", mark: "D" },
    { text: "A pattern that Java rejects is a compile error.", mark: "D" },
  ],
  examples: [
    {
      expression: ["parse_time_to_ms", "M/d/yyyy H:mm:ss", "at"],
      row: { at: "1/1/2021 5:06:07" },
      result: 1609477567000,
    },
    {
      expression: ["parse_time_to_ms", "yyyy-MM-dd'T'HH:mmXXX", "at"],
      row: { at: "2021-01-01T00:00+01:00" },
      result: 1609455600000,
    },
    { expression: ["parse_time_to_ms", "yyyy-MM-dd", "at"], row: { at: "1/1/2021" } },
  ],
  returns: () => maybe(INTEGER),
  prepare: ([pattern], report) => {
    if (pattern === undefined) return undefined;
    const compiled = compileTimePattern(String(pattern.value));
    const fixes = compiled.ok && compiled.warnings.length === 0 ? {} : repairOf(pattern);
    if (!compiled.ok) {
      for (const { message, start, end, hint } of compiled.problems)
        report("bad-pattern", pattern.span(start, end), message, { ...(hint !== undefined && { hint }), ...fixes });
      return undefined;
    }
    for (const { message, start, end } of compiled.warnings)
      report("partial-pattern", pattern.span(start, end), message, fixes);
    // A program is plain data, although its type has no index signature.
    return { program: compiled.program as unknown as Constant, formats: new Map<string, never>() };
  },
  run: runParseTimeToMs,
  native: ({ expr, operands: [time] }, plan) => {
    const [pattern] = expr.args;
    if (pattern?.kind !== "literal" || time === undefined) return undefined;
    const compiled = compileTimePattern(String(pattern.value));
    const steps = compiled.ok ? plainTimeSteps(compiled.program) : undefined;
    const of = steps && plan.value(time);
    return steps && of && { kind: "parse_time_to_ms", steps, of };
  },
});

/** The fix that writes the pattern that was most likely meant. */
function repairOf({ value, span }: LiteralArgument): { readonly fixes?: readonly Fix[] } {
  const repaired = repairTimePattern(String(value));
  if (repaired === undefined) return {};
  const literal = JSON.stringify(repaired);
  return { fixes: [{ title: `Replace with ${literal}`, edits: [{ span: span(), text: literal }] }] };
}
