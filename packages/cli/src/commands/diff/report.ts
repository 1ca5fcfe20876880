// A comparison of events as text, as JSON, or as Markdown for a pull request.
import { type Result, stringifyJson } from "@heddle/compiler";
import { printable } from "@heddle/compiler/printable";
import type { EventDiff, KeyChange, RowPlace } from "@heddle/compiler/testing";
import { formatCount, plural } from "../../report/format.ts";
import { jsonText } from "../../report/json.ts";
import { type Paint, painter } from "../../report/style.ts";
import { fill, shorten, shortenStart } from "../../report/width.ts";
import type { DiffFormat } from "./formats.ts";

const WIDTH = 80;
/** More keys are counted, not shown; JSON has them. */
const MAX_KEYS = 30;
/** A value in an example takes at most so many columns. */
const MAX_VALUE = 30;

interface Names {
  readonly old: string;
  readonly new: string;
}

export function renderDiff(format: DiffFormat, diff: EventDiff, names: Names, color: boolean): string {
  switch (format) {
    case "text":
      return `${textLines(diff, painter(color)).join("\n")}\n`;
    case "json":
      return jsonText(diff);
    case "markdown":
      return `${markdownLines(diff, names).join("\n")}\n`;
    default:
      return format satisfies never;
  }
}

/** `1,000 rows: 12 events changed, 1 added, 3 gone, 984 rows the same`. */
function summaryOf({ rows, changed, added, gone, same }: EventDiff): string {
  const others = rows - same - changed - added - gone;
  const parts = [
    `${plural(changed, "event")} changed`,
    `${formatCount(added)} added`,
    `${formatCount(gone)} gone`,
    ...(others === 0 ? [] : [`${formatCount(others)} without an event for another reason`]),
    `${formatCount(same)} the same`,
  ];
  return `${plural(rows, "row")}: ${parts.join(", ")}`;
}

function textLines(diff: EventDiff, paint: Paint): readonly string[] {
  const { keys, otherKeys, outcomes, rules } = diff;
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", paint("bold", title), ...lines];
  const shown = keys.slice(0, MAX_KEYS);
  const rest = keys.length - shown.length;
  return [
    summaryOf(diff),
    ...section("Keys of events", [
      ...shown.flatMap((key) => keyLines(key, paint)),
      ...(rest > 0 ? [`  ${plural(rest, "more key")}; --format json lists them`] : []),
      ...(otherKeys > 0 ? [`  ${plural(otherKeys, "change")} of further keys`] : []),
    ]),
    ...section(
      "Rows that became something else",
      outcomes.map(
        ({ before, after, count, first }) =>
          `  ${fill(formatCount(count), 8, "right")}  ${before} → ${after}  ${placeText(first)}`,
      ),
    ),
    ...section(
      "Rules",
      rules.map(({ rule, before, after }) => `  ${fill(rule, 32)} ${formatCount(before)} → ${formatCount(after)}`),
    ),
  ];
}

function keyLines({ key, examples, ...counts }: KeyChange, paint: Paint): readonly string[] {
  const text = countsText(counts);
  return [
    `  ${fill(shorten(printable(key), WIDTH - text.length - 4), 40)} ${text}`,
    ...examples.map(({ before, after, ...place }) =>
      paint("dim", `      ${valueText(before)} → ${valueText(after)}  ${placeText(place)}`),
    ),
  ];
}

function countsText({ changed, added, gone }: Pick<KeyChange, "changed" | "added" | "gone">): string {
  const parts = [
    ...(changed > 0 ? [`${formatCount(changed)} changed`] : []),
    ...(added > 0 ? [`${formatCount(added)} added`] : []),
    ...(gone > 0 ? [`${formatCount(gone)} gone`] : []),
  ];
  return parts.join(", ");
}

function placeText({ file, row }: RowPlace): string {
  return `(row ${row}, ${shortenStart(printable(file), 20)})`;
}

function valueText(value: Result): string {
  return value === undefined ? "none" : shorten(printable(stringifyJson(value)), MAX_VALUE);
}

function markdownLines(diff: EventDiff, names: Names): readonly string[] {
  const { keys, outcomes, rules, rows, same } = diff;
  const title = `### Events of ${code(names.old)} and ${code(names.new)}`;
  if (rows === same) return [title, "", `No difference on ${plural(rows, "row")}.`];
  const shown = keys.slice(0, MAX_KEYS);
  const rest = keys.length - shown.length;
  return [
    title,
    "",
    summaryOf(diff),
    ...table(
      ["Key", "Events", "For example"],
      shown.map(({ key, examples, ...counts }) => [
        code(key),
        countsText(counts),
        examples.map(({ before, after }) => `${code(valueText(before))} → ${code(valueText(after))}`).join("<br>"),
      ]),
    ),
    ...(rest > 0 ? ["", `${plural(rest, "more key")} not shown.`] : []),
    ...table(
      ["Rows", "Before", "After"],
      outcomes.map(({ before, after, count }) => [formatCount(count), code(before), code(after)]),
    ),
    ...table(
      ["Rule", "Before", "After"],
      rules.map(({ rule, before, after }) => [code(rule), formatCount(before), formatCount(after)]),
    ),
  ];
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return ["", line(titles), line(titles.map(() => "---")), ...rows.map(line)];
}

/** Text as code in a cell of a table: a backtick or a bar of its own ends neither. */
function code(text: string): string {
  const safe = printable(text).replaceAll("|", "\\|");
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = "`".repeat(longest + 1);
  return longest === 0 ? `\`${safe}\`` : `${ticks} ${safe} ${ticks}`;
}
