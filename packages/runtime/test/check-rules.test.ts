// Runs every conformance case of fixtures/checks against the checks, and holds table and fixtures together.
import { readdirSync, readFileSync } from "node:fs";
import { type Dict, parseJson, stringifyJson } from "@heddle/compiler";
import { describe, expect, it } from "vitest";
import { type CheckOptions, type CheckOutcome, createChecks, type RuleChange, RULES } from "../src/index.ts";

interface Case {
  readonly name: string;
  /** Absent: events, Append Only. */
  readonly options?: CheckOptions;
  readonly event: Dict;
  /** Why the event lost its time. */
  readonly lostTime?: string;
  /** Changes as "rule key", in order. */
  readonly outcome:
    | { readonly kind: "event"; readonly event: Dict; readonly changes: readonly string[] }
    | { readonly kind: "rejected"; readonly rule: string; readonly changes: readonly string[] }
    | { readonly kind: "ignored" };
}

const folder = new URL("../../../fixtures/checks/", import.meta.url);
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => ({
    name,
    ...(parseJson(readFileSync(new URL(name, folder), "utf8")) as unknown as { rule: string; cases: readonly Case[] }),
  }));

const place = { bucket: "bucket", key: "file.json", row: 7 };
/** An outcome as fixtures write it: changes as "rule key", and a drop without its message, which must say the rule. */
function plainOutcome(found: CheckOutcome): unknown {
  switch (found.kind) {
    case "event":
      return { kind: "event", event: found.event, changes: names(found.changes) };
    case "rejected":
      return {
        kind: found.message.startsWith(RULES[found.rule].meaning) ? "rejected" : found.message,
        rule: found.rule,
        changes: names(found.changes),
      };
    case "ignored":
      return found;
    default:
      return found satisfies never;
  }
}

const names = (changes: readonly RuleChange[]): string[] => changes.map(({ rule, key }) => `${rule} ${key}`);

describe.each(fixtures)("$rule", ({ name, rule, cases }) => {
  it("lies in the file of its name", () => expect(name).toBe(`${rule.replace("/", "-")}.json`));

  it.each(cases)("$name", ({ options = { dataType: "event", strategy: "append_only" }, event, lostTime, outcome }) => {
    const before = stringifyJson(event);
    const found = createChecks(options).check(event, place, lostTime);
    expect(stringifyJson(event), "the input is not changed").toBe(before);
    expect(plainOutcome(found)).toEqual(outcome);
  });
});

it("has a case that shows each rule of the table, and no rule outside it", () => {
  const shown = new Set<string>();
  for (const { cases } of fixtures) {
    for (const { outcome } of cases) {
      if (outcome.kind === "ignored") continue;
      for (const change of outcome.changes) shown.add(change.split(" ")[0] ?? "");
      if (outcome.kind === "rejected") shown.add(outcome.rule);
    }
  }
  const counted = Object.entries(RULES)
    .filter(([, rule]) => rule.counted)
    .map(([code]) => code);
  expect([...shown].toSorted()).toEqual(counted.toSorted());
  const files = fixtures.map(({ rule }) => rule).filter((rule) => rule !== "ignore-event-flag");
  expect(files.toSorted()).toEqual(Object.keys(RULES).toSorted());
});
