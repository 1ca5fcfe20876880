// Files to try every offer of the service on: those of the fixtures, and the same with the slips that people make.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createCompiler, type Value } from "@heddle/compiler";

const ROOT = join(import.meta.dirname, "../../..");

/** Numbers from 0 up to 1, the same for the same seed. */
export function random(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function textsIn(folder: string, name: RegExp, longest: number): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => name.test(file))
    .toSorted()
    .map((file) => readFileSync(join(ROOT, folder, file), "utf8"))
    .filter((text) => text.length <= longest);
}

/** Whole converters of at most `longest` characters, some with findings. */
export function converters(longest: number): readonly string[] {
  return [
    ...textsIn("fixtures/demo", /\.converter\.json$/, longest),
    ...textsIn("fixtures/schema", /\.json$/, longest),
    ...textsIn("fixtures/diagnostics", /input[^/]*\.json$/, longest),
  ];
}

/** What is put in somewhere, or in place of something. */
const PIECES = [
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"',
  "'",
  ";",
  "=",
  "=>",
  "\\",
  "#",
  "//",
  "0",
  "null",
  "True",
  "\u201c",
  "key",
  "\n",
];

type Slip = (text: string, next: () => number) => string;

/** The slips: each changes one thing at a random place. */
const SLIPS: readonly Slip[] = [
  (text, next) => {
    const at = Math.floor(next() * text.length);
    return text.slice(0, at) + pick(PIECES, next) + text.slice(at);
  },
  (text, next) => replaceOne(text, /[[\]{},:"]/g, next, () => ""),
  (text, next) => replaceOne(text, /[,:]/g, next, () => pick([";", "=", "=>", "\uff0c", ",,", "::", " "], next)),
  (text, next) =>
    replaceOne(text, /"([^"\\\n]*)"/g, next, (_, content) =>
      pick(["'", "`"], next)
        .repeat(2)
        .replace(/./, (quote) => quote + content),
    ),
  (text, next) => replaceOne(text, /"([^"\\\n]*)"/g, next, (_, content) => `\u201c${content}\u201d`),
  (text, next) => replaceOne(text, /"([^"\\\n]*)"/g, next, (_, content) => content),
  // A misspelled name.
  (text, next) => replaceOne(text, /"([a-zA-Z_]{4,})"/g, next, (_, name) => `"${name.slice(0, 2)}${name.slice(3)}"`),
  // An argument or member that is not there, or twice.
  (text, next) => replaceOne(text, /"[^"\\\n]*",\s*/g, next, () => ""),
  (text, next) => replaceOne(text, /"[^"\\\n]*",\s*/g, next, (piece) => piece + piece),
  (text, next) =>
    replaceOne(text, /"[^"\\\n]*"(?!\s*:)/g, next, () =>
      pick(["0", "true", "null", "[]", "{}", '["value", "x"]'], next),
    ),
];

function pick<Item>(items: readonly Item[], next: () => number): Item {
  return items[Math.floor(next() * items.length)] as Item;
}

function replaceOne(
  text: string,
  what: RegExp,
  next: () => number,
  by: (piece: string, content: string) => string,
): string {
  const found = [...text.matchAll(what)];
  if (found.length === 0) return text;
  const one = pick(found, next);
  return text.slice(0, one.index) + by(one[0], one[1] ?? "") + text.slice(one.index + one[0].length);
}

/** Copies of converters with one to three slips each. */
export function brokenConverters(
  whole: readonly string[],
  { copies, seed }: { readonly copies: number; readonly seed: number },
): readonly string[] {
  const next = random(seed);
  return whole.flatMap((text) =>
    Array.from({ length: copies }, () => {
      let broken = text;
      const slips = 1 + Math.floor(next() * 3);
      for (let i = 0; i < slips; i++) broken = pick(SLIPS, next)(broken, next);
      return broken;
    }),
  );
}

/** Rows that have values where a converter reads them: texts, numbers, lists and nulls in turn. */
export function rowsFor(text: string): readonly Value[] {
  const { program } = createCompiler().interpretProgram(text);
  const values: readonly Value[] = [
    "2021-05-06T07:08:09Z",
    12.5,
    null,
    "true",
    { a: "b", id: 7 },
    ["x", "y"],
    '{"a":1}',
  ];
  return values.map((value, turn) => {
    const row: { [key: string]: Value } = {};
    for (const [index, path] of (program?.inputPaths ?? []).entries()) {
      // Some paths are left out in each row.
      if ((index + turn) % 4 !== 3) put(row, path, values[(index + turn) % values.length] ?? value);
    }
    return row;
  });
}

function put(dict: { [key: string]: Value }, path: readonly string[], value: Value): void {
  const [key, ...rest] = path;
  if (key === undefined || key === "__proto__") return;
  if (rest.length === 0) {
    dict[key] ??= value;
    return;
  }
  const inner = dict[key];
  const below =
    typeof inner === "object" && inner !== null && !Array.isArray(inner) ? (inner as { [key: string]: Value }) : {};
  dict[key] = below;
  put(below, rest, value);
}
