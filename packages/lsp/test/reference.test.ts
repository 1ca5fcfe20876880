// What findings link to: a page for every code, shipped with the server, or at an address of the settings.
import { existsSync, readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { createCompiler } from "@heddle/compiler";
import { DIAGNOSTIC_CODES } from "@heddle/compiler/language";
import { expect, test } from "vitest";
import { diagnose, openDocument, SOURCE_CATALOG } from "../src/index.ts";
import { readSettings } from "../src/server/settings.ts";
import { shippedReference } from "../src/server/stdio.ts";

const schema = JSON.parse(readFileSync(new URL("../../../grammar/source.schema.json", import.meta.url), "utf8"));

test("every code has a page where the server's links lead", () => {
  const base = shippedReference() ?? "";
  expect(base).toMatch(/^file:\/\/.*\/$/);
  const codes = [...DIAGNOSTIC_CODES, ...Object.keys(SOURCE_CATALOG)];
  expect(codes.filter((code) => !existsSync(new URL(`diagnostics/${code}.md`, base)))).toEqual([]);
});

test("the package has those pages in it", () => {
  const npm = spawnSync("npm", ["pack", "--dry-run", "--json"], {
    cwd: join(import.meta.dirname, ".."),
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const found = /"reference\/diagnostics\/[a-z0-9-]+\.md"/g;
  expect(new Set(npm.stdout.match(found)).size).toBe(DIAGNOSTIC_CODES.length + Object.keys(SOURCE_CATALOG).length);
});

test("an address of the settings is a folder's, and of the web or a file", () => {
  expect(readSettings({ referenceUrl: "https://docs.example/heddle" }).reference).toBe("https://docs.example/heddle/");
  expect(readSettings({ referenceUrl: "https://docs.example/heddle/" }).reference).toBe("https://docs.example/heddle/");
  expect(readSettings({ referenceUrl: "javascript:alert(1)//" }).reference).toBeUndefined();
  expect(readSettings({ referenceUrl: "" }).reference).toBeUndefined();
});

test.each(Object.entries(SOURCE_CATALOG))(
  "the example of %s brings it up alone, and is corrected",
  (code, { example = "", corrected = "" }) => {
    const codesOf = (text: string): readonly string[] =>
      diagnose(openDocument(createCompiler(), { text, kind: "source", schema })).map((finding) => finding.code);
    // A key spelled wrong is a key missing as well.
    expect(codesOf(example)).toEqual(code === "source-unknown-key" ? ["source-missing-key", code] : [code]);
    expect(codesOf(corrected)).toEqual([]);
  },
);
