// What `heddle init` decided: as text, and as data for tools.
import { printable } from "@heddle/compiler/language";
import type { InferredConverter } from "@heddle/compiler/profile";
import type { Problem } from "@heddle/runtime/local";
import type { Trial } from "../trial.ts";
import { formatCount, plural } from "./format.ts";
import { nextLine, percent, problemWords, shellWord } from "./inspection.ts";
import type { Layout } from "./layout.ts";
import { fill, wrapTokens } from "./width.ts";

export interface InitReport {
  readonly inferred: InferredConverter;
  readonly trial: Trial;
  readonly problems: readonly Problem[];
  /** The files that were written; none where the converter goes to standard output. */
  readonly written: readonly string[];
  /** The files as the user named them. */
  readonly named: readonly string[];
}

/** Several lines, without a line break at the end. */
export function renderInit({ inferred, trial, problems, written, named }: InitReport, layout: Layout): string {
  const { paint, columns } = layout;
  const { decisions } = inferred;
  const width = Math.max(...decisions.map(({ key }) => key.length));
  const mapped = decisions.flatMap(({ key, from, share }) => {
    const words = `${from}${share < 1 && share > 0 ? ` (${percent(share)} of rows)` : ""}`;
    const [first = "", ...more] = wrapTokens(printable(words), columns - width - 4).split("\n");
    return [`  ${fill(key, width)}  ${first}`, ...more.map((line) => `${" ".repeat(width + 4)}${line}`)];
  });
  const doubts = [
    ...decisions.flatMap(({ key, doubt }) => (doubt === undefined ? [] : [`${key}: ${doubt}`])),
    ...problems.map(problemWords),
  ].flatMap((doubt) => {
    const [first = "", ...more] = wrapTokens(printable(doubt), columns - 4).split("\n");
    return [`  ${paint("yellow", first)}`, ...more.map((line) => `    ${paint("yellow", line)}`)];
  });
  const [converter] = written;
  const next =
    converter === undefined ? undefined : `heddle preview ${shellWord(converter)} ${shellWord(named[0] ?? "-")}`;
  return [
    ...(written.length === 0 ? [] : [`${paint("green", "wrote")} ${written.map(printable).join(" and ")}`, ""]),
    ...mapped,
    "",
    ...(doubts.length === 0 ? [] : [paint("bold", "Please check"), ...doubts, ""]),
    ...trialLines(trial, columns),
    ...(next === undefined ? [] : ["", nextLine(next, layout)]),
  ].join("\n");
}

function trialLines({ rows, events, timed, reasons, errors, warnings }: Trial, columns: number): readonly string[] {
  const found = [
    ...(errors > 0 ? [plural(errors, "error")] : []),
    ...(warnings > 0 ? [`${plural(warnings, "warning")}; heddle check shows them`] : []),
  ];
  return [
    `tried on ${plural(rows, "row")}: ${plural(events, "event")}, ${events === 0 ? "none" : percent(timed / events)} with a time`,
    ...Object.entries(reasons).map(([rule, one]) =>
      wrapTokens(printable(`  ${formatCount(one.rows)} set aside [${rule}]: ${one.message}`), columns, "    "),
    ),
    ...found.map((words) => `the converter has ${words}`),
  ];
}

export function initAsJson({ inferred, trial, problems, written }: InitReport): unknown {
  return { written, decisions: inferred.decisions, problems, trial, converter: inferred.converter };
}
