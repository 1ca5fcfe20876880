// The report of a dry run for people.
import { printable } from "@heddle/compiler/printable";
import type { EventSummary } from "@heddle/compiler/testing";
import { renderCounts } from "../../report/counts.ts";
import { formatBytes, formatCount, formatInstant, plural } from "../../report/format.ts";
import type { Layout } from "../../report/layout.ts";
import { fill, shorten, wrapTokens } from "../../report/width.ts";
import type { DryRunReport } from "./dry-run-report.ts";

/** More keys and event types are counted, not shown; JSON has them. */
const MAX_LISTED = 25;
const NAME_WIDTH = 44;

export function renderReport(report: DryRunReport, layout: Layout): string {
  const { paint } = layout;
  const { counts, summary, delivery, files, bytesRead, failed, isPartial } = report;
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", paint("bold", title), ...lines];
  return [
    renderCounts(counts, layout, false),
    ...section("Rows without an event", ruleLines(summary, layout)),
    ...section("Share of events that have a key", keyLines(summary, layout)),
    ...section("Event types", typeLines(summary, layout)),
    ...section("Times", timeLines(summary, layout)),
    ...section("Ids", idLines(summary, layout)),
    ...section("Import", [
      `  ${plural(files, "file")} read, ${formatBytes(bytesRead)} as stored${failed.length === 0 ? "" : `, ${failed.length} not to the end`}`,
      `  to ${delivery.sink}: ${plural(delivery.count, delivery.noun)} or more, ${formatBytes(delivery.bytes)} of JSON`,
      ...(isPartial ? [`  stopped after ${plural(counts.rows, "row")}; there are more`] : []),
    ]),
    "",
  ].join("\n");
}

function ruleLines({ rules }: EventSummary, { paint, columns }: Layout): readonly string[] {
  return rules.flatMap(({ rule, kind, count, example }) => [
    `  ${fill(formatCount(count), 9, "right")}  ${kind} by ${paint("yellow", `[${rule}]`)}`,
    ...wrapTokens(printable(`row ${example.row} of ${example.file}: ${example.message}`), columns - 13)
      .split("\n")
      .map((line) => `             ${line}`),
  ]);
}

function keyLines({ keys, otherKeys, events }: EventSummary, { room }: Layout): readonly string[] {
  return [
    ...keys.slice(0, MAX_LISTED).map(({ key, count }) => listed(key, shareText(count, events), room)),
    ...restLine(keys.length - MAX_LISTED, "key", otherKeys),
  ];
}

function typeLines({ types, otherTypes }: EventSummary, { room }: Layout): readonly string[] {
  return [
    ...types.slice(0, MAX_LISTED).map(({ type, count }) => listed(type, formatCount(count), room)),
    ...restLine(types.length - MAX_LISTED, "event type", otherTypes),
  ];
}

function listed(name: string, text: string, room: number): string {
  const width = Math.min(NAME_WIDTH, room - 15);
  const shown = shorten(printable(name), room === Infinity ? room : width);
  return `  ${fill(shown, width)} ${fill(text, 12, "right")}`;
}

function restLine(count: number, noun: string, others: number): readonly string[] {
  if (count <= 0) return [];
  return [`  ${plural(count, `more ${noun}`)}${others > 0 ? " and others" : ""}; --json lists them`];
}

/** Never `100 %` where one is missing. */
function shareText(count: number, all: number): string {
  if (count === all) return "100 %";
  return `${(Math.min(999, Math.floor((1_000 * count) / all)) / 10).toFixed(1)} %`;
}

function timeLines(
  { times: { first, last, histogram, without }, events }: EventSummary,
  { columns }: Layout,
): readonly string[] {
  if (events === 0) return [];
  return [
    ...(first === undefined || last === undefined
      ? []
      : [`  ${instantText(first)} to ${instantText(last)}`, `  ${sparkline(narrowed(histogram, columns - 2))}`]),
    ...(without === 0
      ? []
      : [
          wrapTokens(
            `  ${plural(without, "event")} without a time; Amplitude takes the time of the upload`,
            columns,
            "    ",
          ),
        ]),
  ];
}

/** A time beyond the calendar is shown as it is. */
function instantText(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? formatInstant(ms) : String(ms);
}

/** Neighbours added up until there are so few. */
function narrowed(counts: readonly number[], columns: number): readonly number[] {
  if (counts.length <= columns) return counts;
  const half = counts.filter((_, i) => i % 2 === 0).map((count, i) => count + (counts[2 * i + 1] ?? 0));
  return narrowed(half, columns);
}

const BARS = "▁▂▃▄▅▆▇█";

/** One character a count, in proportion to the largest; a blank for none. */
export function sparkline(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  return counts
    .map((count) => (count === 0 ? " " : (BARS[Math.ceil((count / most) * BARS.length) - 1] ?? "")))
    .join("");
}

function idLines({ ids, events }: EventSummary, { columns }: Layout): readonly string[] {
  if (events === 0) return [];
  const { withUser, withDevice, without, distinct, duplicates, isPartial } = ids;
  const first = isPartial ? " among the first ones" : "";
  return [
    `  ${formatCount(withUser)} with a user_id, ${formatCount(withDevice)} with a device_id alone${without === 0 ? "" : `, ${formatCount(without)} with neither`}`,
    `  ${formatCount(distinct)} different users or devices${first}`,
    `  ${plural(duplicates, "duplicate")}${first}: the same insert_id of the same device or user`,
  ].map((line) => wrapTokens(line, columns, "    "));
}
