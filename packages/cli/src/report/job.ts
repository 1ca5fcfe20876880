// The report of an ingest job: a table with a line per file and totals, then failures.
import { printable } from "@heddle/compiler/printable";
import type { JobReport, LedgerError, ObjectReport, RowCounts } from "@heddle/runtime";
import { sum } from "@heddle/runtime/local";
import { renderCounts } from "./counts.ts";
import { driftWords } from "./drift.ts";
import { formatBytes, formatCount, formatDuration, plural } from "./format.ts";
import type { Layout } from "./layout.ts";
import type { Paint } from "./style.ts";
import { type Column, renderTable } from "./table.ts";
import { wrapTokens } from "./width.ts";

const COLUMNS: readonly Column[] = [
  { title: "file", minWidth: 20 },
  { title: "outcome" },
  { title: "rows", align: "right", leftOut: 5 },
  { title: "events", align: "right" },
  { title: "ignored", align: "right", leftOut: 3 },
  { title: "dropped", align: "right", leftOut: 4 },
  { title: "set aside", align: "right" },
  { title: "read", align: "right", leftOut: 2 },
  { title: "time", align: "right", leftOut: 1 },
];

/** Several lines, without a line break at the end. */
export function renderJobReport(report: JobReport, layout: Pick<Layout, "paint" | "room">): string {
  const { paint, room: columns } = layout;
  const wrapped = (line: string): string => wrapTokens(line, columns, "  ");
  const { objects, totals, outcomes, startedAt, endedAt } = report;
  const took = formatDuration(endedAt - startedAt);
  const failedBefore = (report.stillFailed ?? 0) - outcomes.failed;
  const reminder =
    failedBefore > 0
      ? [
          wrapped(
            `${plural(failedBefore, "object")} of earlier runs failed; heddle status shows why, heddle retry tries again`,
          ),
        ]
      : [];
  if (objects.length === 0) {
    const nothing = `${report.source.bucket}/${printable(report.source.prefix)}: ${nothingDone(report)}, ${took}`;
    return [wrapped(nothing), ...reminder].join("\n");
  }
  const rows = objects.map((object) => objectCells(object, paint));
  const bytes = objects.reduce((total, object) => total + object.bytesRead, 0);
  const total = [plural(objects.length + report.omitted, "file"), "", ...countCells(totals), formatBytes(bytes), took];
  const failures = objects.flatMap(({ object, outcome, error }) =>
    outcome === "done" || error === undefined
      ? []
      : [
          wrapTokens(
            `${paint("red", outcome)} ${printable(`${object.key}: [${error.code}] ${error.message}`)}`,
            columns,
            "  ",
          ),
          wrapTokens(`  help: ${printable(adviceOn(error, outcomes))}`, columns, "    "),
        ],
  );
  return [
    renderTable(COLUMNS, rows, { paint, total, width: columns }),
    ...(report.omitted === 0
      ? []
      : [wrapped(`${plural(report.omitted, "more file")} not shown; use heddle status to see them`)]),
    renderCounts(totals, layout),
    wrapped(
      `done ${outcomes.done}, failed ${outcomes.failed}, gone ${outcomes.gone}, taken by another worker ${outcomes.lost}${report.aborted ? "; stopped before the end" : ""}`,
    ),
    ...failures,
    ...findingLines(objects).map((line) => wrapped(line)),
    ...reminder,
  ].join("\n");
}

/** Where other files could be read, one that is of another kind is no reason to change the converter. */
function adviceOn({ code, hint }: LedgerError, { done }: JobReport["outcomes"]): string {
  if (done === 0 || !/^rows\/not-/.test(code)) return hint;
  return "other files could be read: exclude this one with `filterPattern`, or upload it as the converter expects it";
}

/** What was unusual about files that were ingested, once for all that it is true of. */
function findingLines(objects: readonly ObjectReport[]): readonly string[] {
  const found = objects.flatMap(({ object: { key }, outcome, findings, drift }) =>
    outcome === "done" ? [...findings.map(findingWords), ...driftWords(drift)].map((words) => ({ key, words })) : [],
  );
  const byWords = Map.groupBy(found, ({ words }) => words);
  return [...byWords].map(([words, [first, ...others]]) => {
    const more = others.length === 0 ? "" : ` and ${plural(others.length, "more file")}`;
    return printable(`note ${first?.key ?? ""}${more}: ${words}`);
  });
}

function findingWords({ code, message }: ObjectReport["findings"][number]): string {
  return `[${code}] ${message}`;
}

/** Only a listing that came to its end shows that nothing is new. */
function nothingDone({ failure, aborted, listings }: JobReport): string {
  if (failure !== undefined) return "failed before anything was ingested";
  if (listings > 0 && !aborted) return "nothing new";
  return "stopped before anything was ingested";
}

function objectCells({ object, outcome, counts, bytesRead, ms }: ObjectReport, paint: Paint): string[] {
  return [
    printable(object.key),
    paint(outcome === "done" ? "green" : "red", outcome),
    ...countCells(counts),
    formatBytes(bytesRead),
    formatDuration(ms),
  ];
}

/** Rows, events, ignored, dropped, set aside. */
export function countCells(counts: RowCounts): string[] {
  return [counts.rows, counts.events, counts.ignored, sum(counts.dropped), sum(counts.setAside)].map(formatCount);
}
