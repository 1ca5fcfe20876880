// Holds the catalog of codes and the sources together, and every page of it to its shape.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson, type Dict } from "@heddle/compiler";
import { describe, expect, it } from "vitest";
import {
  CODE_FAMILIES,
  CODES,
  createChecks,
  explainCode,
  type RuleCode,
  RULES,
  StageFailure,
  type CheckOptions,
} from "../src/index.ts";

const packages = join(import.meta.dirname, "..", "..");
const sources = ["compiler", "runtime", "cli", "lsp", "vscode"].flatMap((name) =>
  readdirSync(join(packages, name, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !(name === "runtime" && path.startsWith("codes")))
    .map((path) => readFileSync(join(packages, name, "src", path), "utf8")),
);
const families = new Set(Object.keys(CODES).map((code) => code.split("/")[0]));
/** What the sources write in quotes as a code is. */
const used = new Set(
  sources.flatMap((text) =>
    [...text.matchAll(/["'`]([a-z0-9]+\/[a-z0-9-]+[a-z0-9])["'`]/g)].map(([, code]) => code as string),
  ),
);

describe("the catalog", () => {
  it("has every code of the sources, and explain answers each", () => {
    const codes = [...used].filter((code) => families.has(code.split("/")[0]));
    expect(codes.length).toBeGreaterThan(100);
    expect(codes.filter((code) => explainCode(code) === undefined)).toEqual([]);
    expect(explainCode("constructor")).toBeUndefined();
  });

  it("has the family of every code that is thrown, returned or printed", () => {
    const printed = sources.flatMap((text) =>
      [...text.matchAll(/(?:\b(?:code|rule)(?::|,| =) ?|\[)["'`]?([a-z][a-z0-9]*\/[a-z][a-z0-9-]*)["'`\]]/g)].map(
        ([, code = ""]) => code,
      ),
    );
    expect(printed.length).toBeGreaterThan(50);
    expect(printed.filter((code) => explainCode(code) === undefined)).toEqual([]);
  });

  it("has no code that nobody uses", () => {
    // Rules that count nothing are applied without their code; fixtures/checks has cases for each.
    const silent = Object.keys(RULES).filter((code) => !RULES[code as RuleCode].counted);
    expect(Object.keys(CODES).filter((code) => !used.has(code))).toEqual(silent);
  });

  it("lists every code in one family", () => {
    expect(CODE_FAMILIES.flatMap(({ codes }) => codes).toSorted()).toEqual(Object.keys(CODES).toSorted());
  });

  it.each(Object.entries(CODES))("%s: a meaning to be read in a list, whole sentences, an example", (_, definition) => {
    expect(definition.meaning).toMatch(/^[^\n]*[^.\n]$/);
    for (const text of [definition.cause, definition.fix]) expect(text).toMatch(/^[A-Z`].*\.$/);
    expect(definition.example.trim()).not.toBe("");
  });
});

const OPTIONS: Readonly<Record<string, CheckOptions>> = {
  mirror: { dataType: "event", strategy: "mirror_sync" },
  user: { dataType: "user_properties", strategy: "append_only" },
  group: { dataType: "group_properties", strategy: "append_only" },
  profile: { dataType: "profiles", strategy: "mirror_sync" },
};

it.each(Object.entries(RULES).filter(([, { counted }]) => counted))(
  "the example of %s breaks that rule",
  (code, rule) => {
    const options = OPTIONS[code.split("/")[0] ?? ""] ?? { dataType: "event", strategy: "append_only" };
    // Only the mapping knows that a time was lost.
    const lostTime = code === "event/time-lost" ? 'iso_time_to_ms can\'t read "soon"' : undefined;
    const place = { bucket: "b", key: "k", row: 0 };
    const found = createChecks(options).check(parseJson(rule.example) as Dict, place, lostTime);
    if (found.kind === "ignored") throw new Error("no rule ignores an event");
    const rules = [...found.changes.map((change) => change.rule), ...(found.kind === "event" ? [] : [found.rule])];
    expect(rules).toContain(code);
    expect(found.kind === "event").toBe(rule.effect !== "rejected");
  },
);

describe("a failure", () => {
  const texts = { message: "no", hint: "fix it" };
  it("takes scope and retryability from its definition", () => {
    expect(new StageFailure({ code: "s3/unreachable", ...texts })).toMatchObject({ scope: "job", retryable: true });
    expect(new StageFailure({ code: "rows/corrupt", ...texts })).toMatchObject({ scope: "object", retryable: false });
  });

  it("takes from its call what the definition leaves open", () => {
    const denied = { code: "s3/access-denied", scope: "job", retryable: false } as const;
    expect(new StageFailure({ ...denied, ...texts })).toMatchObject(denied);
  });

  it("has no code outside the catalog, and no scope of its own", () => {
    // @ts-expect-error an unknown code
    expect(() => new StageFailure({ code: "s3/no-such-code", ...texts })).toThrow(TypeError);
    // @ts-expect-error the definition has the scope
    expect(new StageFailure({ code: "s3/unreachable", scope: "object", ...texts }).code).toBe("s3/unreachable");
  });
});
