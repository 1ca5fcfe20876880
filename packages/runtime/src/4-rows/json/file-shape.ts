// The first lines of a JSON file to what the file is as a whole, where it is not one value a line.
import { commonDelimiter } from "../csv/delimiters.ts";
import { findJsonError } from "./json-error.ts";
import { habitOf } from "./line-habits.ts";

/** What is wrong with every line of a file at once. */
export interface FileShape {
  readonly name: "list" | "wrapper" | "document" | "csv";
  /** What the file is, and how to fix it. */
  readonly says: string;
}

/** How much of a file is looked at. */
const HEAD_BYTES = 64 * 1024;

/**
 * Undefined where the first line is JSON, or the file's shape is not plain; "unknown" until enough bytes are here to say, so that
 * the answer does not depend on how they come.
 */
export function fileShape(bytes: Uint8Array, isLast: boolean): FileShape | "unknown" | undefined {
  const isWhole = isLast || bytes.length >= HEAD_BYTES;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES)).toString();
  const lines = head.split(/\r?\n/);
  // What was cut off at the end of the head is no line.
  if (!isLast || bytes.length > HEAD_BYTES) lines.pop();
  const [first, second, ...more] = lines.filter((line) => line.trim() !== "");
  if (first !== undefined && isJson(first)) return undefined;
  if (!isWhole) return "unknown";
  if (first === undefined || second === undefined) return undefined;
  return documentShape(first, second, head) ?? csvShape([first, second, ...more].slice(0, CSV_LINES));
}

/** A value that the second line goes on with. A line that was cut off looks like one, unless the next is a row by itself. */
function documentShape(first: string, second: string, head: string): FileShape | undefined {
  if (findJsonError(first).kind !== "incomplete" || !isStart(`${first}\n${second}`)) return undefined;
  const opening = first.trim();
  if (opening !== "[" && opening !== "{" && isJson(second)) return undefined;
  if (opening.startsWith("["))
    return {
      name: "list",
      says: "the file is a JSON list over several lines, and each line must be one value; make it so with `jq -c '.[]' file.json`",
    };
  const path = wrappedList(head);
  if (path !== undefined)
    return {
      name: "wrapper",
      says: `the file is one JSON object around a list, and each line must be one row; make it so with \`jq -c '${path}' file.json\``,
    };
  return {
    name: "document",
    says: "the file is pretty-printed JSON, and each line must be one value; make it so with `jq -c . file.json`",
  };
}

/** The first member of an object, where it is a list of objects, as a filter of jq for its elements. */
export function wrappedList(text: string): string | undefined {
  const [, key] = /^\s*\{\s*"([^"\\]{1,100})"\s*:\s*\[\s*\{/.exec(text) ?? [];
  if (key === undefined) return undefined;
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}[]` : `.[${JSON.stringify(key)}][]`;
}

const CSV_LINES = 5;

/** Lines that are no JSON, nor anything else that is known, cut by the same delimiter into as many cells. */
function csvShape(lines: readonly string[]): FileShape | undefined {
  if (lines.some((line) => /^\s*[{[]/.test(line) || isJson(line) || habitOf(line, findJsonError(line)) !== undefined))
    return undefined;
  const delimiter = commonDelimiter(lines);
  if (delimiter === undefined) return undefined;
  const setting = delimiter === "," ? "" : `, with "csv": {"delimiter": ${JSON.stringify(delimiter)}}`;
  return { name: "csv", says: `the file looks like CSV, not JSON; set "fileType" to "csv"${setting}` };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text is JSON, or can go on as JSON. */
function isStart(text: string): boolean {
  return isJson(text) || findJsonError(text).kind === "incomplete";
}
