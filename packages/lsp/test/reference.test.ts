// The reference in the package, and what findings link to in place of the web: an address of the settings.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { DIAGNOSTIC_CODES } from "@heddle/compiler/language";
import { expect, test } from "vitest";
import { readSettings } from "../src/server/settings.ts";

test("the package has those pages in it", () => {
  const npm = spawnSync("npm", ["pack", "--dry-run", "--json"], {
    cwd: join(import.meta.dirname, ".."),
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const found = /"reference\/diagnostics\/[a-z0-9-]+\.md"/g;
  expect(new Set(npm.stdout.match(found)).size).toBe(DIAGNOSTIC_CODES.length);
});

test("an address of the settings is a folder's, and of the web or a file", () => {
  expect(readSettings({ referenceUrl: "https://docs.example/heddle" }).reference).toBe("https://docs.example/heddle/");
  expect(readSettings({ referenceUrl: "https://docs.example/heddle/" }).reference).toBe("https://docs.example/heddle/");
  expect(readSettings({ referenceUrl: "javascript:alert(1)//" }).reference).toBeUndefined();
  expect(readSettings({ referenceUrl: "" }).reference).toBeUndefined();
});
