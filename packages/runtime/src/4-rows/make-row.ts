// The keys of rows to a function that makes their dicts at once: several times faster than key by key.
import type { Dict, Value } from "@heddle/compiler";
import { type Code, join, js, variableName } from "@heddle/compiler/codegen";

/** Machines make larger objects at once no faster than key by key. */
const MAX_KEYS = 200;

/** A key, and which of the given values or columns it takes. */
export interface RowKey {
  readonly name: string;
  readonly index: number;
}

/** Takes columns, gives the dict of their `i`-th values. */
export type DictsOfColumns = (columns: readonly (readonly Value[])[]) => (i: number) => Dict;

/** Takes the values of one row, gives its dict. */
export type DictOfValues = (values: readonly Value[]) => Dict;

/** Undefined where the keys are too many, or one of them must be written with care. */
export function dictsOfColumns(keys: readonly RowKey[]): DictsOfColumns | undefined {
  if (!isMade(keys)) return undefined;
  const columns = keys.map(({ index }, k) => js`const ${variableName("c", k)} = columns[${index}];`);
  const members = keys.map(({ name }, k) => js`${name}: ${variableName("c", k)}[i]`);
  return made(
    js`${join(columns, js`\n`)}
return (i) => ({ ${join(members, js`, `)} });`,
    js`columns`,
  ) as DictsOfColumns;
}

/** Undefined where the keys are too many, or one of them must be written with care. */
export function dictOfValues(keys: readonly RowKey[]): DictOfValues | undefined {
  if (!isMade(keys)) return undefined;
  const members = keys.map(({ name, index }) => js`${name}: values[${index}]`);
  return made(js`return { ${join(members, js`, `)} };`, js`values`) as DictOfValues;
}

function isMade(keys: readonly RowKey[]): boolean {
  return keys.length <= MAX_KEYS && keys.every(({ name }) => name !== "__proto__");
}

/** The text is this file's own; names of the data are literals in it. */
function made(body: Code, parameter: Code): unknown {
  const text = js`"use strict";
return function (${parameter}) {
${body}
};`;
  return (new Function(text.text) as () => unknown)();
}
