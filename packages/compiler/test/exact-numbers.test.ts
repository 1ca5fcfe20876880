// Rows with numbers that a double cannot hold are found, whatever stands around them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { readDecimal } from "../src/values/decimal.ts";
import { exactNumber, parseJson, stringifyJson } from "../src/values/json.ts";

const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max })
    .map((list) => list.join("").replace(/^0+(?=.)/, ""));
const fraction = fc.oneof(
  fc.constant(""),
  digits(1, 20).map((text) => `.${text}`),
);
const exponent = fc.oneof(
  fc.constant(""),
  fc
    .tuple(fc.constantFrom("e", "E"), fc.constantFrom("", "+", "-"), fc.integer({ min: 0, max: 400 }))
    .map((parts) => parts.join("")),
);
const numberToken = fc
  .tuple(fc.constantFrom("", "-"), digits(1, 24), fraction, exponent)
  .map((parts) => parts.join(""));
const around = fc.constantFrom("", " ", "  ", '"x",', '"1e5",', '"9007199254740993",', "1,22,", '{"a": "-"},');

test("an integer of very many digits stays as it was written, and takes no time", () => {
  const token = "7".repeat(2_000_000);
  const startedAt = performance.now();
  expect(stringifyJson(parseJson(`[${token}]`)) === `[${token}]`).toBe(true);
  expect(readDecimal(token)).toBeUndefined();
  expect(performance.now() - startedAt).toBeLessThan(1000);
  expect(parseJson("7".repeat(9000))).toBe(BigInt("7".repeat(9000)));
  expect(readDecimal("7".repeat(9000))?.scale).toBe(0);
});

test("every number token comes as its exact value, at any place of a text", () => {
  fc.assert(
    fc.property(numberToken, around, around, fc.constantFrom("", " ", "\n"), (token, before, more, space) => {
      const found = parseJson(`[${before}${more}${space}${token}${space}]`) as unknown[];
      const wanted = exactNumber(token, Number(token));
      expect(stringifyJson(found.at(-1) as never)).toBe(stringifyJson(wanted));
      expect(typeof found.at(-1)).toBe(typeof wanted);
    }),
    { numRuns: 20_000, seed: 7 },
  );
});

test("a number as the whole text", () => {
  fc.assert(
    fc.property(numberToken, (token) => {
      expect(stringifyJson(parseJson(token))).toBe(stringifyJson(exactNumber(token, Number(token))));
    }),
    { numRuns: 5_000, seed: 7 },
  );
});
