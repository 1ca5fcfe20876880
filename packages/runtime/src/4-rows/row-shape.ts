// A row that makes no event to what its file is instead of rows with keys: a list, a wrapper, cells cut by another delimiter.
import type { RowBatch } from "../contracts/row-batch.ts";
import { RowError } from "../contracts/row-batch.ts";
import { wrappedList } from "./json/file-shape.ts";

export interface RowShape {
  /** What the row is, and how to fix the file. */
  readonly message: string;
  /** Named, so that it is shown once for a file. */
  readonly habit: "list-row" | "wrapper-row" | "text-row" | "scalar-row" | "delimiter";
}

/** How much of a row is looked at. */
const HEAD_BYTES = 400;

/** Undefined where the row is as rows should be: an object, or cells. */
export function rowShape(batch: RowBatch, i: number): RowShape | undefined {
  const bytes = batch.bytes?.(i);
  if (bytes === undefined) return undefined;
  const { columns } = batch;
  if (columns !== undefined) return delimiterShape(batch, i, columns);
  return jsonShape(
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES)).toString().trimStart(),
  );
}

function jsonShape(head: string): RowShape | undefined {
  switch (head[0]) {
    case "[":
      return {
        habit: "list-row",
        message: "the row is a list, not an object; write its elements one a line with `jq -c '.[]' file.json`",
      };
    case "{": {
      const path = wrappedList(head);
      if (path === undefined) return undefined;
      return {
        habit: "wrapper-row",
        message: `the row is an object around a list; write its elements one a line with \`jq -c '${path}' file.json\``,
      };
    }
    case '"':
      return /^"\s*[{[]/.test(head)
        ? {
            habit: "text-row",
            message: "the row is a string that holds JSON; unpack it with `jq -c fromjson file.json`",
          }
        : { habit: "scalar-row", message: "the row is a string, not an object" };
    case "n":
      return { habit: "scalar-row", message: "the row is null, not an object" };
    case "t":
    case "f":
      return { habit: "scalar-row", message: "the row is a boolean, not an object" };
    default:
      return { habit: "scalar-row", message: "the row is a number, not an object" };
  }
}

const DELIMITERS = [",", ";", "\t", "|"];

/** One cell where there should be several, and as many others as another delimiter would cut. */
function delimiterShape(batch: RowBatch, i: number, columns: readonly string[]): RowShape | undefined {
  const row = batch.read(i);
  const [only, ...more] = row instanceof RowError || typeof row !== "object" || row === null ? [] : Object.values(row);
  if (typeof only !== "string" || more.length > 0) return undefined;
  const [name = ""] = columns;
  const delimiter = DELIMITERS.find((candidate) => {
    const cells = only.split(candidate).length;
    return cells > 1 && cells === (columns.length > 1 ? columns.length : name.split(candidate).length);
  });
  if (delimiter === undefined) return undefined;
  const said = JSON.stringify(delimiter);
  return {
    habit: "delimiter",
    message: `the row has one cell, which ${said} would cut; set "csv": {"delimiter": ${said}}`,
  };
}
