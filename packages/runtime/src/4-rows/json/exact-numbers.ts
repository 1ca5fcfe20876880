// Values that JSON.parse made to whether their numbers are exact: those that are not must be read again from the text.
import type { Dict, Value } from "@heddle/compiler";
import { join, js } from "@heddle/compiler/codegen";

/** Whether every number that is asked about came out of JSON.parse exact. */
export type ExactNumbers = (row: Value) => boolean;

/** With more columns the function would be slow to make. */
const MAX_COLUMNS = 500;

/**
 * Looks at the numbers in these columns of rows, whatever lies in the others; undefined: all of them. To read a few hundred columns by
 * their names takes a quarter of the time that it takes to find out what columns there are.
 */
export function exactNumbersIn(columns: readonly string[] | undefined): ExactNumbers {
  if (columns === undefined || columns.length > MAX_COLUMNS) return hasExactNumbers;
  const looks = columns.map(
    (name) => js`value = row[${name}];
if (typeof value === "number" ? value > ${Number.MAX_SAFE_INTEGER} || value < ${Number.MIN_SAFE_INTEGER} : typeof value === "object" && !hasExactNumbers(value)) return false;`,
  );
  const text = js`"use strict";
return function exactNumbersInColumns(row) {
let value;
${join(looks, js`\n`)}
return true;
};`;
  // The text is this file's own; names of columns are literals in it.
  const inColumns = (new Function("hasExactNumbers", text.text) as (all: ExactNumbers) => ExactNumbers)(
    hasExactNumbers,
  );
  return (row) => (isDict(row) ? inColumns(row) : hasExactNumbers(row));
}

function isDict(row: Value): row is Dict {
  return typeof row === "object" && row !== null && !Array.isArray(row);
}

/** To look at the numbers costs a tenth of a search through the text. */
export function hasExactNumbers(value: Value): boolean {
  if (typeof value === "number") return value <= Number.MAX_SAFE_INTEGER && value >= -Number.MAX_SAFE_INTEGER;
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) if (!hasExactNumbers(value[i] as Value)) return false;
    return true;
  }
  // JSON.parse makes plain objects, which have no inherited keys to be enumerated.
  for (const key in value) {
    const part = (value as Dict)[key];
    // Most are texts and numbers: not worth a call.
    if (typeof part === "string") continue;
    if (typeof part === "number") {
      if (part > Number.MAX_SAFE_INTEGER || part < -Number.MAX_SAFE_INTEGER) return false;
    } else if (part !== undefined && !hasExactNumbers(part)) return false;
  }
  return true;
}
