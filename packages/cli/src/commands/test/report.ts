// Results of tests, for people and for tools.
import { renderDiagnostic } from "@heddle/compiler";
import { printable } from "@heddle/compiler/language";
import {
  type CaseResult,
  type CoveragePlace,
  expectationOf,
  expectationValue,
  failuresOf,
  pathText,
} from "@heddle/compiler/testing";
import { plural } from "../../report/format.ts";
import { type Annotation, annotationLine } from "../../report/github.ts";
import { renderJunit } from "../../report/junit.ts";
import { renderPlace } from "../../report/place.ts";
import { jsonText } from "../../report/json.ts";
import type { Layout } from "../../report/layout.ts";
import { painter } from "../../report/style.ts";
import { shorten } from "../../report/width.ts";
import type { TestFormat } from "./formats.ts";
import type { FileRun } from "./run-file.ts";

/** More places without coverage are counted, not shown. */
const MAX_UNCOVERED = 10;
/** More rows of a case, or differences of a row, are counted, not shown. */
const MAX_FAILURES = 10;

export function renderResults(format: TestFormat, runs: readonly FileRun[], layout: Layout, color: boolean): string {
  switch (format) {
    case "text":
      return runs.map((run) => fileText(run, layout, color)).join("\n");
    case "json":
      return jsonText(runs.map(asJson));
    case "junit":
      return renderJunit(runs.map(suiteOf));
    case "github":
      return runs.flatMap(annotationsOf).map(annotationLine).join("");
    default:
      return format satisfies never;
  }
}

/** `3 of 4 cases passed; branches 5 of 6, keys 9 of 9`. */
export function summaryOf(runs: readonly FileRun[]): string {
  const cases = runs.flatMap(({ run }) => run?.cases ?? []);
  const broken = runs.filter(({ errors }) => errors.length > 0).length;
  const passed = cases.filter((one) => one.passed).length;
  const share = (kind: CoveragePlace["kind"]): string => {
    const all = runs.flatMap(({ run }) => run?.places ?? []).filter((place) => place.kind === kind).length;
    const missed = runs.flatMap(({ run }) => run?.uncovered ?? []).filter((place) => place.kind === kind).length;
    return `${all - missed} of ${all}`;
  };
  const errors = broken === 0 ? "" : `, ${plural(broken, "file")} with errors`;
  return `${passed} of ${plural(cases.length, "case")} passed${errors}; branches ${share("branch")}, keys ${share("key")}`;
}

function fileText(file: FileRun, layout: Layout, color: boolean): string {
  const { paint } = layout;
  const { tests, converter, run, errors } = file;
  const found = errors.flatMap(({ of, diagnostics }) =>
    diagnostics.map((one) => `${renderDiagnostic(one, { file: of.path, lines: of.lines, color })}\n\n`),
  );
  if (run === undefined || converter === undefined) return found.join("");
  const uncovered = run.uncovered.slice(0, MAX_UNCOVERED).map((place) => {
    const what =
      place.kind === "key"
        ? "no case has this key"
        : place.isOpen
          ? "no case ends here, without a true test"
          : "no case takes this branch";
    return `${renderPlace({ file: converter.path, lines: converter.lines, span: place.span }, layout, "yellow")} ${what}\n`;
  });
  const more = run.uncovered.length - uncovered.length;
  return [
    `${paint("bold", printable(tests.path))}\n`,
    ...run.cases.map((one) => caseText(file, one, layout)),
    ...uncovered,
    ...(more > 0 ? [`${more} more not covered; --format json lists all\n`] : []),
  ].join("");
}

function caseText(file: FileRun, result: CaseResult, layout: Layout): string {
  const { paint, room } = layout;
  const mark = result.passed ? paint("green", "ok    ") : paint("red", "failed");
  const head = `  ${mark}  ${shorten(printable(result.name), room - 10)}\n`;
  return result.passed
    ? head
    : head +
        failureLines(file, result, layout)
          .map((line) => `${line}\n`)
          .join("");
}

/** Why a case failed: each difference at its place in the converter. */
function failureLines({ converter, analysis, run }: FileRun, result: CaseResult, layout: Layout): readonly string[] {
  const { paint, room } = layout;
  const lines = result.problem === undefined ? [] : [`    ${printable(result.problem)}`];
  if (converter === undefined || analysis === undefined || run === undefined) return lines;
  const failures = result.rows.flatMap((row, i) =>
    failuresOf(row, run.places, analysis).map((failure) => ({ ...failure, row: i })),
  );
  for (const { span, lines: diff, row } of failures.slice(0, MAX_FAILURES)) {
    const place = renderPlace({ file: converter.path, lines: converter.lines, span }, layout, "red");
    lines.push(
      ...place.split("\n").map((line, i) => (i === 0 && result.rows.length > 1 ? `${line}, row ${row}` : line)),
    );
    for (const line of diff) lines.push(paint(line.startsWith("-") ? "red" : "green", shorten(printable(line), room)));
  }
  if (failures.length > MAX_FAILURES) lines.push(`    ${failures.length - MAX_FAILURES} more differences`);
  return lines;
}

function asJson({ tests, converter, analysis, run, errors }: FileRun): unknown {
  const places = converter?.lines;
  const count = (kind: CoveragePlace["kind"]) => {
    const total = run?.places.filter((place) => place.kind === kind).length ?? 0;
    return { total, covered: total - (run?.uncovered.filter((place) => place.kind === kind).length ?? 0) };
  };
  return {
    file: tests.path,
    ...(converter !== undefined && { converter: converter.path }),
    ...(errors.length > 0 && {
      errors: errors.flatMap(({ of, diagnostics }) =>
        diagnostics.map(({ code, message, span }) => ({ file: of.path, code, message, range: of.lines.range(span) })),
      ),
    }),
    ...(run !== undefined && {
      cases: run.cases.map(({ name, span, passed, rows, problem }) => ({
        name,
        range: tests.lines.range(span),
        passed,
        ...(problem !== undefined && { problem }),
        rows: rows.map((row) => ({
          passed: row.passed,
          ...(row.expected !== undefined && { expected: expectationValue(row.expected) }),
          actual: expectationValue(expectationOf(row)),
          ...(!row.passed &&
            analysis !== undefined && {
              differences: failuresOf(row, run.places, analysis).map((failure) => ({
                range: places?.range(failure.span),
                lines: failure.lines,
              })),
            }),
        })),
      })),
      coverage: {
        branches: count("branch"),
        keys: count("key"),
        uncovered: run.uncovered.map(({ kind, path, span }) => ({
          kind,
          ...(path !== undefined && { key: pathText(path) }),
          range: places?.range(span),
        })),
      },
    }),
  };
}

const PLAIN: Layout = { paint: painter(false), columns: Infinity, room: Infinity };

function suiteOf(file: FileRun) {
  const broken = file.errors.flatMap(({ of, diagnostics }) =>
    diagnostics.map((one) => ({
      message: one.message,
      type: one.code,
      details: renderDiagnostic(one, { file: of.path, lines: of.lines, color: false }),
    })),
  );
  return {
    name: file.tests.path,
    cases: [
      ...(broken.length === 0 ? [] : [{ name: "can be run", failures: broken }]),
      ...(file.run?.cases ?? []).map((one) => ({
        name: one.name,
        failures: one.passed
          ? []
          : [{ message: `${one.name} failed`, type: "failed", details: failureLines(file, one, PLAIN).join("\n") }],
      })),
    ],
  };
}

/** A failed case is shown at the line of the converter; what is no difference, at the case. */
function annotationsOf({ tests, converter, analysis, run, errors }: FileRun): readonly Annotation[] {
  const found: Annotation[] = errors.flatMap(({ of, diagnostics }) =>
    diagnostics.map(({ message, code, span }): Annotation => {
      const { line, character } = of.lines.position(span.start);
      return { level: "error", file: of.path, line: line + 1, column: character + 1, title: code, message };
    }),
  );
  for (const result of run?.cases ?? []) {
    if (result.passed) continue;
    const failures = result.rows.flatMap((row) =>
      analysis === undefined || run === undefined ? [] : failuresOf(row, run.places, analysis),
    );
    const title = `${result.name} failed`;
    for (const { span, lines } of failures.slice(0, MAX_FAILURES)) {
      if (converter === undefined) continue;
      const { line, character } = converter.lines.position(span.start);
      const message = lines.join("\n");
      found.push({ level: "error", file: converter.path, line: line + 1, column: character + 1, title, message });
    }
    if (result.problem === undefined) continue;
    const { line } = tests.lines.position(result.span.start);
    found.push({ level: "error", file: tests.path, line: line + 1, title, message: result.problem });
  }
  return found;
}
