// heddle fmt: what it writes, what it lists, and that it leaves what it cannot read as it is.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCompiler } from "@heddle/compiler";
import { applyEdits, format, openDocument } from "@heddle/lsp";
import { describe, expect, it } from "vitest";
import { run } from "../src/commands/fmt/run.ts";
import { Misuse } from "../src/failure.ts";
import { captured } from "./support/captured.ts";
import { converter, folderWith, heddle } from "./support/heddle.ts";

const ugly = converter().replaceAll(/\n */g, " ");
const source = '{"bucket": "rows", "converter": "a.converter.json", "sink": {"type": "ndjson"}}';
const formatted = (text: string): string =>
  applyEdits(text, format(openDocument(createCompiler(), { text, kind: "converter" }), { indent: "  " }));

async function fmt(files: readonly string[], options: { check?: boolean; json?: boolean } = {}) {
  const terminal = captured();
  const code = await run({ files, check: false, json: false, ...options }, terminal);
  return { code, ...terminal.written };
}

describe("heddle fmt", () => {
  it("formats files as the editor does, once", async () => {
    const file = join(folderWith({ "a.converter.json": ugly }), "a.converter.json");
    expect(await fmt([file])).toEqual({ code: 0, out: `${file}\n`, err: "1 file read: 1 formatted\n" });
    expect(readFileSync(file, "utf8")).toBe(formatted(ugly));
    expect(await fmt([file])).toEqual({ code: 0, out: "", err: "1 file read: 0 formatted\n" });
  });

  it("finds the converters and source files of a folder, and writes nothing with --check", async () => {
    const folder = folderWith({ "b.source.json": source, "rows.json": '{"a":1}', "notes.txt": "x" });
    for (const name of ["deep", "node_modules", ".git"]) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "a.json"), ugly);
    }
    const found = [join(folder, "b.source.json"), join(folder, "deep/a.json")];
    const { code, out, err } = await fmt([folder], { check: true });
    expect({ code, out, err }).toEqual({
      code: 1,
      out: `${found.join("\n")}\n`,
      err: "2 files checked: 2 to format\n",
    });
    expect(readFileSync(join(folder, "deep/a.json"), "utf8")).toBe(ugly);
    expect(JSON.parse((await fmt([folder], { json: true })).out)).toEqual(
      found.map((file) => ({ file, outcome: "formatted" })),
    );
    expect((await fmt([folder], { check: true })).code).toBe(0);
  });

  it("formats standard input to standard output", async () => {
    expect(await heddle(["fmt", "-"], { input: ugly })).toEqual({
      code: 0,
      out: formatted(ugly),
      err: "1 file read: 1 formatted\n",
    });
  });

  it("leaves a file with syntax errors as it is, shows them without secrets, and formats the others", async () => {
    const broken = '{"bucket": "rows", "externalId": "hidden-one", "converter" "x"}';
    const folder = folderWith({ "a.converter.json": ugly, "b.source.json": broken });
    const [a, b] = [join(folder, "a.converter.json"), join(folder, "b.source.json")];
    const { code, out, err } = await fmt([b, a]);
    expect({ code, out }).toEqual({ code: 1, out: `${a}\n` });
    expect(err).toContain(`${b}:1:`);
    expect(err).not.toContain("hidden-one");
    expect(err).toMatch(/2 files read: 1 formatted, 1 with syntax errors\n$/);
    expect(readFileSync(b, "utf8")).toBe(broken);
  });

  it("writes nothing where a file does not exist", async () => {
    const file = join(folderWith({ "a.converter.json": ugly }), "a.converter.json");
    await expect(fmt([file, "nope.json"])).rejects.toThrow(new Misuse("nope.json does not exist"));
    await expect(fmt(["-", "-"])).rejects.toThrow(new Misuse("standard input can be read only once"));
    await expect(fmt(["-"], { json: true })).rejects.toThrow(Misuse);
    expect(readFileSync(file, "utf8")).toBe(ugly);
  });
});
