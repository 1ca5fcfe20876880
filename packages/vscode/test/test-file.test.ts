// What the testing view lists of a file of tests, and which converter it belongs to.
import { expect, it } from "vitest";
import { casesOf, converterNames } from "../src/test-file.ts";

it.each([
  ['{"cases": [{"name": "a"}, {}, 3]}', ["a", "case 2", "case 3"]],
  ['{"cases": []}', []],
  ['{"suites": []}', undefined],
  ['{"cases": {}}', undefined],
  ["[]", undefined],
  ["{", undefined],
])("of %s are %j", (text, expected) => {
  expect(casesOf(text)).toEqual(expected);
});

it("looks for the converter of the same name", () => {
  expect(converterNames("orders.test.json")).toEqual(["orders.converter.json", "orders.json"]);
});
