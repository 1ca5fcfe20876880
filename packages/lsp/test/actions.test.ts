// Every editor action does what its examples show, and has the name of its file.
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ACTIONS, applyEdits, diagnose, offersOf } from "../src/index.ts";
import { readInput } from "./check.ts";
import { body } from "./features.ts";

describe.each(ACTIONS)("$name", (action) => {
  test("is the name of its file, and its summary a line", () => {
    expect(existsSync(new URL(`../src/service/actions/${action.name}.ts`, import.meta.url))).toBe(true);
    expect(action.summary).toMatch(/^[A-Z].*[^.]$/);
    expect(action.examples.some(({ after }) => after !== undefined)).toBe(true);
  });

  test.each(action.examples)("$before", ({ before, after, sample }) => {
    const { document, offset, end } = readInput({ text: `=${before}`, ...(sample !== undefined && { sample }) });
    const offers = offersOf(action, document, { start: offset, end });
    const results = offers.map(({ edits }) => body(applyEdits(document.text, edits)));
    expect(results).toEqual(after === undefined ? [] : [after]);
    // An example shows the action, and nothing that is wrong besides.
    const left = results.length === 0 ? [] : diagnose(document.edited(offers[0]?.edits ?? []));
    expect(left.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});
