// Mistakes that people make with files, each with the one message that map, preview and check give, and what fixes it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run as check } from "../src/commands/check/run.ts";
import { run as map } from "../src/commands/map/run.ts";
import { run as preview } from "../src/commands/preview/run.ts";
import { failureText } from "../src/failure-text.ts";
import { checkInput } from "./support/check-input.ts";
import { captured } from "./support/captured.ts";

interface Mistake {
  readonly name: string;
  readonly converter: string;
  readonly file: string;
  /** Null where the file has no rows. */
  readonly code: string | null;
  readonly message: string;
  /** Of a failure of the file: how to fix it. */
  readonly help?: string;
  /** The first row that shows it, from 0. */
  readonly row?: number;
}

const folder = join(import.meta.dirname, "../../../fixtures/mistakes");
const mistakes = JSON.parse(readFileSync(join(folder, "index.json"), "utf8")) as readonly Mistake[];
const input = {
  dataType: "event",
  strategy: undefined,
  now: 0,
  raw: false,
  strict: false,
  trace: undefined,
  place: undefined,
  stats: false,
  verify: false,
} as const;

const timesIn = (text: string, part: string): number => text.split(part).length - 1;

/** What the right side of a preview says, on one line. */
function rightSide(out: string): string {
  return out
    .split("\n")
    .map((line) => line.split("│")[1]?.trim() ?? "")
    .join(" ");
}

it("there are thirty and more", () => {
  expect(mistakes.length).toBeGreaterThanOrEqual(30);
  expect(new Set(mistakes.map(({ name }) => name)).size).toBe(mistakes.length);
});

describe.each(mistakes)("$name", ({ converter: converterName, file: fileName, code, message, help, row = 0 }) => {
  const converter = join(folder, converterName);
  const file = join(folder, fileName);
  const isFailure = help !== undefined;
  const failure = `error[${code}]: ${message}\n  help: ${help}`;

  it("map says so once", async () => {
    const terminal = captured();
    expect(await map({ ...input, converter, files: [file] }, terminal)).toBe(isFailure ? 1 : 0);
    const { err } = terminal.written;
    if (code === null) expect(err).toContain(`${file} ${message}\n`);
    else if (isFailure) expect(err).toContain(`${file}: ${failure}\n`);
    else expect(err).toMatch(new RegExp(`^${file}: row ${row}(?: \\(byte \\d+\\))?: \\[${code}\\] `, "m"));
    expect(timesIn(err, message)).toBe(1);
    // Nothing else is said of the file.
    expect(err.split("\n").filter((line) => line.startsWith(file))).toHaveLength(1);
  });

  it("preview says so once", async () => {
    const terminal = captured();
    const running = preview({ ...input, converter, files: [file], rows: 10, json: false }, terminal);
    if (isFailure) {
      expect(await running.then(() => "", failureText)).toBe(failure);
      return;
    }
    expect(await running).toBe(0);
    const { out, err } = terminal.written;
    if (code === null) expect(err).toContain(`${file} ${message}\n`);
    else expect(timesIn(rightSide(out), message)).toBe(1);
  });

  it("check --rows says so once", async () => {
    const terminal = captured();
    const running = check(checkInput([converter], { rows: file }), terminal);
    if (isFailure) {
      expect(await running.then(() => "", failureText)).toBe(failure);
      return;
    }
    await running;
    expect(timesIn(terminal.written.err, message)).toBe(1);
  });
});
