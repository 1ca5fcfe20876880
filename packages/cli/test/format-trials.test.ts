// Files that other programs wrote, and that once were read wrong: each with what map must make of it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run as check } from "../src/commands/check/run.ts";
import { run as map } from "../src/commands/map/run.ts";
import { checkInput } from "./support/check-input.ts";
import { captured } from "./support/captured.ts";
import { converter as converterText, folderWith, heddle, start } from "./support/heddle.ts";

interface Trial {
  readonly name: string;
  readonly converter: string;
  readonly file: string;
  readonly raw: boolean;
  readonly exitCode: number;
  /** Null where it does not matter. */
  readonly stdout: readonly string[] | null;
  readonly stderrContains?: string;
  readonly why: string;
}

const folder = join(import.meta.dirname, "../../../fixtures/formats-trials");
const trials = JSON.parse(readFileSync(join(folder, "index.json"), "utf8")) as readonly Trial[];

it.each(trials)("$name", async ({ converter, file, raw, exitCode, stdout, stderrContains, why }) => {
  const terminal = captured();
  const files = [join(folder, file)];
  const input = {
    dataType: "event",
    strategy: undefined,
    now: 0,
    strict: false,
    trace: undefined,
    place: undefined,
    stats: false,
    verify: false,
  } as const;
  const code = await map({ ...input, raw, converter: join(folder, converter), files }, terminal);
  const { out, err } = terminal.written;
  if (stdout !== null)
    expect(
      out.split("\n").filter((line) => line !== ""),
      why,
    ).toEqual(stdout);
  if (stderrContains !== undefined) expect(err, why).toContain(stderrContains);
  expect(code, err).toBe(exitCode);
});

it("a converter that is not UTF-8 is an error at its first such byte", async () => {
  const terminal = captured();
  const file = join(folder, "latin1.converter.json");
  expect(await check(checkInput([file], { format: "json" }), terminal)).toBe(1);
  const [{ diagnostics }] = JSON.parse(terminal.written.out) as [
    { diagnostics: { severity: string; range: object }[] },
  ];
  const bad = readFileSync(file).findIndex((byte) => byte >= 0x80);
  expect(diagnostics.find(({ severity }) => severity === "error")?.range).toMatchObject({
    start: { line: 0, character: bad },
  });
});

describe("a bad row with a text of twenty million characters", () => {
  const rows = `{"a":"${"x".repeat(2e7)}"\n{"a":1}\n`;

  it("is set aside by map, shown by preview and --trace, and named by check --rows", async () => {
    const cwd = folderWith({ "c.json": converterText({}, { row: ["path"] }), "long.jsonl": rows });
    const problem = '[row/not-json] not JSON at column 20000008: "}" is missing';
    const mapped = await heddle(["map", "--raw", "c.json", "long.jsonl"], { cwd });
    expect(mapped).toMatchObject({ code: 0, out: '{"row":{"a":1}}\n' });
    expect(mapped.err).toContain(`row 0 (byte 0): ${problem}`);
    const traced = await heddle(["map", "--trace", "0", "c.json", "long.jsonl"], { cwd });
    expect(traced.err).toContain(`row 0: ${problem}`);
    const checked = await heddle(["check", "--rows", "long.jsonl", "c.json"], { cwd });
    expect(checked.err).toContain(`row 0: ${problem}`);
    const shown = await heddle(["preview", "c.json", "long.jsonl"], { cwd });
    expect(shown.out).toContain("set aside [row/not-json]");
    expect(shown.out).toContain("row 1");
    expect(shown.out.length).toBeLessThan(100_000);
  });
});

it("a pipe that is read slowly gets every row, and standard error the summary alone", async () => {
  const cwd = folderWith({ "c.json": converterText({}, { row: ["path"] }) });
  const rows = Array.from({ length: 100_000 }, (_, i) => `{"a":${i},"b":"${"0123456789".repeat(4)}"}\n`).join("");
  const child = await start(["map", "--raw", "c.json", "-"], { cwd });
  let err = "";
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  child.stdin?.end(rows);
  let lines = 0;
  // Taken in small pieces with a pause between them, so that each write of the command has to wait.
  child.stdout?.on("data", (chunk: Buffer) => {
    lines += chunk.toString("latin1").split("\n").length - 1;
    child.stdout?.pause();
    setTimeout(() => child.stdout?.resume(), 2);
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect({ code, lines }).toEqual({ code: 0, lines: 100_000 });
  const summary = "rows 100,000 = events 100,000 + ignored 0 + dropped 0 + set aside 0";
  expect(err.split("\n").filter((line) => line !== "" && !line.startsWith("c.json"))).toEqual([summary]);
});
