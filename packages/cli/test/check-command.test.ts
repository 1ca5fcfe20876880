// heddle check and compile as processes: output, exit codes, and what misuse says.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DIAGNOSTIC_CODES } from "@heddle/compiler/language";
import { CODES } from "@heddle/runtime/local";
import { helpLink } from "@heddle/compiler/language";
import { describe, expect, it } from "vitest";
import { run as runCheck } from "../src/commands/check/run.ts";
import { run } from "../src/commands/explain/run.ts";
import { Misuse } from "../src/failure.ts";
import { annotationLine } from "../src/report/github.ts";
import { renderJunit } from "../src/report/junit.ts";
import { processTerminal } from "../src/terminal.ts";
import { checkInput } from "./support/check-input.ts";
import { captured } from "./support/captured.ts";
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
      help: helpLink("unknown-operator"),
      message: expect.stringContaining("iso_time_to_m"),
      range: { start: { line, character }, end: { line, character: character + 15 } },
      fixes: [
        {
          title: 'Replace with "iso_time_to_ms"',
          edits: [
            {
              range: { start: { line, character }, end: { line, character: character + 15 } },
              newText: '"iso_time_to_ms"',
            },
          ],
        },
      ],
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

/** The command in this process. */
async function check(files: readonly string[], options: Partial<Parameters<typeof runCheck>[0]> = {}) {
  const terminal = captured();
  const code = await runCheck(checkInput(files, options), terminal);
  return { code, ...terminal.written };
}

describe("what check is told", () => {
  it("applies fixes that leave no choice, and reports what is left", async () => {
    const folder = folderWith({ "a.converter.json": bad, "b.converter.json": good });
    const { code, out, err } = await check([folder], { fix: true });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toBe("2 files checked: 0 errors, 0 warnings, 1 corrected\n");
    expect(readFileSync(join(folder, "a.converter.json"), "utf8")).toBe(good);
    expect(readFileSync(join(folder, "b.converter.json"), "utf8")).toBe(good);
    await expect(check(["-"], { fix: true })).rejects.toThrow(new Misuse("--fix writes files; - is standard input"));
  });

  it("fails for warnings where they are denied", async () => {
    const file = join(folderWith({ "a.json": converter({}, { event_type: "name" }) }), "a.json");
    expect((await check([file])).code).toBe(0);
    expect((await check([file], { denyWarnings: true })).code).toBe(1);
  });

  it("knows what a converter is for from --data-type, or from the source file that names it", async () => {
    const source = (settings: object): string =>
      JSON.stringify({
        bucket: "rows-of-mine",
        region: "eu-west-1",
        converter: "a.converter.json",
        dataType: "event",
        sink: { type: "ndjson", directory: "out" },
        ledger: "ledger.db",
        ...settings,
      });
    const folder = folderWith({
      "a.converter.json": converter({}, { event_type: "name", device_id: "device", user_id: ["value", "abcd"] }),
      "short.source.json": source({ limits: { minIdLength: 3 } }),
      "mirror.source.json": source({ dataType: "profiles" }),
      "lost.source.json": source({ converter: "none.json" }),
    });
    const codesOf = async (name: string, options = {}): Promise<readonly string[]> => {
      const { out } = await check([join(folder, name)], { format: "json", ...options });
      const reports = JSON.parse(out) as { diagnostics: { code: string; message: string }[] }[];
      return reports.flatMap(({ diagnostics }) => diagnostics.map(({ message }) => message));
    };
    const short = 'The `user_id` "abcd" is shorter than 5 characters and is removed.';
    const profile =
      "A row of profiles needs a `mutation_type` of exactly `INSERT`, `UPDATE` or `DELETE`, but it isn't mapped.";
    expect(await codesOf("a.converter.json")).toEqual([short]);
    expect(await codesOf("a.converter.json", { dataType: "profiles" })).toEqual([profile, short]);
    expect(await codesOf("short.source.json")).toEqual([]);
    expect(await codesOf("mirror.source.json")).toEqual([profile, short]);
    // A converter of two source files is checked for each, and shown once.
    expect(await codesOf(".")).toEqual([profile, short]);
    const { code, err } = await check([join(folder, "lost.source.json")]);
    expect({ code, err }).toMatchObject({
      code: 0,
      err: expect.stringMatching(
        /lost\.source\.json: its converter was not checked: .*none\.json does not exist\n$/,
      ) as string,
    });
  });

  it("counts the rows of a sample that cannot be read, and shows three", async () => {
    const lines = Array.from({ length: 9 }, (_, i) =>
      i % 2 === 0 ? '{"name":"a","user":"u","at":"2026-01-01"}' : "{no",
    );
    const folder = folderWith({ "a.json": good, "rows.json": `${lines.join("\n")}\n` });
    const rows = join(folder, "rows.json");
    const { err } = await check([join(folder, "a.json")], { rows });
    expect(err.match(/: row [0-9]+: \[row\/not-json\]/g)).toEqual(
      [1, 3, 5].map((row) => `: row ${row}: [row/not-json]`),
    );
    expect(err).toContain(`${rows}: 4 of 9 rows can't be read: row/not-json 4\n`);
  });
});

describe("the formats of findings", () => {
  const twoFiles = (): readonly [string, string] => {
    const folder = folderWith({ "a,1.json": bad, "b.json": good });
    return [join(folder, "a,1.json"), join(folder, "b.json")];
  };
  const line = bad.split("\n").findIndex((text) => text.includes('iso_time_to_m"')) + 1;

  it("of SARIF have rules, places and fixes", async () => {
    const files = twoFiles();
    const { code, out } = await check(files, { format: "sarif" });
    const log = JSON.parse(out) as {
      version: string;
      runs: { tool: { driver: { rules: unknown[] } }; results: unknown[] }[];
    };
    const region = { startLine: line, startColumn: 9, endLine: line, endColumn: 24 };
    const artifactLocation = { uri: pathToFileURL(files[0]).href };
    expect(code).toBe(1);
    expect(log.version).toBe("2.1.0");
    expect(log.runs[0]?.tool.driver.rules).toMatchObject([{ id: "unknown-operator" }]);
    expect(log.runs[0]?.results).toMatchObject([
      {
        ruleId: "unknown-operator",
        level: "error",
        locations: [{ physicalLocation: { artifactLocation, region } }],
        fixes: [
          {
            description: { text: 'Replace with "iso_time_to_ms"' },
            artifactChanges: [
              {
                artifactLocation,
                replacements: [{ deletedRegion: region, insertedContent: { text: '"iso_time_to_ms"' } }],
              },
            ],
          },
        ],
      },
    ]);
  });

  it("of GitHub are annotations, with names escaped", async () => {
    const files = twoFiles();
    const { out } = await check(files, { format: "github" });
    const file = files[0].replace(",", "%2C");
    expect(out).toBe(
      `::error file=${file},line=${line},endLine=${line},col=9,endColumn=24,title=unknown-operator::Unknown operator \`iso_time_to_m\`; did you mean \`iso_time_to_ms\`?\n`,
    );
    expect(annotationLine({ level: "notice", file: "a:b", line: 1, title: "t", message: "50%\n\u001b[2J" })).toBe(
      "::notice file=a%3Ab,line=1,title=t::50%25%0A\ufffd[2J\n",
    );
  });

  it("of JUnit have a case for each finding, and one for a file without", async () => {
    const files = twoFiles();
    const { out } = await check(files, { format: "junit" });
    expect(out).toContain('<testsuites tests="2" failures="1" errors="0" skipped="0">');
    expect(out).toContain(`<testcase name="${line}:9 unknown-operator" classname="${files[0]}">`);
    expect(out).toContain('message="Unknown operator `iso_time_to_m`; did you mean `iso_time_to_ms`?" type="error"');
    expect(out).toContain(`<testcase name="${files[1]}" classname="${files[1]}"/>`);
    expect(renderJunit([{ name: '<&"\u0000', cases: [] }])).toContain('name="&lt;&amp;&quot;\ufffd"');
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

describe("heddle check --target amplitude", () => {
  it("refuses what only this runtime supports", async () => {
    const cwd = folderWith({ "c.converter.json": converter({ compressionType: "zstd" }) });
    const files = [join(cwd, "c.converter.json")];
    const here = await check(files);
    expect([here.code, here.out]).toEqual([0, expect.stringContaining("warning[envelope-extension]")]);
    const there = await check(files, { target: "amplitude" });
    expect([there.code, there.out]).toEqual([1, expect.stringContaining("error[envelope-extension]")]);
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
