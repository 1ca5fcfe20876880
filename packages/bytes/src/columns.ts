// Columns of rows to the module's memory: numbers, texts, entries of dictionaries, and one object of JSON for all that is something else.
import { type Dict, setKey, stringifyJson, type Value } from "@heddle/compiler";
import * as L from "./layout.gen.ts";
import type { Instance } from "./module.ts";
import type { ByteColumn, ByteDictionary, ByteTexts, ColumnRows } from "./rows.ts";
import type { Texts } from "./texts.ts";

type Column = ColumnRows["columns"][number];

/** Puts columns into the memory of one instance. */
export interface ColumnLoader {
  /**
   * Loads rows from the `from`-th on, `most` at most; how many, 0 where not even one fits. `spans`: those of the columns that are read,
   * by their names; 0 for one of which only what lies in it is read.
   */
  load(rows: ColumnRows, from: number, most: number, spans: ReadonlyMap<string, number>): number;
}

const COMMA = 44;

/** Entries of a column of booleans. */
const BOOLEANS = { entries: [false, true] };

const INPUT_BYTES = L.INPUT_END - L.INPUT - L.SLACK;

interface Loading {
  readonly instance: Instance;
  readonly texts: Texts;
  readonly dictionaries: Dictionaries;
  readonly from: number;
  readonly count: number;
  /** Where the next cells go, and the next texts. */
  cells: number;
  input: number;
  columns: number;
}

export function columnLoader(instance: Instance, texts: Texts, maxUnits: number): ColumnLoader {
  const dictionaries = dictionariesOf(instance, texts, maxUnits);
  return {
    load(rows, from, most, spans) {
      dictionaries.next();
      const columns = lastOfEach(rows.columns).filter(({ name }) => spans.has(name));
      const widest = Math.floor((L.COLUMN_CELLS_END - L.COLUMN_CELLS - L.SLACK) / (8 * (columns.length + 1)));
      if ((columns.length + 1) * L.COLUMN > L.COLUMN_TABLE_END - L.COLUMN_TABLE) return 0;
      for (let count = Math.min(most, widest, rows.count - from); count > 0; count = Math.floor(count / 2)) {
        const loading = {
          instance,
          texts,
          dictionaries,
          from,
          count,
          cells: L.COLUMN_CELLS,
          input: L.INPUT,
          columns: 0,
        };
        if (!loadAll(loading, columns, spans)) continue;
        instance.exports.setColumns(loading.columns);
        return count;
      }
      return 0;
    },
  };
}

function lastOfEach(columns: readonly Column[]): readonly Column[] {
  return [...new Map(columns.map((column) => [column.name, column])).values()];
}

/** False where the texts do not fit. */
function loadAll(loading: Loading, columns: readonly Column[], spans: ReadonlyMap<string, number>): boolean {
  const others: Column[] = [];
  for (const column of columns) {
    const outcome = loadColumn(loading, column.cells, spans.get(column.name) ?? 0);
    if (outcome === "full") return false;
    if (outcome === "other") others.push(column);
  }
  return others.length === 0 || loadObjects(loading, others);
}

/** `other`: some cell is neither a text nor a number that the module writes. */
type Outcome = "loaded" | "other" | "full";

function loadColumn(loading: Loading, column: ByteColumn, span: number): Outcome {
  if (span === 0) return hasObject(loading, column) ? "other" : "loaded";
  switch (column.kind) {
    case "texts":
      return loadTexts(loading, column, span);
    case "dictionary": {
      const entries = loading.dictionaries.addressOf(column.dictionary, loading.input);
      if (entries === undefined) return loadCells(loading, (i) => entryAt(column, i), span);
      const { numbers } = loading.instance;
      numbers.set(column.indexes.subarray(loading.from, loading.from + loading.count), loading.cells >> 2);
      addColumn(loading, L.FORM_ENTRIES, span, entries);
      return "loaded";
    }
    case "numbers":
      loading.instance.doubles.set(
        column.numbers.subarray(loading.from, loading.from + loading.count),
        loading.cells >> 3,
      );
      addColumn(loading, L.FORM_NUMBERS, span);
      return "loaded";
    case "cells":
      return loadCells(loading, (i) => column.cells[i] ?? null, span);
    default:
      return column satisfies never;
  }
}

/** Whether something can lie in a cell. */
function hasObject({ from, count }: Loading, column: ByteColumn): boolean {
  if (column.kind === "texts" || column.kind === "numbers") return false;
  if (column.kind === "dictionary" && column.dictionary.texts !== undefined) return false;
  for (let i = from; i < from + count; i += 1) {
    const cell = cellOf(column, i);
    if (typeof cell === "object" && cell !== null) return true;
  }
  return false;
}

function entryAt({ dictionary, indexes }: Extract<ByteColumn, { kind: "dictionary" }>, i: number): Value {
  const index = indexes[i] ?? L.NO_CELL;
  return index === L.NO_CELL ? null : (dictionary.entries[index] ?? null);
}

function addColumn(loading: Loading, form: number, span: number, entries = 0): void {
  const at = (L.COLUMN_TABLE + loading.columns * L.COLUMN) >> 2;
  loading.instance.numbers.set([form, span, loading.cells, entries], at);
  loading.columns += 1;
  loading.cells += loading.count * 8;
}

function loadTexts(loading: Loading, column: Extract<ByteColumn, { kind: "texts" }>, span: number): Outcome {
  const { instance, from, count } = loading;
  const { bytes, starts, ends } = column;
  let first = L.NO_CELL;
  let last = 0;
  for (let i = from; i < from + count; i += 1) {
    const start = starts[i] ?? L.NO_CELL;
    if (start === L.NO_CELL) continue;
    if (first === L.NO_CELL) first = start;
    last = ends[i] ?? start;
  }
  if (first === L.NO_CELL) first = last;
  if (loading.input + last - first > L.INPUT + INPUT_BYTES) return "full";
  instance.bytes.set(bytes.subarray(first, last), loading.input);
  const shift = loading.input - first;
  const { numbers } = instance;
  let at = loading.cells >> 2;
  for (let i = from; i < from + count; i += 1) {
    const start = starts[i] ?? L.NO_CELL;
    numbers[at++] = start === L.NO_CELL ? start : start + shift;
    numbers[at++] = (ends[i] ?? 0) + shift;
  }
  loading.input += last - first;
  addColumn(loading, L.FORM_TEXTS, span);
  return "loaded";
}

/** By the first cell that is there a column is one of numbers or of texts. */
function loadCells(loading: Loading, cellAt: (i: number) => Value, span: number): Outcome {
  const { from, count } = loading;
  for (let i = from; i < from + count; i += 1) {
    const kind = typeof cellAt(i);
    if (kind === "string") return loadStrings(loading, cellAt, span);
    if (kind === "boolean") return loadBooleans(loading, cellAt, span);
    if (kind === "number") break;
    if (kind !== "object" || cellAt(i) !== null) return "other";
  }
  const { doubles } = loading.instance;
  const at = loading.cells >> 3;
  for (let i = 0; i < count; i += 1) {
    const cell = cellAt(from + i);
    if (cell === null) doubles[at + i] = Number.NaN;
    else if (typeof cell === "number") doubles[at + i] = cell;
    else return "other";
  }
  addColumn(loading, L.FORM_NUMBERS, span);
  return "loaded";
}

function loadBooleans(loading: Loading, cellAt: (i: number) => Value, span: number): Outcome {
  const entries = loading.dictionaries.addressOf(BOOLEANS, loading.input);
  if (entries === undefined) return "other";
  const { numbers } = loading.instance;
  const at = loading.cells >> 2;
  for (let i = 0; i < loading.count; i += 1) {
    const cell = cellAt(loading.from + i);
    if (cell !== null && typeof cell !== "boolean") return "other";
    numbers[at + i] = cell === null ? L.NO_CELL : Number(cell);
  }
  addColumn(loading, L.FORM_ENTRIES, span, entries);
  return "loaded";
}

/** All texts at once, which is all where they are ASCII; else one by one. */
function loadStrings(loading: Loading, cellAt: (i: number) => Value, span: number): Outcome {
  const { instance, texts, from, count } = loading;
  const { bytes, numbers } = instance;
  const limit = L.INPUT + INPUT_BYTES;
  let input = loading.input;
  let all = "";
  let start = loading.cells >> 2;
  for (let i = from; i < from + count; i += 1) {
    const cell = cellAt(i);
    if (typeof cell === "string") {
      numbers[start++] = input + all.length;
      all += cell;
      numbers[start++] = input + all.length;
    } else if (cell === null) {
      numbers[start] = L.NO_CELL;
      start += 2;
    } else return "other";
  }
  if (input + all.length * 3 > limit) return "full";
  if (texts.write(bytes, input, all) === all.length) {
    loading.input += all.length;
    addColumn(loading, L.FORM_TEXTS, span);
    return "loaded";
  }
  let at = loading.cells >> 2;
  for (let i = from; i < from + count; i += 1) {
    const cell = cellAt(i);
    if (cell === null) {
      numbers[at] = L.NO_CELL;
      at += 2;
      continue;
    }
    // UTF-8 has no lone surrogates, which JSON escapes.
    if (typeof cell !== "string" || !cell.isWellFormed()) return "other";
    numbers[at++] = input;
    input += texts.write(bytes, input, cell);
    numbers[at++] = input;
  }
  loading.input = input;
  addColumn(loading, L.FORM_TEXTS, span);
  return "loaded";
}

/** What is neither numbers nor texts as an object a row, which the module walks like a line of JSON. */
function loadObjects(loading: Loading, columns: readonly Column[]): boolean {
  const { instance, texts, from, count } = loading;
  const { bytes, numbers } = instance;
  let at = loading.cells >> 2;
  for (let i = from; i < from + count; i += 1) {
    const row: Dict = {};
    for (const { name, cells } of columns) setKey(row, name, cellOf(cells, i));
    const json = stringifyJson(row);
    if (loading.input + json.length * 3 > L.INPUT + INPUT_BYTES) return false;
    numbers[at++] = loading.input;
    loading.input += texts.write(bytes, loading.input, json);
    numbers[at++] = loading.input;
  }
  bytes.fill(0, loading.input, loading.input + L.SLACK);
  addColumn(loading, L.FORM_OBJECTS, 0);
  return true;
}

function cellOf(column: ByteColumn, i: number): Value {
  if (column.kind === "texts" || column.kind === "numbers")
    throw new TypeError(`${column.kind} are columns of their own`);
  return column.kind === "cells" ? (column.cells[i] ?? null) : entryAt(column, i);
}

/** How many loads come at least between two at which dictionaries are forgotten. */
const KEPT_FOR = 64;

/** Dictionaries in memory, until others need their room. */
interface Dictionaries {
  /** Another load begins: what the one before needed may go. */
  next(): void;
  /**
   * Where the entries are; undefined where they do not fit, or some are no texts, numbers or booleans.
   * @param spare from where on the input is free
   */
  addressOf(dictionary: ByteDictionary, spare: number): number | undefined;
}

function dictionariesOf(instance: Instance, texts: Texts, maxUnits: number): Dictionaries {
  let known = new WeakMap<ByteDictionary, number>();
  /** Those that hold what is no entry, or never fit. */
  const unfit = new WeakSet<ByteDictionary>();
  let free = L.DICTIONARIES;
  let isFull = false;
  let loads = 0;
  return {
    next() {
      loads += 1;
      if (!isFull || loads < KEPT_FOR) return;
      known = new WeakMap();
      free = L.DICTIONARIES;
      isFull = false;
      loads = 0;
    },
    addressOf(dictionary, spare) {
      const found = known.get(dictionary);
      if (found !== undefined || unfit.has(dictionary)) return found;
      const end =
        putTexts(instance, dictionary.texts, free, spare) ??
        (areEntries(dictionary.entries) ? putEntries(instance, texts, maxUnits, dictionary.entries, free) : undefined);
      if (end === undefined) {
        if (free === L.DICTIONARIES || !areEntries(dictionary.entries)) unfit.add(dictionary);
        else isFull = true;
        return undefined;
      }
      const at = free;
      known.set(dictionary, at);
      free = end;
      return at;
    },
  };
}

/** Writes texts from `start` on as entries; behind them, or undefined where they do not fit, or their bytes behind `spare`. */
function putTexts(
  { bytes, numbers, exports }: Instance,
  texts: ByteTexts | undefined,
  start: number,
  spare: number,
): number | undefined {
  if (texts === undefined || texts.starts.length === 0) return undefined;
  const { starts, ends } = texts;
  const first = starts[0] ?? 0;
  const stored = texts.bytes.subarray(first, ends.at(-1));
  if (spare + stored.length > L.INPUT + INPUT_BYTES) return undefined;
  if (start + starts.length * L.ENTRY + L.SLACK > L.DICTIONARIES_END) return undefined;
  bytes.set(stored, spare);
  const shift = spare - first;
  for (let i = 0, at = start >> 2; i < starts.length; i += 1, at += L.ENTRY >> 2) {
    numbers[at] = (starts[i] ?? 0) + shift;
    numbers[at + 1] = (ends[i] ?? 0) + shift;
  }
  const end = exports.writeEntries(start, starts.length, L.DICTIONARIES_END);
  return end === 0 ? undefined : (end + L.SLACK + 15) & ~15;
}

type Entry = string | number | bigint | boolean;

function areEntries(entries: readonly Value[]): entries is readonly Entry[] {
  return entries.every((entry) => typeof entry !== "object");
}

/** Writes entries from `start` on; behind them, or undefined where they do not fit. */
function putEntries(
  { bytes, numbers }: Instance,
  texts: Texts,
  maxUnits: number,
  entries: readonly Entry[],
  start: number,
): number | undefined {
  let at = start >> 2;
  let text = start + entries.length * L.ENTRY;
  for (const entry of entries) {
    const json = stringifyJson(entry);
    if (text + json.length * 3 + L.SLACK > L.DICTIONARIES_END) return undefined;
    numbers[at++] = text;
    text += texts.write(bytes, text, json);
    numbers[at++] = text;
    numbers[at++] = kindOf(entry, json, maxUnits);
    // What follows a number must not look like more of it.
    bytes[text++] = COMMA;
  }
  return (text + L.SLACK + 15) & ~15;
}

/** Kind and flags of a text, number or boolean. */
function kindOf(value: Entry, json: string, maxUnits: number): number {
  if (typeof value === "boolean") return value ? L.TRUE : L.FALSE;
  if (typeof value === "string")
    return (
      L.STRING | ((json.includes("\\") ? L.HAS_ESCAPES : 0) << 8) | ((value.length > maxUnits ? L.IS_LONG : 0) << 8)
    );
  if (typeof value === "bigint" || /^-?[0-9]+$/.test(json)) return L.NUMBER | (L.IS_INTEGER << 8);
  const flags = json.includes("e") ? L.IS_ODD | L.HAS_EXPONENT : json.length > 16 ? L.IS_PRECISE : 0;
  return L.NUMBER | (flags << 8);
}
