// A line that is not JSON to the habit of the writer that made it so, and the command that fixes the file.
import type { JsonError } from "./json-error.ts";

/** Something that programs write in place of JSON lines. */
interface LineHabit {
  /** Follows the column: what is there, and how to fix it. */
  readonly says: string | ((line: string, at: number) => string);
  /** `at`: where in the line the error is, from 0. */
  recognises(line: string, at: number, error: JsonError): boolean;
}

/** Named, so that a habit is shown once for a file. The first that recognises a line counts. */
const HABITS = {
  markup: {
    says: "this is HTML or XML, perhaps an error page that was saved in place of the data; fetch the file again",
    recognises: (line) => /^\s*<[!?/a-z]/i.test(line),
  },
  "json-in-csv": {
    says: 'JSON as CSV quotes it; set "fileType" to "csv", and read the column with `parse_json_element`',
    recognises: (line) => /^\s*"\{""/.test(line),
  },
  "escaped-json": {
    says: "JSON with its quotes escaped, as inside a string; unescape it with `sed 's/\\\\\"/\"/g' file.json`",
    recognises: (line, at) => line.startsWith('\\"', at),
  },
  document: {
    says: "a line of pretty-printed JSON, and each line must be one value; make it so with `jq -c . file.json`",
    recognises: (line, at, { kind }) =>
      (kind === "trailing" && line[at] === ":") || /^\s*(?:[{[]|[\]}]+\s*,?)\s*$/.test(line.slice(0, LAST)),
  },
  "several-values": {
    says: "several JSON values on one line, as Kinesis Firehose writes them; split them with `jq -c . file.json`",
    recognises: (line, at, { kind }) => kind === "trailing" && /["{[\w-]/.test(line[at] ?? ""),
  },
  "comma-after": {
    says: "a comma follows the value, as in a list without brackets; remove it with `sed 's/,[[:space:]]*$//' file.json`",
    recognises: (line, at, { kind }) => kind === "trailing" && /^,\s*$/.test(line.slice(at, at + LAST)),
  },
  "comma-between": {
    says: "several JSON values with commas between them; split them with `sed 's/.*/[&]/' file.json | jq -c '.[]'`",
    recognises: (line, at, { kind }) => kind === "trailing" && /^,\s*[{[]/.test(line.slice(at, at + LAST)),
  },
  semicolon: {
    says: "a semicolon follows the value; remove it with `sed 's/;[[:space:]]*$//' file.json`",
    recognises: (line, at, { kind }) => kind === "no-value" && /^;\s*$/.test(line.slice(at, at + LAST)),
  },
  "single-quotes": {
    says: "single quotes, as Python prints a dict; JSON has double quotes: write it with `json.dumps(row)`",
    recognises: (line, at) => line[at] === "'",
  },
  "curly-quotes": {
    says: "curly quotes, as word processors make them; JSON has straight double quotes",
    recognises: (line, at) => /[\u201c\u201d\u201e\u2018\u2019]/.test(line[at] ?? ""),
  },
  python: {
    says: (line, at) => `${wordAt(line, at)} is Python, not JSON; write the row with \`json.dumps(row)\``,
    recognises: (line, at) => /^(?:None|True|False)$/.test(wordAt(line, at)),
  },
  "not-a-number": {
    says: (line, at) => `JSON has no ${wordAt(line, at)}; write null in its place`,
    recognises: (line, at) => /^(?:[+-]?(?:NaN|nan|Infinity|inf)|undefined)$/.test(wordAt(line, at)),
  },
  "bare-key": {
    says: "a key without quotes, as in JavaScript; write the row with `JSON.stringify(row)`",
    recognises: (line, at) =>
      /[{,]\s*$/.test(line.slice(Math.max(0, at - LAST), at)) &&
      /^[\p{L}_$][\w$]*\s*:/u.test(line.slice(at, at + LAST)),
  },
  comment: {
    says: "a comment, which JSON does not have; remove it",
    recognises: (line, at) => /^(?:\/[/*]|#)/.test(line.slice(at, at + 2)),
  },
  "text-sequence": {
    says: "a JSON text sequence (RFC 7464); make lines of it with `jq -c --seq . file.json`",
    recognises: (line) => line.startsWith("\u001e"),
  },
  yaml: {
    says: "this is YAML; make JSON lines of it with `yq -o=json -I=0 . file.yaml`",
    recognises: (line) => /^(?:---\s*$|\s*(?:- )?[A-Za-z_][\w-]*:(?:\s|$)|- \S)/.test(line.slice(0, LAST)),
  },
  script: {
    says: "JavaScript, not JSON; write the rows with `JSON.stringify(row)`",
    recognises: (line) => /^\s*(?:(?:var|let|const)\s|export\s|[A-Za-z_$][\w$.]*\s*[(=])/.test(line.slice(0, LAST)),
  },
  call: {
    says: (line, at) =>
      `${wordAt(line, at)}(...) is not JSON; export the rows as JSON, with \`mongoexport\` where they are MongoDB's`,
    recognises: (line, at) => /^[A-Za-z_]\w*\(/.test(line.slice(at, at + LAST)),
  },
  prefix: {
    says: "text before the JSON, as in a log; cut it off with `sed 's/^[^{]*//' file.json`",
    recognises: (line, at, { kind }) =>
      kind === "no-value" && /^\s*$/.test(line.slice(0, at)) && isObject(line.slice(line.indexOf("{", at))),
  },
} as const satisfies Record<string, LineHabit>;

export type LineHabitName = keyof typeof HABITS;

/** How much is looked at to recognise a habit, in UTF-16 code units: lines can be long. */
const LAST = 200;

/** @param error of the line, as `findJsonError` finds it */
export function habitOf(
  line: string,
  error: JsonError,
): { readonly name: LineHabitName; readonly says: string } | undefined {
  const at = error.column - 1;
  for (const [name, habit] of Object.entries(HABITS) as [LineHabitName, LineHabit][]) {
    if (!habit.recognises(line, at, error)) continue;
    const { says } = habit;
    return { name, says: typeof says === "string" ? says : says(line, at) };
  }
  return undefined;
}

function wordAt(line: string, at: number): string {
  return /^[+-]?\w+/.exec(line.slice(at, at + LAST))?.[0] ?? "";
}

function isObject(text: string): boolean {
  if (!text.startsWith("{")) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
