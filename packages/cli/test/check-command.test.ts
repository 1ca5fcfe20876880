// heddle check and compile as processes: output, exit codes, and what misuse says.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DIAGNOSTIC_CODES } from "@heddle/compiler/language";
import { CODES } from "@heddle/runtime/local";
import { describe, expect, it } from "vitest";
import { run } from "../src/commands/explain/run.ts";
import { Misuse } from "../src/failure.ts";
import { processTerminal } from "../src/terminal.ts";
import { converter, folderWith, heddle } from "./support/heddle.ts";

const good = converter();
const bad = good.replace("iso_time_to_ms", "iso_time_to_m");

describe("heddle check", () => {
  it("shows the line, the reason and the fix, and exits with 1", async () => {
    const cwd = folderWith({ "bad.json": bad });
    const { code, out, err } = await heddle(["check", "bad.json"], { cwd });
    expect(code).toBe(1);
    const line = bad.split("\n").findIndex((text) => text.includes('iso_time_to_m"')) + 1;
    expect(out).toContain(`bad.json:${line}:`);
    expect(out).toMatch(/\^{15}/);
    expect(out).toContain('Replace with "iso_time_to_ms"');
    expect(err).toMatch(/^1 file checked: 1 error, /);
    expect(out).not.toContain("\u001b");
  });

  it("prints positions as in LSP with --format json, for every file", async () => {
    const cwd = folderWith({ "good.json": good, "bad.json": bad });
    const { code, out } = await heddle(["check", "good.json", "bad.json", "--format", "json"], { cwd });
    expect(code).toBe(1);
    const reports = JSON.parse(out) as {
      file: string;
      diagnostics: { severity: string; code: string; message: string; range: unknown }[];
    }[];
    expect(reports.map(({ file }) => file)).toEqual(["good.json", "bad.json"]);
    expect(reports[0]?.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const error = reports[1]?.diagnostics.find(({ severity }) => severity === "error");
    const line = bad.split("\n").findIndex((text) => text.includes('iso_time_to_m"'));
    const character = bad.split("\n")[line]?.indexOf('"iso_time_to_m"') ?? -1;
    expect(error).toEqual({
      severity: "error",
      code: "unknown-operator",
      message: expect.stringContaining("iso_time_to_m"),
      range: { start: { line, character }, end: { line, character: character + 15 } },
    });
  });

  it("exits with 0 where there are no errors", async () => {
    const cwd = folderWith({ "good.json": good });
    expect((await heddle(["check", "good.json"], { cwd })).code).toBe(0);
  });

  it("knows more with a sample of rows", async () => {
    const cwd = folderWith({ "good.json": good, "rows.json": '{"name":"a","user":"u","at":"x"}\noops\n' });
    expect((await heddle(["check", "good.json"], { cwd })).out).not.toContain("unread-path");
    const { code, out } = await heddle(["check", "good.json", "--rows", "rows.json"], { cwd });
    expect(code).toBe(0);
    expect(out).toMatch(/warning\[unread-path\].*amount/);
    expect(out).toContain(
      'warning[event-time-lost]: The only sample row loses its `time`: in row 0, iso_time_to_ms can\'t read "x".',
    );
  });

  it("checks the other files where one cannot be read, and exits with 2", async () => {
    const cwd = folderWith({ "bad.json": bad });
    const { code, out, err } = await heddle(["check", "nope.json", "bad.json"], { cwd });
    expect(code).toBe(2);
    expect(out).toContain("bad.json:");
    expect(err).toContain("1 file checked");
    expect(err).toContain("heddle check: nope.json does not exist\nRun heddle check --help for usage.\n");
  });
});

describe("heddle compile", () => {
  it("prints a module that maps rows", async () => {
    const cwd = folderWith({ "good.json": good });
    const { code, out } = await heddle(["compile", "good.json"], { cwd });
    expect(code).toBe(0);
    const module = (await import(`data:text/javascript,${encodeURIComponent(out)}`)) as {
      map: (row: unknown, context: unknown) => unknown;
    };
    expect(module.map({ name: "Buy", user: "u1", at: "1970-01-01T00:00:01Z", amount: 2 }, { now: 0 })).toEqual({
      event_type: "Buy",
      user_id: "u1",
      time: 1000,
      event_properties: { amount: 2 },
    });
  });

  it("writes the module, its types and its source map", async () => {
    const cwd = folderWith({ "good.json": good });
    const { code, out } = await heddle(["compile", "good.json", "-o", "out.mjs", "--types", "--source-map"], { cwd });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    const written = (await import(pathToFileURL(join(cwd, "out.mjs")).href)) as { map: unknown };
    expect(written.map).toBeTypeOf("function");
    expect(readFileSync(join(cwd, "out.d.mts"), "utf8")).toContain("event_type");
    expect(JSON.parse(readFileSync(join(cwd, "out.mjs.map"), "utf8"))).toMatchObject({
      version: 3,
      sources: ["good.json"],
    });
  });

  it("writes nothing where there are errors", async () => {
    const cwd = folderWith({ "bad.json": bad });
    const { code, out, err } = await heddle(["compile", "bad.json"], { cwd });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("error[unknown-operator]");
  });
});

describe("heddle explain", () => {
  it("explains diagnostics and event rules", async () => {
    expect(await heddle(["explain", "unknown-operator"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^error\[unknown-operator\]: /) as string,
    });
    const rule = await heddle(["explain", "event/id-too-short"]);
    expect(rule.out).toMatch(/^rule\[event\/id-too-short\]: .*\n\n(.*\n)+\nWhy: .*\nFix: (.*\n)+\nExample:\n\n {4}\{/);
    expect((await heddle(["explain", "s3/wrong-region"])).out).toMatch(/^failure\[s3\/wrong-region\]: /);
    expect(await heddle(["explain", "s3/acces-denied"])).toEqual({
      code: 2,
      out: "",
      err: 'heddle explain: unknown code "s3/acces-denied"; did you mean s3/access-denied?\nRun heddle explain --help for usage.\n',
    });
  });

  it.each([
    ["unknown-opertor", "did you mean unknown-operator?"],
    ["no-event-type", "did you mean event/no-event-type?"],
    ["constructor", "`heddle explain` lists all codes"],
  ])("does not know %s", async (code, help) => {
    await expect(run({ code }, processTerminal(process))).rejects.toThrow(
      new Misuse(`unknown code "${code}"; ${help}`),
    );
  });

  it("lists every code by family where none is given", async () => {
    const { code, out } = await heddle(["explain"]);
    expect(code).toBe(0);
    const listed = [...out.matchAll(/^ {2}(\S+) {2,}\S/gm)].map(([, name]) => name);
    expect(listed).toEqual([...new Set(listed)]);
    expect(listed.toSorted()).toEqual([...DIAGNOSTIC_CODES, ...Object.keys(CODES)].toSorted());
    expect(out).toMatch(/\n\nThe bucket\n {2}s3\/unreachable +S3 cannot be reached\n/);
  });
});
