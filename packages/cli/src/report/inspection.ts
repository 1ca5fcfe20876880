// The findings of an inspection: as text, and as data for tools.
import type { Candidate, Candidates, PathProfile, RowsProfile, TimeCandidate } from "@heddle/compiler/profile";
import { pathLabel } from "@heddle/compiler/profile";
import { printable } from "@heddle/compiler/language";
import type { FileFacts, Inspection, Problem } from "@heddle/runtime/local";
import { formatBytes, formatCount, plural } from "./format.ts";
import type { Layout } from "./layout.ts";
import { fill, keepTogether, shorten, shortenStart, wrapTokens, wrapWords } from "./width.ts";

const INDENT = "  ";
/** More files are counted. */
const MOST_FILES = 5;
/** More paths are left to `--json`. */
const MOST_PATHS = 200;

interface RenderOptions extends Layout {
  /** As the user named them, for the command that comes next. */
  readonly named: readonly string[];
}

/** Several lines, without a line break at the end. */
export function renderInspection(inspection: Inspection, candidates: Candidates, options: RenderOptions): string {
  const { profile, problems } = inspection;
  const { paint, room, named } = options;
  const blocks = [
    fileLines(inspection, options),
    ...(profile.paths.length === 0 ? [] : [pathLines(profile, options)]),
    ...(profile.paths.length === 0 ? [] : [candidateLines(candidates, options)]),
    ...(problems.length === 0 ? [] : [problemLines(problems, options)]),
    ...(profile.paths.length === 0
      ? []
      : [[nextLine(`heddle init ${named.map(shellWord).join(" ")}`, { paint, room })]]),
  ];
  return blocks.map((lines) => lines.join("\n")).join("\n\n");
}

/** The command that comes next, which can be copied from several lines. */
export function nextLine(command: string, { paint, room }: Pick<Layout, "paint" | "room">): string {
  const [first = "", ...more] = wrapTokens(`Next: ${command}`, room - 2, "  ").split("\n");
  return [first.replace("Next:", paint("bold", "Next:")), ...more].join(" \\\n");
}

/** A file's name as a shell takes it. */
export function shellWord(name: string): string {
  return /^[\w@%+=:,./-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`;
}

function fileLines(
  { files, keys, hasMore, profile, isComplete }: Inspection,
  { paint, columns, room }: Layout,
): readonly string[] {
  const shown = files
    .slice(0, MOST_FILES)
    .flatMap((facts) => [
      paint("bold", shortenStart(printable(facts.name), room)),
      ...wrapWords(factWords(facts), columns - INDENT.length).map((line) => INDENT + line),
    ]);
  const others = files.length - MOST_FILES;
  const listed = `${hasMore ? "more than " : ""}${plural(keys.length, "file")}`;
  return [
    ...shown,
    ...(others > 0 ? [`and ${formatCount(others)} more, like these or not; --json has all of them`] : []),
    `${plural(profile.rows, "row")} seen of ${isComplete ? "" : "the first rows of "}${
      files.length === keys.length ? plural(files.length, "file") : `${files.length} of ${listed}`
    }`,
  ];
}

/** `CSV, gzip, 1.2 MB; delimiter ";", quote '"', header with 5 columns`. */
export function factWords({ fileType, compressionType, size, csv }: FileFacts): string {
  const title = fileType === "json" ? "JSON lines" : fileType === "csv" ? "CSV" : "Parquet";
  const packed = compressionType === "none" ? "not compressed" : compressionType;
  const words = [title, packed, ...(size === undefined ? [] : [formatBytes(size)])].join(", ");
  if (csv === undefined) return words;
  const { delimiter = ",", quote = '"', escape } = csv.settings;
  const header = csv.hasHeader
    ? `header with ${plural(csv.columns, "column")}`
    : `${plural(csv.columns, "column")} without a header`;
  const escaped = escape === undefined ? "" : `, escape ${JSON.stringify(escape)}`;
  return `${words}; delimiter ${JSON.stringify(delimiter)}, quote ${quoted(quote)}${escaped}, ${header}`;
}

function quoted(character: string): string {
  return character === '"' ? `'"'` : JSON.stringify(character);
}

function pathLines({ paths, unfollowed }: RowsProfile, layout: Layout): readonly string[] {
  return [
    layout.paint("bold", "Paths"),
    ...paths.slice(0, MOST_PATHS).flatMap((profile) => onePath(profile, layout)),
    ...(paths.length > MOST_PATHS
      ? [`${INDENT}and ${formatCount(paths.length - MOST_PATHS)} more paths; --json has them`]
      : []),
    ...(unfollowed > 0
      ? [`${INDENT}keys look like data: ${plural(unfollowed, "value")} at too many or too deep paths left out`]
      : []),
  ];
}

function onePath(profile: PathProfile, { paint, columns, room }: Layout): readonly string[] {
  const { distinct, missing, kinds, empty, longest } = profile;
  const gaps = [
    ...(missing > 0 ? [`${formatCount(missing)} missing`] : []),
    ...(kinds.null === undefined ? [] : [`${formatCount(kinds.null)} null`]),
    ...(empty > 0 ? [`${formatCount(empty)} empty`] : []),
  ];
  const isScalar = distinct > 0;
  const facts = [
    kindWords(profile),
    ...(isScalar ? [`${distinct > 1000 ? "~" : ""}${formatCount(distinct)} distinct`] : []),
    ...gaps,
  ];
  const range = rangeWords(profile);
  const details = [
    ...(range === undefined ? [] : [range]),
    ...(longest > 0 ? [`longest ${formatCount(longest)}`] : []),
  ];
  // A list or an object is there as the start of its JSON.
  const examples = profile.examples.map(
    isScalar ? shownValue : (json) => printable(shorten(String(json), SHOWN_VALUE)),
  );
  return [
    `${INDENT}${paint("cyan", shorten(printable(pathLabel(profile.path)), room - INDENT.length))}`,
    ...wrapWords([facts.join(", "), ...details].join("; "), columns - 4).map((line) => `    ${line}`),
    ...whole(examples, columns - 4).map((line) => paint("dim", `    ${line}`)),
  ];
}

/** The examples that fit on a line, each of them whole. */
function whole(examples: readonly string[], width: number): readonly string[] {
  const [line = ""] = wrapTokens(examples.map(keepTogether).join("  "), width).split("\n");
  return line === "" ? [] : [line];
}

/** `string 98.5 %, number 1.5 %`; the one kind that all have, without a share. Nulls are counted among the gaps. */
function kindWords({ kinds: { null: nulls = 0, ...kinds }, count: values }: PathProfile): string {
  const all = Object.entries(kinds).toSorted(([, a], [, b]) => b - a);
  const count = values - nulls;
  if (all.length === 0) return "null";
  const [only] = all;
  if (all.length === 1 && only !== undefined) return only[0];
  return all.map(([kind, times]) => `${kind} ${percent(times / count)}`).join(", ");
}

function rangeWords({ smallest, largest }: PathProfile): string | undefined {
  if (smallest === undefined || largest === undefined) return undefined;
  if (smallest === largest) return undefined;
  return `${shownValue(smallest)} to ${shownValue(largest)}`;
}

/** A time with milliseconds fits. */
const SHOWN_VALUE = 28;

function shownValue(value: unknown): string {
  const text = typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? "");
  return printable(shorten(text, SHOWN_VALUE));
}

/** 0.985 as `98.5 %`; what is not all is never shown as 100 %. */
export function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}

const MOST_CANDIDATES = 3;

function candidateLines(candidates: Candidates, { paint, columns }: Layout): readonly string[] {
  const rows = Object.entries(candidates).flatMap(([key, found]: [string, readonly (Candidate | TimeCandidate)[]]) =>
    found.length === 0
      ? [[key, "no path looks like it"] as const]
      : found.slice(0, MOST_CANDIDATES).map((candidate, i) => [i === 0 ? key : "", candidateWords(candidate)] as const),
  );
  const width = Math.max(...rows.map(([key]) => key.length));
  return [
    paint("bold", "Candidates"),
    ...rows.flatMap(([key, words]) => {
      const [first = "", ...more] = wrapWords(words, columns - width - 6);
      return [`${INDENT}${fill(key, width)}  ${first}`, ...more.map((line) => `${" ".repeat(width + 6)}${line}`)];
    }),
  ];
}

function candidateWords(candidate: Candidate | TimeCandidate): string {
  const label = printable(pathLabel(candidate.profile.path));
  const share = `${percent(candidate.share)} of rows`;
  if (!("readings" in candidate)) return `${label}, ${share}`;
  const { readings, rival } = candidate;
  const other = rival === undefined ? "" : `, or ${rival.name}`;
  return `${label}, ${readings.map(({ name }) => name).join(" and ")}${other}, ${share}`;
}

function problemLines(problems: readonly Problem[], { paint, columns }: Layout): readonly string[] {
  return [
    paint("bold", "To fix"),
    ...problems.flatMap((problem) => {
      const [first = "", ...more] = wrapTokens(printable(problemWords(problem)), columns - 4).split("\n");
      return [`${INDENT}${paint("yellow", first)}`, ...more.map((line) => `    ${paint("yellow", line)}`)];
    }),
  ];
}

export function problemWords({ file, code, message, row, rows }: Problem): string {
  const where =
    row === undefined
      ? file
      : rows > 1
        ? `${file}: ${formatCount(rows)} rows, the first is ${row}`
        : `${file}: row ${row}`;
  return `${where}: ${code === undefined ? "" : `[${code}] `}${message}`;
}

/** Everything, as JSON can hold it. */
export function inspectionAsJson(inspection: Inspection, candidates: Candidates): unknown {
  const { files, keys, hasMore, profile, isComplete, problems } = inspection;
  return {
    files: files.map(({ shape, ...facts }) => ({ ...facts, ...(shape === undefined ? {} : { shape: shape.name }) })),
    found: { files: keys.length, hasMore },
    rows: profile.rows,
    isComplete,
    paths: profile.paths.map((path) => pathAsJson(path)),
    candidates: Object.fromEntries(
      Object.entries(candidates).map(([key, found]: [string, readonly (Candidate | TimeCandidate)[]]) => [
        key,
        found.map((candidate) => ({
          path: pathLabel(candidate.profile.path),
          share: candidate.share,
          ...("readings" in candidate ? { readBy: candidate.readings.map(({ name }) => name) } : {}),
        })),
      ]),
    ),
    problems,
  };
}

function pathAsJson({ path, times, smallest, largest, examples, ...profile }: PathProfile): unknown {
  return {
    path: pathLabel(path),
    ...profile,
    ...(smallest === undefined ? {} : { smallest: plainNumber(smallest), largest: plainNumber(largest) }),
    examples: examples.map(plainNumber),
    times: times.map(({ reading, read, earliest, latest }) => ({
      readBy: reading.name,
      values: read,
      earliest: new Date(earliest).toISOString(),
      latest: new Date(latest).toISOString(),
    })),
  };
}

/** Numbers of any size in full. */
function plainNumber(value: unknown): unknown {
  return typeof value === "bigint" ? JSON.rawJSON(String(value)) : value;
}
