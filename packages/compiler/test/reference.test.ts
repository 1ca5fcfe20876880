// The reference in grammar/: everything the compiler knows is in it, and nothing else.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CATALOG, DIAGNOSTIC_CODES, EVENT_KEYS } from "../src/language.ts";
import { OPERATORS } from "../src/operators/index.gen.ts";

const grammar = join(import.meta.dirname, "../../../grammar");
const read = (name: string): string => readFileSync(join(grammar, name), "utf8");

describe("reference", () => {
  it("has a section for each operator, with its rules and marks, and the result of each example", () => {
    const page = read("operators.md");
    const sections = page.split(/^## /m).slice(1);
    expect(sections.map((section) => section.slice(0, section.indexOf("\n")))).toEqual(
      OPERATORS.map((operator) => operator.name),
    );
    for (const [index, operator] of OPERATORS.entries()) {
      const section = sections[index] ?? "";
      for (const rule of operator.rules) expect(section).toContain(`- ${rule.text} **${rule.mark}**`);
      const results = section
        .split("\n")
        .filter((line) => /^\| `/.test(line))
        .slice(-operator.examples.length);
      expect(
        results.map((line) => line.endsWith("*no value* |")),
        operator.name,
      ).toEqual(operator.examples.map((example) => !("result" in example)));
    }
  });

  it("has a page for each diagnostic, and no other", () => {
    expect(readdirSync(join(grammar, "diagnostics")).toSorted()).toEqual(
      DIAGNOSTIC_CODES.map((code) => `${code}.md`).toSorted(),
    );
    const list = read("diagnostics.md");
    for (const code of DIAGNOSTIC_CODES) {
      expect(list).toContain(`| [${code}](diagnostics/${code}.md) | ${CATALOG[code].severity} |`);
      expect(read(`diagnostics/${code}.md`)).toContain(CATALOG[code].explanation);
    }
  });

  it("lists each event key", () => {
    const page = read("events.md");
    for (const { name, type } of EVENT_KEYS) expect(page).toContain(`| \`${name}\` | ${type} |`);
  });

  it("has a grammar that knows each operator by each of its names, with its arguments", () => {
    const rule = /\noperation +=([^;]*);/.exec(read("converter.ebnf"))?.[1] ?? "";
    const named = new Map(
      rule.split(/\n +\|/).flatMap((alternative) => {
        // The commas of a list are terminals: `","`.
        const comma = /^([^,]*)(?:,(.*))?$/s.exec(alternative.replaceAll('",",', "").trim());
        return [...(comma?.[1] ?? "").matchAll(/'"([^"]+)"'/g)].map(
          (name) => [name[1] ?? "", comma?.[2] ?? ""] as const,
        );
      }),
    );
    const names = OPERATORS.flatMap((operator) => [operator.name, ...(operator.aliases ?? [])]);
    expect([...named.keys()].toSorted()).toEqual(names.toSorted());
    for (const operator of OPERATORS) {
      for (const name of [operator.name, ...(operator.aliases ?? [])]) {
        const args = named.get(name) ?? "";
        expect(/\{.*\}/s.test(args), name).toBe(operator.repeats !== undefined);
        const fixed = args
          .replace(/\{.*\}/s, "")
          .replaceAll(/\([^)]*\)/g, "x")
          .split(",")
          .filter((part) => part.trim() !== "");
        expect(fixed.length, name).toBe(
          (operator.atLeastOnce === true ? (operator.repeats ?? []) : operator.parameters).length,
        );
      }
    }
  });
});
