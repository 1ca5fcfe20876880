// What the module finds and makes itself against the operators' own: their cases, every letter, times, and rows cut anywhere.
import { stringifyJson } from "@heddle/compiler";
import { OPERATORS } from "@heddle/compiler/language";
import { expect, it } from "vitest";
import { readFixtures } from "../../compiler/test/support/cases.ts";
import { agreementOn } from "./support/bytes-agreement.ts";
import { nastyRows } from "./support/nasty-rows.ts";
import { seeded } from "./support/random.ts";

/** Operators that the module knows, and those around which it finds values. */
const isNative = (name: string): boolean =>
  OPERATORS.some(
    ({ native, nativeTest, ...operator }) => operator.name === name && (native ?? nativeTest) !== undefined,
  ) || ["dict", "path", "merge_dicts", "key", "object"].includes(name);

it("agrees with every case of the operators that it knows, as a value and as a test", () => {
  let asBytes = 0;
  for (const { operator, cases } of readFixtures()) {
    if (!isNative(operator)) continue;
    for (const { expression, row, error } of cases) {
      if (error !== undefined) continue;
      const event = { v: expression, t: ["ifelse", expression, ["value", 1], ["value", 2]], n: { v: expression } };
      const agreement = agreementOn(event, [stringifyJson(row)]);
      if (agreement?.difference !== undefined)
        expect.fail(`${stringifyJson(expression)} on ${stringifyJson(row)}: ${agreement.difference}`);
      asBytes += agreement?.asBytes ?? 0;
    }
  }
  expect(asBytes).toBeGreaterThan(100);
});

it("lowers every letter as JavaScript does", () => {
  const codes = Array.from({ length: 0x110000 - 0x20 }, (_, i) => i + 0x20).filter(
    // Beyond, the module looks at the first byte alone.
    (code) => (code < 0x2500 || (code > 0x2eff && code < 0xa100) || code % 256 === 0) && (code & 0xff800) !== 0xd800,
  );
  const rows = codes.map((code) => `{"t":"A${JSON.stringify(String.fromCodePoint(code)).slice(1, -1)}Z"}`);
  expect(agreementOn({ v: ["lower", "t"] }, rows)).toEqual({ difference: undefined, asBytes: rows.length });
});

it("reads times near those of ISO as the operator does", () => {
  const random = seeded(5);
  const int = (n: number): number => Math.floor(random() * n);
  const pick = (list: readonly string[]): string => list[int(list.length)] ?? "";
  const two = (n: number): string => String(int(n)).padStart(2, "0");
  const time = (): string => {
    const date = `${pick(["1969", "1970", "1999", "2000", "2024", "2100", "9999", "0000"])}-${two(14)}-${two(33)}`;
    const clock = `${pick(["T", " ", "t", ""])}${two(26)}:${two(62)}${pick(["", `:${two(62)}`, `:${two(60)}.${int(1e9)}`])}`;
    const zone = pick(["", "Z", " Z", "z", `+${two(20)}`, `-${two(20)}:${two(62)}`, ` +${two(20)}${two(60)}`, "+1"]);
    const text = `${date}${pick([clock, clock, ""])}${zone}`;
    const at = int(text.length);
    return int(8) === 0 ? `${text.slice(0, at)}${pick(["", "0", " ", ":", "-"])}${text.slice(at + 1)}` : text;
  };
  const rows = Array.from({ length: 20_000 }, () => JSON.stringify({ t: time() }));
  expect(agreementOn({ v: ["iso_time_to_ms", "t"] }, rows)?.difference).toBeUndefined();
});

it("agrees on rows that are cut anywhere, and on each byte that is another", () => {
  const next = nastyRows(9);
  const event = {
    user: "user_id",
    all: "event_properties",
    n: ["path", "context", "plan"],
    c: ["concat", "city", "os_name"],
  };
  for (let i = 0; i < 4; i += 1) {
    const row = next();
    const cuts = Array.from({ length: row.length - 1 }, (_, k) => row.subarray(0, k + 1));
    const flipped = cuts.map((_, k) => row.with(k, (row[k] ?? 0) ^ 0x20).map((byte) => (byte === 10 ? 32 : byte)));
    const rows = [...cuts, ...flipped].filter((one) => one.some((byte) => byte > 32));
    expect(agreementOn(event, rows)?.difference).toBeUndefined();
  }
});
