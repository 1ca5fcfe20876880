// Files of CSV made to be nasty: cells, quotes, line ends and headers in every way that writers get them wrong.
import type { CsvSettings } from "@heddle/compiler";
import { seeded, shuffle } from "./random.ts";

const TEXTS = [
  "play|search|User-123456|a1b2c3d4e5|Berlin|São Paulo|東京|iOS|android|true|TRUE|false|False|heartbeat|none|NONE|null|anonymous|unknown",
  '{}|[]|{a:1}|n/a|-|\\N|\\\\|a\\b|it\'s|O\'Hara|{"a":1,"b":["x",null]}|{"name":"größe"}|[1,2]|\'|"|""|,|;|a,b|a;b|a\tb|kin\u212a|😀😀😀😀😀',
  "2023-11-14T22:13:20Z|2022-07-01 09:12:30 -0700|2023-02-30|1/1/2021|INSERT|UPDATE|DELETE|EUR|usd|$identify|[Amplitude] Revenue|abcd|日本語か",
  "a/b/c|x|y|z|\u007f|\u0080|\u2028|\ufeff|İstanbul|ΑΣ|00000000-0000-0000-0000-000000000000|lmy47d",
].flatMap((line) => line.split("|"));
const NUMBERS = [
  "1700000000000 0 -1 007 1.0 1.50 -0 -0.0 0.0 0.5 10.00 100 12.345 1e3 1E400 .5 5. +1 0x1 NaN Infinity 1,5 1_000 00 0.1000",
  "9007199254740993 123456789012345 1234567890123456 12345678901234567890123 0.000001 0.0000001 0.00000123 123456789.123456789",
  "0.1234567890123456 5e-324 8640000000000000 8640000000000001 946684799999 946684800000 -5.25 1234567890123456.0 99999999999999.90",
].flatMap((line) => line.split(" "));
/** Columns without which most events are set aside. */
const NEEDED = ["user_id", "event_type", "time", "at", "mutation_type", "properties"];
const LENGTHS = [15, 16, 17, 31, 32, 33, 340, 512, 1023, 1024, 1025, 1100];

interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
}
const DIALECTS: readonly Dialect[] = [
  { delimiter: ",", quote: '"' },
  { delimiter: ",", quote: '"' },
  { delimiter: ";", quote: '"' },
  { delimiter: "\t", quote: '"' },
  { delimiter: "|", quote: "'" },
  { delimiter: "\t", quote: "" },
  { delimiter: "\u0001", quote: '"' },
  { delimiter: "\\", quote: '"' },
  { delimiter: '"', quote: "'" },
  // These go by values.
  { delimiter: "§", quote: '"' },
];

export interface NastyFile {
  readonly bytes: Uint8Array;
  readonly settings: CsvSettings;
}

/** Makes files of up to 40 records with some of the columns; the same for a seed. */
export function nastyRecords(seed: number, columns: Readonly<Record<string, () => string>>): () => NastyFile {
  const random = seeded(seed);
  const int = (n: number): number => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)] as T;
  const chance = (p: number): boolean => random() < p;
  let nasty = 0;
  let dialect: Dialect = DIALECTS[0] as Dialect;

  const odd = (): string =>
    pick([
      () => pick(TEXTS),
      () => pick(NUMBERS),
      () => "",
      () => " ",
      () => pick(["x", "é", "日", "😀", '"', "\\", "\n"]).repeat(pick(LENGTHS)),
      () => String.fromCharCode(int(32)),
      () => `a${pick(["\n", "\r\n", "\r", "\0", "\u0001", '"', "\\", dialect.delimiter, dialect.quote])}b`,
      () => Array.from({ length: int(40) }, () => String.fromCharCode(int(chance(0.8) ? 128 : 0x3000))).join(""),
    ])();
  /** A cell as it is written, its quotes mostly where they have to be. */
  const written = (text: string): string => {
    const { delimiter, quote } = dialect;
    const mustQuote =
      [delimiter, "\n", "\r"].some((mark) => text.includes(mark)) || (quote !== "" && text.startsWith(quote));
    if (quote === "") return mustQuote && !chance(nasty * 0.1) ? "x" : text;
    if (mustQuote ? chance(nasty * 0.05) : !chance(0.15)) return text;
    return `${quote}${chance(nasty * 0.05) ? text : text.replaceAll(quote, quote + quote)}${quote}`;
  };
  const cellOf = (name: string): string => (Object.hasOwn(columns, name) ? (columns[name] ?? odd)() : odd());
  const header = (): string[] => {
    const names = Object.keys(columns).filter((name) => chance(NEEDED.includes(name) ? 0.98 : 0.85));
    if (chance(0.3)) shuffle(names, random);
    if (chance(0.2)) names.push(pick([...Object.keys(columns), "", "__proto__", "0", "junk"]));
    return names.length === 0 ? ["junk"] : names;
  };
  const record = (names: readonly string[]): string => {
    nasty = pick([0, 0, 0, 0.05, 0.2, 0.5]);
    const cells = names.map((name) => written(chance(nasty * 0.4) ? odd() : cellOf(name)));
    if (chance(0.03)) cells.push(...Array.from({ length: 1 + int(3) }, () => (chance(0.8) ? "" : written(odd()))));
    if (chance(0.05)) cells.length = int(cells.length + 1);
    return cells.join(dialect.delimiter);
  };
  const torn = (bytes: Uint8Array): Uint8Array => {
    const at = int(bytes.length);
    const added = pick(['"', ",", "'", "\n", "\r", "\\", "\0", ";"]);
    return Buffer.concat([
      bytes.subarray(0, at),
      chance(0.5) ? Buffer.from(added) : Buffer.from([int(256)]),
      bytes.subarray(at + int(2)),
    ]);
  };
  return () => {
    dialect = pick(DIALECTS);
    const names = header();
    const end = pick(["\n", "\n", "\n", "\r\n", "\r"]);
    nasty = 0;
    const lines = [names.map(written).join(dialect.delimiter)];
    for (let n = 1 + int(40); n > 0; n -= 1) lines.push(chance(0.02) ? "" : record(names));
    const text = lines.join(end) + (chance(0.8) ? end : "");
    const isTorn = chance(0.2);
    const bytes = Buffer.from(text);
    const headerEnd = Buffer.byteLength(lines[0] ?? "") + end.length;
    return {
      bytes: isTorn ? Buffer.concat([bytes.subarray(0, headerEnd), torn(bytes.subarray(headerEnd))]) : bytes,
      settings: { ...dialect, escape: dialect.quote },
    };
  };
}

/** Cells of the columns that converters of events read. */
export function eventCells(seed: number): Readonly<Record<string, () => string>> {
  const random = seeded(seed + 1);
  const int = (n: number): number => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)] as T;
  const mostly =
    (usual: () => string, share: number, other: () => string = () => pick([...TEXTS, ...NUMBERS])) =>
    () =>
      random() < share ? usual() : other();
  const text = mostly(() => pick(["Berlin", "São Paulo", "日本", "Acme Corporation", "v1.2.3-beta", "x", ""]), 0.8);
  const id = mostly(
    () => `User-${int(1e6)}`,
    0.85,
    () => pick(["", "", "null", "NONE", "0", "abcd", "日本語か", ...TEXTS]),
  );
  const number = mostly(
    () => pick([String(int(1e6) / 100), (int(1e6) / 100).toFixed(2), String(-int(1e6) / 1e4), ""]),
    0.97,
  );
  const integer = mostly(() => String(int(1e6)), 0.97);
  const iso = mostly(() => `20${10 + int(20)}-0${1 + int(9)}-1${int(10)}${pick(["T", " "])}0${int(10)}:00:00Z`, 0.95);
  return {
    user_id: id,
    device_id: id,
    event_type: mostly(() => pick(["play", "search", "heartbeat", "page view"]), 0.97),
    time: mostly(() => String(1700000000000 + int(1e9)), 0.98),
    at: iso,
    insert_id: mostly(() => `i-${int(1e6)}`, 0.9),
    platform: text,
    os_name: text,
    city: text,
    country: text,
    language: text,
    price: number,
    quantity: integer,
    revenue: mostly(() => "", 0.9, number),
    currency: mostly(() => pick(["EUR", "USD", ""]), 0.97),
    productId: mostly(() => `sku-${int(99)}`, 0.9),
    location_lat: number,
    location_lng: number,
    event_id: integer,
    session_id: mostly(() => String(17e11 + int(1e6)), 0.97),
    ok: mostly(() => pick(["true", "false", "", "TRUE"]), 0.95),
    mutation_type: mostly(
      () => pick(["INSERT", "UPDATE", "DELETE"]),
      0.9,
      () => pick(["", "insert"]),
    ),
    properties: mostly(() => pick(['{"a":1,"b":"x"}', "{}", '{"items":["é",2.50,null],"t":"\\u0041"}', "", "{"]), 0.9),
    list: text,
  };
}
