// A comparison of events as text, as JSON, or as Markdown for a pull request.
import { type Result, stringifyJson } from "@heddle/compiler";
import { printable } from "@heddle/compiler/printable";
import type { EventDiff, KeyChange, RowPlace } from "@heddle/compiler/testing";
import { formatCount, plural } from "../../report/format.ts";
import { jsonText } from "../../report/json.ts";
import type { Layout } from "../../report/layout.ts";
import { displayWidth, fill, shorten, shortenStart, wrapTokens } from "../../report/width.ts";
import type { DiffFormat } from "./formats.ts";

/** More keys are counted, not shown; JSON has them. */
const MAX_KEYS = 30;
/** A value in an example takes at most so many columns. */
const MAX_VALUE = 30;
/** And where it is so many. */
const MAX_PLACE = 32;

interface Names {
  readonly old: string;
  readonly new: string;
}

export function renderDiff(format: DiffFormat, diff: EventDiff, names: Names, layout: Layout): string {
  switch (format) {
    case "text":
      return `${textLines(diff, layout).join("\n")}\n`;
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

function textLines(diff: EventDiff, layout: Layout): readonly string[] {
  const { keys, otherKeys, outcomes, rules } = diff;
  const { paint, room } = layout;
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", paint("bold", title), ...lines];
  const shown = keys.slice(0, MAX_KEYS);
  const rest = keys.length - shown.length;
  return [
    wrapTokens(summaryOf(diff), room, "  "),
    ...section("Keys of events", [
      ...shown.flatMap((key) => keyLines(key, layout)),
      ...(rest > 0 ? [`  ${plural(rest, "more key")}; --format json lists them`] : []),
      ...(otherKeys > 0 ? [`  ${plural(otherKeys, "change")} of further keys`] : []),
    ]),
    ...section(
      "Rows that became something else",
      outcomes.map(
        ({ before, after, count, first }) =>
          `  ${fill(formatCount(count), 8, "right")}  ${before} → ${after}  ${placeText(first, room)}`,
      ),
    ),
    ...section(
      "Rules",
      rules.map(({ rule, before, after }) => `  ${fill(rule, 32)} ${formatCount(before)} → ${formatCount(after)}`),
    ),
  ];
}

function keyLines({ key, examples, ...counts }: KeyChange, { paint, room }: Layout): readonly string[] {
  const text = countsText(counts);
  return [
    `  ${fill(shorten(printable(key), room - text.length - 4), Math.min(40, room - text.length - 4))} ${text}`,
    ...examples.map(({ before, after, ...place }) => paint("dim", exampleLine({ before, after, place }, room))),
  ];
}

/** Where room is short, the file is left out, then the values are cut further. */
function exampleLine(
  { before, after, place }: { readonly before: Result; readonly after: Result; readonly place: RowPlace },
  room: number,
): string {
  const line = (most: number, where: string): string =>
    `      ${valueText(before, most)} → ${valueText(after, most)}  ${where}`;
  const whole = line(MAX_VALUE, placeText(place, room));
  if (displayWidth(whole) <= room) return whole;
  const row = `(row ${place.row})`;
  const short = line(MAX_VALUE, row);
  return displayWidth(short) <= room ? short : line(Math.max(1, Math.floor((room - row.length - 11) / 2)), row);
}

function countsText({ changed, added, gone }: Pick<KeyChange, "changed" | "added" | "gone">): string {
  const parts = [
    ...(changed > 0 ? [`${formatCount(changed)} changed`] : []),
    ...(added > 0 ? [`${formatCount(added)} added`] : []),
    ...(gone > 0 ? [`${formatCount(gone)} gone`] : []),
  ];
  return parts.join(", ");
}

/** In a pipe the file's name is whole. */
function placeText({ file, row }: RowPlace, room: number): string {
  const rest = `(row ${row}, )`;
  const shown = shortenStart(printable(file), room === Infinity ? room : MAX_PLACE - displayWidth(rest));
  return rest.replace(")", () => `${shown})`);
}

function valueText(value: Result, most = MAX_VALUE): string {
  return value === undefined ? "none" : shorten(printable(stringifyJson(value)), most);
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
