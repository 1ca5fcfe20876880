// Rows of JSON made to be nasty: each way in which text and what JSON makes of it differ has a weight.
import { seeded, shuffle } from "./random.ts";

const CHARACTERS = [..."abZ0 éß日本Σİ\u212aı😀\u2028\u2029\ufeff\u007f\u0080/',:{}[]$#%<ﬁǄά"];
const TEXTS = [
  "play search User-123456 a1b2c3d4e5 Berlin São東京 iOS android true TRUE false 1.5 12 1e3 view heartbeat null none",
  "NONE anonymous Unknown un\u212anown 0 -1 {} n/a lmy47d 00000000-0000-0000-0000-000000000000 undefined abcd 日本語か",
  "😀😀😀 😀😀😀😀😀 INSERT UPDATE EUR eur $identify $groupidentify ΑΣ İstanbul ÀÉÎ×ÞŸ 2023-11-14T22:13:20Z 2023-02-30",
  "https://a.b/shop/c?d#e 1700000000000 -5 007 946684799999 946684800000 0.5 1/1/2021",
]
  .flatMap((line) => line.split(" "))
  .concat("", " 7 ", "2022-07-01 09:12:30 -0700", "[Amplitude] Revenue", "[Amplitude] X", "KELVIN \u212a");
const KEYS = [
  "a b id user name total items ok tags x source plan seats event_id schema __proto__ constructor toString 0 1 2 10",
  "4294967294 4294967295 01 größe long_key_of_more_than_sixteen_bytes another_long_key_that_goes_beyond_thirty_two_bytes",
]
  .flatMap((line) => line.split(" "))
  .concat("");
const ODD_NUMBERS = [
  "1.0 1e3 -0 0 -0.0 1E400 -1e400 1e-7 0.000001 0.0000001 0.00000123 1e21 1E+2 5e-324 1.50 100 -1 2e0 0e5 0.1e1 1e300",
  "9007199254740991 9007199254740992 9007199254740993 12345678901234567890 -9007199254740993 8640000000000000 1e25",
  "8640000000000001 999999999999999 1000000000000000 9007199254740993.5 12345678901234567890.0 946684799999 946684800000",
].flatMap((line) => line.split(" "));
const NO_NUMBERS = ["01", "1.", ".5", "+1", "1e", "--1", "0x1", "NaN", "-", "00", "1.e3"];
const NO_ROWS = [
  "",
  " ",
  "\t \r",
  "null",
  "1",
  "[]",
  "{}",
  "{ }",
  "[1,2]",
  "{",
  "}",
  "\ufeff{}",
  "{}x",
  "{} ",
  '{"a"}',
];
const NO_IDS = [
  '""',
  "null",
  '"null"',
  '"NONE"',
  '"0"',
  '"abcd"',
  "12",
  "0",
  '"日本語か"',
  '"anonymous"',
  "-1",
  '"un\\u006b"',
];
const LENGTHS = [340, 341, 342, 511, 512, 513, 1020, 1023, 1024, 1025, 1030];

/** Makes rows as bytes, without line ends; the same for a seed. */
export function nastyRows(seed: number): () => Uint8Array {
  const random = seeded(seed);
  const int = (n: number): number => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)] as T;
  const chance = (p: number): boolean => random() < p;
  /** How often something is unusual, and whether the row may be no JSON. */
  let nasty = 0;
  let bad = false;
  const blanks = (): string => (chance(nasty * 0.6) ? pick([" ", "  ", "\t", "\r", " \t ", " ".repeat(20)]) : "");
  const hex = (n: number): string => {
    const digits = n.toString(16).padStart(4, "0");
    return chance(0.5) ? digits : digits.toUpperCase();
  };
  const escaped = (text: string): string => text.replace(/[^]/g, (unit) => `\\u${hex(unit.charCodeAt(0))}`);

  const character = (): string => {
    const plain = pick(CHARACTERS);
    if (!chance(nasty)) return plain;
    const odd = [
      () => escaped(plain),
      () => pick(['\\"', "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"]),
      () => `\\u${hex(int(32))}`,
      () => `\\u${hex(0xd800 + int(0x800))}`,
      () => `\\u${hex(int(65536))}`,
      () => (bad && chance(0.1) ? String.fromCharCode(int(32)) : plain),
      () => (bad && chance(0.1) ? pick(["\\x", "\\u12", "\\", "\\u12G4"]) : plain),
    ];
    return pick(odd)();
  };
  const inside = (n: number): string => Array.from({ length: n }, character).join("");
  /** A text near the limit, at which there may be a pair of surrogates, an escape or one of a pair. */
  const long = (): string => {
    const piece = pick(["x", "x", "é", "日", "😀", "\\u0041", "\\n", "\\ud83d\\ude00", "\\ud83d", "\\/"]);
    const units = (JSON.parse(`"${piece}"`) as string).length;
    const before = inside(int(4));
    return `"${before}${piece.repeat(Math.floor(pick(LENGTHS) / units))}${inside(int(12))}"`;
  };
  const text = (): string => {
    const kind = random();
    if (chance(0.004)) return long();
    if (kind < 0.6) return JSON.stringify(pick(TEXTS));
    if (kind < 0.95 || !chance(nasty * 0.3)) return `"${inside(int(kind < 0.9 ? 12 : 50))}"`;
    return `"${pick(["x", "é", "日", "😀", "\\u0041", "\\n"]).repeat(pick(LENGTHS))}"`;
  };
  const digits = (n: number): string => Array.from({ length: n }, () => int(10)).join("");
  const number = (): string => {
    const plain = [
      () => String(int(100)),
      () => String(1700000000000 + int(1e9)),
      () => String(int(1e6) / 100),
      () => String(-int(1e6) / 1e4),
    ];
    const odd = [
      () => pick(ODD_NUMBERS),
      () => `${pick(["", "-"])}${int(1000)}.${pick(["", "5", digits(int(16))])}${"0".repeat(1 + int(5))}`,
      () => String(random()),
      () => String(random() * 180 - 90),
      () => `${int(1e9)}.${int(1e9)}`,
      () => `0.${"0".repeat(int(9))}${1 + int(1e6)}`,
      () => `${int(10)}.${digits(1 + int(18))}`,
      () => `${1 + int(9)}${digits(int(22))}`,
      () => `${int(1000)}${pick(["e", "E"])}${pick(["", "+", "-"])}${int(30)}`,
      () => (bad && chance(0.3) ? pick(NO_NUMBERS) : "3"),
    ];
    return pick(chance(nasty * 2) ? odd : plain)();
  };
  const key = (): string => {
    const name = chance(0.02) ? pick(["$set", "$add", "$other"]) : chance(0.93) ? pick(KEYS) : `k${int(4000)}`;
    if (!chance(nasty * 0.02)) return JSON.stringify(name);
    return name === "" || chance(0.3) ? `"${inside(3)}"` : `"${escaped(name.slice(0, 1))}${name.slice(1)}"`;
  };
  const value = (depth: number): string => {
    const kind = random();
    if (kind < 0.4) return text();
    if (kind < 0.65) return number();
    if (kind < 0.78) return pick(["true", "false", "null"]);
    if (depth <= 0) return bad && chance(0.02) ? pick(["tru", "nul", "True", ""]) : "1";
    return kind < 0.9 ? object(depth - 1) : list(depth - 1);
  };
  const object = (depth: number): string => {
    const many = chance(0.004);
    const had = new Set<string>();
    const parts: string[] = [];
    for (let n = many ? 300 : int(6); n > 0; n -= 1) {
      const name = many ? `"m${n}"` : key();
      if (had.has(name) && !chance(nasty * 0.1)) continue;
      // Indexes come first in an object, wherever they are written.
      if (/^"\d+"$/.test(name) && had.size > 0 && !chance(nasty * 0.2)) continue;
      had.add(name);
      parts.push(`${blanks()}${name}${blanks()}:${blanks()}${value(many ? 0 : depth)}${blanks()}`);
    }
    return `{${parts.join(",") || blanks()}}`;
  };
  const list = (depth: number): string => {
    const items = Array.from({ length: int(5) }, () => `${blanks()}${value(depth)}${blanks()}`);
    return `[${items.join(",") || blanks()}]`;
  };
  const mostly = (usual: () => string, share: number): string => (chance(1 - nasty * share) ? usual() : value(2));
  const deep = (n: number): string =>
    chance(0.5) ? `${'{"a":'.repeat(n)}1${"}".repeat(n)}` : `${"[".repeat(n)}1${"]".repeat(n)}`;
  /** How often an id is none, and whether the row has neither. */
  let lacking = 0;
  let lacksIds = false;
  const id = (): string =>
    chance(lacking) ? pick(NO_IDS) : mostly(() => (chance(0.9) ? `"User-${int(1e6)}"` : text()), 0.3);
  const iso = (): string =>
    mostly(
      () =>
        `"20${10 + int(20)}-${10 + int(3)}-${10 + int(21)}${pick(["T", " "])}${10 + int(14)}:00:${10 + int(52)}${pick(["", "Z", ".5Z", " +0100", "-07", "+05:30", ".123456789", "Z", "", ".25", chance(0.2) ? "z" : "Z"])}"`,
      0.3,
    );
  const groups = (): string =>
    `{${blanks()}"org":${blanks()}"o-${int(99)}"${chance(0.5) ? `,"team":[${blanks()}"a"${blanks()},"b"]` : ""}${chance(nasty) ? `,"g":${value(1)}` : ""}}`;
  /** Mostly such as are allowed. */
  const operations = (): string => {
    const names = ["$set", "$setOnce", "$add", "$append", "$prepend", "$unset"].filter(() => chance(0.4));
    if (chance(0.2)) names.push(pick(["$preInsert", "$postInsert", "$remove"]));
    if (chance(nasty)) names.push(pick(["plain", "$", "$other", "$Set", "$sets"]));
    const members = names.map(
      (name) => `${blanks()}"${name}"${blanks()}:${blanks()}${mostly(() => object(1), 0.3)}${blanks()}`,
    );
    return `{${members.join(",") || blanks()}}`;
  };
  const columns: Readonly<Record<string, () => string>> = {
    user_id: id,
    device_id: id,
    uid: id,
    event_type: () => mostly(() => pick(['"play"', '"search"', '"heartbeat"', '"view"']), 0.2),
    kind: () => mostly(() => pick(['"play"', '"b"']), 0.2),
    time: () => mostly(() => `${chance(0.9) ? "" : "9"}${1700000000000 + int(1e9)}`, 0.2),
    at: iso,
    event_time: iso,
    client_event_time: iso,
    uuid: id,
    event_id: () => mostly(() => String(int(1e6)), 0.2),
    local_time: () =>
      chance(0.9) ? `"${1 + int(12)}/${1 + int(28)}/2021 ${int(24)}:0${int(10)}:0${int(10)}"` : text(),
    page_url: () => `"https://a.b/${pick(["shop", "x"])}/${inside(3)}?q#${inside(2)}"`,
    app_version: text,
    platform: text,
    region: text,
    language: text,
    text_time: () => mostly(() => `"${1700000000000 + int(1e9)}"`, 0.3),
    insert_id: () => mostly(() => `"i-${int(1e6)}"`, 0.2),
    event_properties: () => mostly(() => object(3), 0.3),
    user_properties: () => mostly(() => (chance(0.8) ? object(2) : operations()), 0.3),
    group_properties: () => mostly(() => (chance(0.8) ? object(2) : operations()), 0.3),
    groups: () => mostly(groups, 0.3),
    price: () => mostly(number, 0.2),
    quantity: () => mostly(() => String(int(9)), 0.2),
    revenue: () => (chance(0.1) ? number() : "null"),
    productId: () => (chance(0.3) ? text() : "null"),
    mutation_type: () => mostly(() => pick(['"INSERT"', '"UPDATE"', '"DELETE"']), 0.2),
    currency: () => mostly(() => pick(['"EUR"', '"USD"']), 0.3),
    location_lat: () => mostly(number, 0.2),
    session_id: () => mostly(() => String(17e11 + int(1e6)), 0.2),
    city: text,
    country: text,
    os_name: text,
    ok: () => mostly(() => pick(["true", "false"]), 0.4),
    context: () => mostly(() => `{"plan":{"name":${text()},"seats":${number()}},"ids":[${id()}]}`, 0.3),
    tags: () => list(2),
    extra: () => value(4),
    junk: () => value(3),
    deep: () => (chance(0.03) ? deep(pick([5, 28, 29, 30, 31, 39, 40, 41, 59, 60, 61, 100])) : "1"),
  };
  const names = Object.keys(columns);
  const always = [
    "user_id",
    "event_type",
    "time",
    "at",
    "event_time",
    "platform",
    "mutation_type",
    "user_properties",
    "groups",
  ];

  const row = (): string => {
    nasty = pick([0, 0, 0, 0.02, 0.1, 0.3]);
    bad = chance(0.08);
    lacking = pick([0, 0, 0, 0, 0.2, 0.9]);
    lacksIds = chance(0.05);
    if (chance(0.01)) return pick(NO_ROWS);
    const parts: string[] = [];
    for (const name of names) {
      if (lacksIds && (name === "user_id" || name === "device_id")) continue;
      if (!chance(always.includes(name) ? 0.96 : 0.6)) continue;
      const written = chance(nasty * 0.02) ? `"${escaped(name.slice(0, 1))}${name.slice(1)}"` : `"${name}"`;
      parts.push(`${blanks()}${written}${blanks()}:${blanks()}${(columns[name] as () => string)()}${blanks()}`);
      if (chance(nasty * 0.01)) parts.push(`"${pick(names)}":${value(2)}`);
    }
    if (chance(nasty * 0.3)) shuffle(parts, random);
    return `${blanks()}{${parts.join(",")}}${blanks()}`;
  };
  /** Cuts, flips and adds bytes. */
  const torn = (bytes: Uint8Array): Uint8Array => {
    const at = int(bytes.length);
    const added = Buffer.from(pick(['"', "{", "}", "[", "]", ",", ":", "\\", " ", "0", "-", "e", ".", "\r"]));
    const ways = [
      () => Buffer.concat([bytes.subarray(0, at), Buffer.from([int(128)]), bytes.subarray(at + 1)]),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
      () => Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]),
      () => bytes.subarray(0, at),
      () => Buffer.concat([bytes.subarray(0, at), Buffer.from([128 + int(128)]), bytes.subarray(at + 1)]),
    ];
    return pick(ways)();
  };
  return () => {
    let bytes: Uint8Array = Buffer.from(row());
    if (chance(0.05) && bytes.length > 0) bytes = torn(bytes);
    return bytes.map((byte) => (byte === 10 ? 32 : byte));
  };
}
