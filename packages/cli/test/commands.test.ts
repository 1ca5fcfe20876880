// What every command's definition promises: help, how its arguments are read, and what a wrong call says.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CommandDefinition, defineCommand } from "../src/command/define-command.ts";
import { renderHelp, renderOverview } from "../src/command/help.ts";
import { readInput } from "../src/command/read-input.ts";
import { instant, oneOf, wholeNumber } from "../src/command/value-types.ts";
import { COMMANDS } from "../src/commands/index.gen.ts";
import { painter } from "../src/report/style.ts";
import { displayWidth } from "../src/report/width.ts";
import { heddle } from "./support/heddle.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const definitions: readonly CommandDefinition[] = await Promise.all(COMMANDS.map((command) => command.definition()));

describe.each(definitions.map((definition) => [definition.name, definition] as const))(
  "heddle %s",
  (name, definition) => {
    const { summary, examples, exitCodes, options } = definition;
    const phrases = [
      summary,
      ...definition.arguments.map(({ doc }) => doc),
      ...Object.values(options).map(({ doc }) => doc),
      ...examples.map(({ doc }) => doc),
      ...Object.values(exitCodes),
    ];

    it.each(phrases)("says %j in sentence case, without a full stop", (phrase) => {
      expect(phrase).toMatch(/^[A-Z].*[^.]$/);
    });

    it("fits 80 columns", () => {
      const tooWide = renderHelp(definition, painter(false))
        .split("\n")
        .filter((line) => displayWidth(line) > 80);
      expect(tooWide).toEqual([]);
    });

    it("has examples of itself and a code of success", () => {
      for (const { command } of examples) expect(`${command} `).toContain(`heddle ${name} `);
      expect(Object.keys(exitCodes)[0]).toBe("0");
    });

    it("has one meaning for a name, defaults that can be given, and lists last", () => {
      const names = [...definition.arguments.map((argument) => argument.name), ...Object.keys(options)];
      expect(names).toEqual([...new Set(names)]);
      for (const option of Object.values(options)) {
        if (option.default !== undefined) expect(option.type?.read(String(option.default))).toBe(option.default);
      }
      expect(definition.arguments.slice(0, -1).filter(({ variadic, optional }) => variadic || optional)).toEqual([]);
    });
  },
);

describe("the input of a command", () => {
  const definition = defineCommand({
    name: "try",
    group: "jobs",
    summary: "Try",
    arguments: [
      { name: "kind", type: oneOf(["one", "two"]), doc: "Kind" },
      { name: "files", variadic: true, optional: true, doc: "Files" },
    ],
    options: {
      rowCount: { short: "n", value: "count", type: wholeNumber, default: 10, doc: "Rows" },
      now: { value: "instant", type: instant, doc: "Now" },
      output: { short: "o", value: "file", doc: "Output" },
      raw: { short: "r", doc: "Raw" },
    },
    examples: [
      { command: "heddle try one", doc: "Try one" },
      { command: "heddle try two", doc: "Try two" },
    ],
    exitCodes: { 0: "Tried" },
  });
  const plain = { kind: "one", files: [], rowCount: 10, now: undefined, output: undefined, raw: false };

  it.each([
    ["one", {}],
    ["one a b", { files: ["a", "b"] }],
    ["one - -- -r", { files: ["-", "-r"] }],
    ["one -n 3", { rowCount: 3 }],
    ["-n3 one", { rowCount: 3 }],
    ["one --row-count=3 --row-count 4", { rowCount: 4 }],
    ["one --now 2026-01-01", { now: 1_767_225_600_000 }],
    ["one --now -5", { now: -5 }],
    ["one -ro out", { raw: true, output: "out" }],
    ["one -o - a", { output: "-", files: ["a"] }],
    ["one --output=--raw", { output: "--raw" }],
  ])("of %j", async (line, expected) => {
    expect(await readInput(definition, line.split(" "))).toEqual({ ...plain, ...expected });
  });

  it.each(["--help", "-h", "one --nope -h", "three --help"])("%j asks for help", async (line) => {
    expect(await readInput(definition, line.split(" "))).toBe("help");
  });

  it.each([
    ["one --row-count x", '--row-count takes a whole number, not "x"'],
    ["one -n -1", '-n takes a whole number, not "-1"'],
    ["one --now soon", '--now takes milliseconds since the epoch or an ISO time, not "soon"'],
    ["three", '<kind> takes one or two, not "three"'],
    ["", "missing argument <kind>"],
    ["one --output", "--output needs a value: --output <file>"],
    ["one --output --raw", "--output needs a value: --output <file>"],
    ["one --raw=yes", "--raw takes no value"],
    ["one --rwa", "unknown option --rwa; did you mean --raw?"],
    ["one -x", "unknown option -x"],
    ["one --constructor", "unknown option --constructor"],
  ])("of %j is refused", async (line, message) => {
    await expect(readInput(definition, line === "" ? [] : line.split(" "))).rejects.toThrow(message);
  });

  it("is refused where an argument is too many", async () => {
    const { arguments: all, ...rest } = definition;
    await expect(readInput({ ...rest, arguments: [all[0]] }, ["one", "b"])).rejects.toThrow('unexpected argument "b"');
  });
});

describe("heddle", () => {
  it("shows all commands, in groups and 80 columns, however it is asked", async () => {
    const overview = renderOverview(COMMANDS, painter(false));
    expect(overview.split("\n").filter((line) => displayWidth(line) > 80)).toEqual([]);
    for (const { name, summary } of COMMANDS) expect(overview).toMatch(new RegExp(`^  ${name} +${summary}$`, "m"));
    for (const args of [[], ["--help"], ["-h"], ["help"]])
      expect(await heddle(args)).toEqual({ code: 0, out: overview, err: "" });
  });

  it("uses colours when told to, before or after the command", async () => {
    const bold = "\u001b[1m";
    expect((await heddle(["--color=always", "--help"])).out).toContain(bold);
    expect((await heddle(["map", "--help", "--color"])).out).toContain(bold);
    expect((await heddle(["map", "--color", "never", "--help"], { env: { FORCE_COLOR: "1" } })).out).not.toContain(
      bold,
    );
    expect(await heddle(["--color=sometimes", "--help"])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--color takes auto, always or never, not "sometimes"') as string,
    });
  });

  it("shows the help of a command, asked for before or after its name", async () => {
    const help = renderHelp(definitions.find(({ name }) => name === "map") ?? expect.fail("no map"), painter(false));
    expect(help).toContain("--data-type <type>     What the rows are: event, user_properties,\n");
    for (const args of [
      ["map", "--help"],
      ["map", "a", "-h"],
      ["help", "map"],
    ])
      expect(await heddle(args)).toEqual({ code: 0, out: help, err: "" });
  });

  it("loads no command for the overview, and one command's definition alone for its help", () => {
    // The sources themselves: in the bundle of the other tests modules have no names.
    const hook =
      'import{registerHooks}from"node:module";registerHooks({load(url,context,next){console.error(url);return next(url,context)}})';
    const imports = [`data:text/javascript,${hook}`, join(root, "scripts/sources.ts")];
    const loadedBy = (...args: string[]): readonly string[] => {
      const flags = imports.map((module) => `--import=${module}`);
      const main = join(root, "packages/cli/src/main.ts");
      const { stderr } = spawnSync(process.execPath, [...flags, main, ...args], { encoding: "utf8" });
      return stderr.match(/(?<=\/)(?:commands\/\w+\/.*|(?:compiler|runtime|lsp)\/src\/.*)/g) ?? [];
    };
    // What makes text safe to print is a file of its own.
    const always = ["compiler/src/diagnostics/printable.ts"];
    expect(loadedBy("--help")).toEqual(always);
    expect(loadedBy("doctor", "--help")).toEqual([...always, "commands/doctor/command.ts"]);
  });

  it.each(["--version", "-V"])("prints its version for %s", async (flag) => {
    expect(await heddle([flag])).toEqual({ code: 0, out: "0.1.0\n", err: "" });
  });

  it.each([
    [["chekc"], "heddle: unknown command chekc; did you mean check?", "heddle --help"],
    [["help", "mpa"], "heddle: unknown command mpa; did you mean map?", "heddle --help"],
    [["--versoin"], "heddle: unknown option --versoin; did you mean --version?", "heddle --help"],
    [["\u001b[2J"], "heddle: unknown command \ufffd[2J", "heddle --help"],
    [["check"], "heddle check: missing argument <files>", "heddle check --help"],
    [
      ["compile", "a", "--types"],
      "heddle compile: --types and --source-map need an output file: add -o <file>",
      "heddle compile --help",
    ],
  ])("answers %j in one line, with where to find help", async (args, line, help) => {
    expect(await heddle(args)).toEqual({ code: 2, out: "", err: `${line}\nRun ${help} for usage.\n` });
  });
});
