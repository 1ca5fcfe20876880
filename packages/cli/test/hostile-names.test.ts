// Names of files, arguments, prefixes and ledgers with escape sequences and bidirectional controls: no command lets a terminal act on them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { openLedger } from "@heddle/runtime";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../src/commands/index.gen.ts";
import { reportFailure } from "../src/failure.ts";
import { processTerminal, type Terminal } from "../src/terminal.ts";
import { converter, folderWith } from "./support/heddle.ts";

/** Moves the cursor, colours, clears with a C1 control, and turns the order of the text. */
const HOSTILE = "x\u001b[2J\u001b[31m\u009b1A\u202ey\u2066\u200f";

interface Captured extends Terminal {
  readonly text: () => string;
}

function terminal(isTTY: boolean): Captured {
  const pieces: string[] = [];
  const stream = (): Writable =>
    Object.assign(
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          pieces.push(chunk.toString());
          done();
        },
      }),
      { isTTY },
    );
  const fake = { stdout: stream(), stderr: stream(), stdin: process.stdin, env: {} } as unknown as NodeJS.Process;
  return { ...processTerminal(fake), text: () => pieces.join("") };
}

/** Text and exit code of a command that writes to a terminal, with the colours of Heddle's own left out. */
async function onTerminal(name: string, ...args: readonly string[]): Promise<{ code: number; shown: string }> {
  const command = COMMANDS.find((one) => one.name === name);
  if (command === undefined) throw new Error(name);
  const shown = terminal(true);
  const code = await command.run(args, shown).catch((error: unknown) => reportFailure(error, name, shown.err));
  return {
    code: Number(code),
    shown: shown.text().replace(/\u001b\[(?:0|1|2|22|32|33|36|39)m|\u001b\[31m(?=error|\^)/g, ""),
  };
}

const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\p{Bidi_Control}/u;

function expectSafe(shown: string, ...parts: readonly string[]): void {
  // Where a value is quoted as JSON, it has escapes of its own.
  expect(shown).toMatch(/x(?:\ufffd|\\u001b)\[2J/);
  for (const part of parts) expect(shown).toContain(part);
  expect(shown).not.toMatch(UNSAFE);
}

function folder(): string {
  const cwd = folderWith({});
  const files = {
    [`${HOSTILE}.json`]: converter(),
    [`bad${HOSTILE}.json`]: converter({ fileType: "xml" }),
    [`rows${HOSTILE}.json`]: '{"name":"Buy","user":"user-1"}\nnot json\n',
    empty: "",
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return cwd;
}

function sourceIn(cwd: string): string {
  const source = {
    bucket: "my-bucket",
    prefix: `in/${HOSTILE}`,
    region: "eu-west-1",
    converter: `${HOSTILE}.json`,
    dataType: "event",
    sink: { type: "ndjson", directory: `out${HOSTILE}` },
    ledger: `ledger${HOSTILE}/db`,
  };
  mkdirSync(join(cwd, `ledger${HOSTILE}`));
  const path = join(cwd, `${HOSTILE}.source.json`);
  writeFileSync(path, JSON.stringify(source));
  return path;
}

describe("hostile names", () => {
  it.each([
    ["check", [`bad${HOSTILE}.json`], "1 error"],
    ["check", [`missing${HOSTILE}.json`], "does not exist"],
    ["check", ["--rows", `rows${HOSTILE}.json`, `${HOSTILE}.json`], "row 1"],
    ["map", [`${HOSTILE}.json`, `rows${HOSTILE}.json`, "empty"], "[row/not-json]"],
    ["map", ["--trace", "1", `${HOSTILE}.json`, `rows${HOSTILE}.json`], "row 1"],
    ["map", ["--trace", "9", `${HOSTILE}.json`, `rows${HOSTILE}.json`], "has no row 9"],
    ["compile", [`bad${HOSTILE}.json`], "nothing was compiled"],
    ["preview", [`bad${HOSTILE}.json`, `rows${HOSTILE}.json`], "nothing was mapped"],
    ["explain", [HOSTILE], "unknown code"],
    ["run", [HOSTILE], "does not exist"],
    ["status", [`--${HOSTILE}`], "unknown option"],
  ])("are shown by heddle %s %j without their controls", async (name, args, part) => {
    const cwd = folder();
    const placed = args.map((arg) => (arg.endsWith(".json") || arg === "empty" ? join(cwd, arg) : arg));
    expectSafe((await onTerminal(name, ...placed)).shown, part);
  });

  it("are shown so by the commands of a source", async () => {
    const cwd = folder();
    const source = sourceIn(cwd);
    const ledger = openLedger(join(cwd, `ledger${HOSTILE}`, "db"));
    const key = `in/${HOSTILE}/k${HOSTILE}`;
    await ledger.bind({ bucket: "my-bucket", prefix: `in/${HOSTILE}`, region: "eu-west-1" });
    await ledger.discover([{ bucket: "my-bucket", key, etag: "e", size: 1, lastModified: 0 }], "hash");
    await ledger.close();
    expectSafe((await onTerminal("status", source)).shown, "discovered 1", "ledger");
    expectSafe((await onTerminal("iam", source)).shown, "Permission policy");
    for (const args of [["status", "--json"] as const, ["iam", "--json"] as const]) {
      const { shown } = await onTerminal(args[0], args[1], source);
      expect(shown).not.toMatch(UNSAFE);
      expect(JSON.stringify(JSON.parse(shown))).toContain(JSON.stringify(HOSTILE).slice(1, -1));
    }
  });
});

describe("events with controls", () => {
  const ROW = `${JSON.stringify({ name: `Buy${HOSTILE}`, user: "user-1" })}\n`;

  it("reach a terminal with escapes, and anything else as they are", async () => {
    const cwd = folderWith({ "c.json": converter(), "rows.json": ROW });
    const map = COMMANDS.find(({ name }) => name === "map");
    const written = async (isTty: boolean): Promise<string> => {
      const shown = terminal(isTty);
      await map?.run(["--raw", join(cwd, "c.json"), join(cwd, "rows.json")], shown);
      return shown.text().split("\n")[0] ?? "";
    };
    const [escaped, plain] = [await written(true), await written(false)];
    expect(escaped).not.toMatch(UNSAFE);
    expect(plain).toContain("\u202ey\u2066");
    expect(JSON.parse(escaped)).toEqual(JSON.parse(plain));
  });

  it("are in a module as escapes", async () => {
    const mapping = { event_type: ["value", HOSTILE], user_id: "user", event_properties: { [HOSTILE]: HOSTILE } };
    const cwd = folderWith({ "c.json": converter({}, mapping) });
    const { shown } = await onTerminal("compile", join(cwd, "c.json"));
    const module = shown.slice(shown.indexOf("// Generated by heddle"));
    expect(module).toContain("\\u202ey\\u2066\\u200f");
    expect(module).not.toMatch(UNSAFE);
    expect(module).not.toContain("\ufffd");
  });
});
