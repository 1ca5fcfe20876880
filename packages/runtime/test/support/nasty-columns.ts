// Columns made to be nasty: every type that Parquet has, values at its edges, nulls, and names that mean something to JavaScript.
import { seeded, shuffle } from "./random.ts";

export type ColumnType = "STRING" | "DOUBLE" | "FLOAT" | "INT32" | "INT64" | "BOOLEAN" | "TIMESTAMP" | "UUID" | "JSON";

export interface NastyColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly data: readonly unknown[];
}

const DOUBLES = [
  0,
  -0,
  1,
  -1,
  0.1,
  0.1 + 0.2,
  1 / 3,
  1e-5,
  1e-6,
  1.5e-6,
  1e-7,
  5e-324,
  1e15,
  1e15 + 0.5,
  123456789.123456,
  1e21,
  1.7e308,
  2 ** 53,
  2 ** 53 - 1,
  -(2 ** 53),
  4503599627370495.5,
  99999999999999.9,
  999999999999999.9,
  NaN,
  Infinity,
  -Infinity,
  0.000012345,
  12.5,
  1.25,
  100.001,
  0.5,
  1e14 + 0.01,
  8640000000000001,
  946684799999,
  1700000000000,
  1.0000000000000002,
];
const INTEGERS = [
  0n,
  1n,
  -1n,
  2n ** 31n,
  2n ** 53n,
  2n ** 53n - 1n,
  -(2n ** 53n),
  -(2n ** 63n),
  2n ** 63n - 1n,
  1700000000000n,
];

/** Makes the rows of a file, 1 to 60, of the columns that `cells` has cells for; the same for a seed. */
export function nastyColumns(
  seed: number,
  cells: Readonly<Record<string, () => string>>,
): () => readonly NastyColumn[] {
  const random = seeded(seed + 2);
  const int = (n: number): number => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)] as T;
  const chance = (p: number): boolean => random() < p;
  const text = (): string =>
    pick([
      () => pick(["", "é", "日本", "😀", '"', "\\", "\n", "\0", "\u2028", "$", "true", "null", "1.50", "a\tb"]),
      () => pick(["x", "é", "😀", '"']).repeat(pick([1, 15, 16, 17, 31, 127, 128, 341, 1023, 1024, 1025])),
      () => Array.from({ length: int(30) }, () => String.fromCharCode(int(chance(0.9) ? 128 : 0x3000))).join(""),
    ])();
  const double = (): number =>
    chance(0.3) ? pick(DOUBLES) : chance(0.5) ? int(1e6) / 100 : random() * pick([1, 1e3, 1e9]);
  const values: Readonly<Record<ColumnType, (cell: string) => unknown>> = {
    STRING: (cell) => (chance(0.1) ? text() : cell),
    DOUBLE: double,
    FLOAT: () => Math.fround(double()),
    INT32: () => int(2 ** 32) - 2 ** 31,
    INT64: () => (chance(0.3) ? pick(INTEGERS) : BigInt(1700000000000 + int(1e9))),
    BOOLEAN: () => chance(0.5),
    TIMESTAMP: () => new Date(int(2 ** 41)),
    UUID: () => `${"0".repeat(8)}-0000-4000-8000-${int(1e12).toString().padStart(12, "0")}`,
    JSON: () => pick([{ a: 1 }, [1, "x"], "é", "é\ud83d", 5, null]),
  };
  const cellOf = (name: string): string => (Object.hasOwn(cells, name) ? (cells[name] ?? text)() : text());
  const typesOf = (name: string): readonly ColumnType[] =>
    Object.hasOwn(usual, name) ? (usual[name] ?? ["STRING"]) : ["STRING"];
  const usual: Readonly<Record<string, readonly ColumnType[]>> = {
    time: ["INT64"],
    event_id: ["INT64", "INT32"],
    session_id: ["INT64"],
    quantity: ["INT32"],
    price: ["DOUBLE"],
    location_lat: ["DOUBLE"],
    location_lng: ["FLOAT", "DOUBLE"],
    revenue: ["DOUBLE"],
    ok: ["BOOLEAN"],
    at: ["TIMESTAMP", "STRING"],
  };
  return () => {
    const rows = 1 + int(60);
    const nasty = pick([0, 0, 0.1, 0.3]);
    const column = (name: string): NastyColumn => {
      const type = chance(nasty) ? pick(Object.keys(values) as ColumnType[]) : pick(typesOf(name));
      const nulls = pick([0, 0, 0.1, 0.5, 1]) * (NEEDED.includes(name) ? 0.1 : 1);
      const few = chance(0.4) ? 1 + int(4) : Infinity;
      const made: unknown[] = [];
      const one = (): unknown => {
        if (made.length >= few) return pick(made);
        const value =
          type === "INT64" && !chance(nasty) ? BigInt(1700000000000 + int(1e9)) : values[type](cellOf(name));
        made.push(value);
        return value;
      };
      return { name, type, data: Array.from({ length: rows }, () => (chance(nulls) ? null : one())) };
    };
    const names = Object.keys(cells).filter((name) => chance(NEEDED.includes(name) ? 0.98 : 0.85));
    if (chance(0.3)) shuffle(names, random);
    if (chance(0.1)) names.push(pick(["__proto__", "junk", "0"]));
    return (names.length === 0 ? ["junk"] : names).map(column);
  };
}

/** Columns without which most events are set aside. */
const NEEDED = ["user_id", "event_type", "time", "at", "mutation_type"];
