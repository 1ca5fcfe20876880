// A JSON row without keys of its own to what it is, and how to fix its file.
import type { RowShape } from "../../contracts/row-batch.ts";
import { wrappedList } from "./file-shape.ts";

/** How much of a row is looked at. */
const HEAD_BYTES = 400;

/** Undefined where the row is an object, as rows should be. */
export function jsonRowShape(bytes: Buffer): RowShape | undefined {
  const head = bytes.toString("utf8", 0, HEAD_BYTES).trimStart();
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
        : scalar("a string");
    case "n":
      return scalar("null");
    case "t":
    case "f":
      return scalar("a boolean");
    default:
      return scalar("a number");
  }
}

function scalar(what: string): RowShape {
  return { habit: "scalar-row", message: `the row is ${what}, not an object` };
}
