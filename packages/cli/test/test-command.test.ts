// heddle test: cases that pass and fail, in each format; tests made from a sample and brought up to date; and watching.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Ajv } from "ajv";
import { run } from "../src/commands/test/run.ts";
import { Misuse } from "../src/failure.ts";
import { displayWidth } from "../src/report/width.ts";
import { captured } from "./support/captured.ts";
import { converter, folderWith, start } from "./support/heddle.ts";

const mapping = {
  event_type: ["cond", ["equals", "kind", ["value", "v"]], ["value", "View"], ["bool", true], "kind"],
  user_id: "user",
  time: ["iso_time_to_ms", "at"],
  event_properties: { amount: "amount", currency: "currency" },
};
const text = converter({}, mapping);
const view = { kind: "v", user: "user-1", at: "2024-01-01", amount: 2 };
const viewEvent = { event_type: "View", user_id: "user-1", time: 1_704_067_200_000, event_properties: { amount: 2 } };
const passing = { cases: [{ name: "a view", row: view, expect: { event: viewEvent } }] };
const failing = {
  cases: [
    { name: "an amount", row: view, expect: { includes: { event_properties: { amount: 3 }, user_id: "user-1" } } },
    { name: "no id", row: { kind: "v" }, expect: { event: viewEvent } },
    { name: "a file", file: "rows.jsonl", expect: [{ includes: {} }, { noEvent: "row/not-json" }] },
  ],
};
const rows = `${JSON.stringify(view)}\n{no\n`;

async function test(
  files: readonly string[],
  options: Partial<Parameters<typeof run>[0]> = {},
  shown: Parameters<typeof captured>[0] = {},
) {
  const terminal = captured(shown);
  const input = { update: false, create: undefined, dataType: undefined, format: "text", watch: false } as const;
  const code = await run({ ...input, ...options, files }, terminal);
  return { code, ...terminal.written };
}

const folderOf = (tests: unknown): string =>
  folderWith({ "a.converter.json": text, "a.test.json": JSON.stringify(tests, undefined, 2), "rows.jsonl": rows });

describe("heddle test", () => {
  it("runs the tests of a folder, of a converter, or of a file, and underlines what they do not reach", async () => {
    const folder = folderOf(passing);
    writeFileSync(join(folder, "other.test.json"), '{"suite": []}');
    for (const path of [folder, join(folder, "a.converter.json"), join(folder, "a.test.json")]) {
      const { code, out, err } = await test([path]);
      expect({ code, err }).toEqual({ code: 0, err: "1 of 1 case passed; branches 1 of 2, keys 5 of 6\n" });
      expect(out).toContain("ok      a view\n");
      expect(out.match(/\^+ no case .*/g)).toEqual([
        "^^^^^^ no case takes this branch",
        "^^^^^^^^^^ no case has this key",
      ]);
    }
  });

  it("shows failures as a diff at the converter's line", async () => {
    const folder = folderOf(failing);
    const { code, out, err } = await test([folder], {}, { isTty: true, columns: 80 });
    expect(code).toBe(1);
    expect(err).toMatch(/^1 of 3 cases passed; /);
    const amount = text.split("\n").findIndex((line) => line.includes('"amount":')) + 1;
    expect(out).toContain(`${join(folder, "a.converter.json")}:${amount}:9\n`);
    expect(out).toContain("- event_properties.amount: 3\n+ event_properties.amount: 2\n");
    expect(out).toMatch(/- event \{"event_type":"View".*\n\+ no event, because of event\/no-id: /);
    const wide = out.split("\n").filter((line) => !line.includes(folder) && displayWidth(line) > 80);
    expect(wide).toEqual([]);
  });

  it("tells tools the same", async () => {
    const folder = folderOf(failing);
    const json = JSON.parse((await test([folder], { format: "json" })).out) as [
      { cases: { name: string; passed: boolean }[]; coverage: { branches: object; uncovered: object[] } },
    ];
    expect(json[0].cases.map(({ name, passed }) => [name, passed])).toEqual([
      ["an amount", false],
      ["no id", false],
      ["a file", true],
    ]);
    expect(json[0].coverage).toMatchObject({ branches: { total: 2, covered: 1 }, keys: { total: 6, covered: 5 } });
    const junit = await test([folder], { format: "junit" });
    expect(junit.out).toContain('<testsuites tests="3" failures="2" errors="0" skipped="0">');
    const github = await test([folder], { format: "github" });
    const file = join(folder, "a.converter.json");
    expect(github.out).toMatch(
      new RegExp(`^::error file=${file},line=[0-9]+,col=9,title=an amount failed::- event_pro`),
    );
    expect(github.out.trimEnd().split("\n")).toHaveLength(2);
  });

  it("writes what rows become with --update, which then passes and fits the schema", async () => {
    const folder = folderOf({ cases: [...failing.cases, { rows: [view, { user: "u" }] }] });
    const updated = await test([folder], { update: true });
    expect(updated.code).toBe(0);
    expect(updated.err).toContain("a.test.json: 3 expectations written\n");
    const written = JSON.parse(readFileSync(join(folder, "a.test.json"), "utf8")) as { cases: { expect: unknown }[] };
    expect(written.cases.map((one) => one.expect)).toEqual([
      { includes: { event_properties: { amount: 2 }, user_id: "user-1" } },
      { noEvent: "event/no-id" },
      [{ includes: {} }, { noEvent: "row/not-json" }],
      [{ event: viewEvent }, { noEvent: "event/no-event-type" }],
    ]);
    const schema = readFileSync(join(import.meta.dirname, "../../../grammar/test.schema.json"), "utf8");
    const ajv = new Ajv({ strict: false });
    expect(ajv.validate(JSON.parse(schema) as object, written)).toBe(true);
    expect((await test([folder])).code).toBe(0);
  });

  it("makes tests from a sample, which pass and reach what the sample reaches", async () => {
    const other = { ...view, kind: "Buy", currency: "EUR" };
    const sample = [view, other, view, { kind: "v" }].map((row) => JSON.stringify(row)).join("\n");
    const folder = folderWith({ "a.converter.json": text, "sample.jsonl": `${sample}\n{no\n` });
    const path = join(folder, "a.converter.json");
    const { code, out, err } = await test([path], { create: join(folder, "sample.jsonl") });
    expect({ code, out }).toEqual({ code: 0, out: `${join(folder, "a.test.json")}\n` });
    expect(err).toBe("3 cases of 4 rows reach 8 of 8 branches and keys\n");
    const made = JSON.parse(readFileSync(join(folder, "a.test.json"), "utf8")) as { cases: { name: string }[] };
    expect(made.cases.map(({ name }) => name)).toEqual([
      "View (row 0)",
      "Buy (row 1)",
      "no event: event/no-id (row 3)",
    ]);
    expect(await test([path])).toMatchObject({ code: 0, err: "3 of 3 cases passed; branches 2 of 2, keys 6 of 6\n" });
    await expect(test([path], { create: join(folder, "sample.jsonl") })).rejects.toThrow(
      /a\.test\.json exists already/,
    );
  });

  it("makes tests of another data type, and passes rows by that are too deep for a file of tests", async () => {
    const profile = converter({}, { user_id: "user", mutation_type: ["value", "UPDATE"], tags: "tags" });
    const deep = (levels: number): string => `{"user":"user-1","tags":${"[".repeat(levels)}${"]".repeat(levels)}}`;
    const sample = `${[1, 150, 250, 3_000].map(deep).join("\n")}\n`;
    const folder = folderWith({ "p.converter.json": profile, "rows.jsonl": sample });
    const [path, create] = [join(folder, "p.converter.json"), join(folder, "rows.jsonl")];
    const made = await test([path], { create, dataType: "profiles" });
    expect(made).toMatchObject({ code: 0, err: "1 case of 2 rows reaches 3 of 3 branches and keys\n" });
    expect((await test([path])).code).toBe(0);
    await expect(test([path], { dataType: "profiles" })).rejects.toThrow(/--data-type goes with --create/);
  });

  it("reports errors of a converter and of a file of tests", async () => {
    const folder = folderOf({ cases: [{ row: 1, expect: {} }] });
    const tests = await test([folder]);
    expect(tests).toMatchObject({ code: 1, err: expect.stringContaining("0 of 0 cases passed, 1 file with errors") });
    expect(tests.out).toContain("A row is expected to be one of");
    writeFileSync(join(folder, "a.test.json"), JSON.stringify(passing));
    writeFileSync(join(folder, "a.converter.json"), text.replace("iso_time_to_ms", "nope"));
    const broken = await test([folder], { format: "github" });
    expect(broken.code).toBe(1);
    expect(broken.out).toMatch(/^::error file=.*a\.converter\.json,line=\d+,col=\d+,title=unknown-operator::/);
  });

  it("answers bad input in a line, and writes nothing", async () => {
    const folder = folderWith({ "a.converter.json": text, "rows.jsonl": "", "b.test.json": JSON.stringify(passing) });
    const [a, rowsPath] = [join(folder, "a.converter.json"), join(folder, "rows.jsonl")];
    const refusals: readonly (readonly [() => Promise<unknown>, RegExp])[] = [
      [() => test([a]), /a\.converter\.json has no tests: `heddle test --create /],
      [
        () => test([join(folder, "b.test.json")]),
        /b\.test\.json names no converter, and there is no .*b\.converter\.json/,
      ],
      [() => test([join(folder, "nope")]), /nope does not exist/],
      [() => test([a], { create: rowsPath }), /rows\.jsonl has no rows that can be read/],
      [() => test([a], { create: join(folder, "nope") }), /nope does not exist/],
      [() => test([a, a], { create: rowsPath }), /--create writes the tests of one converter/],
      [() => test([a], { create: rowsPath, update: true }), /--create goes with neither/],
      [() => test([a], { watch: true, format: "json" }), /--watch prints text alone/],
    ];
    for (const [refusal, message] of refusals) {
      const failure: unknown = await refusal().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Misuse);
      expect((failure as Misuse).message).toMatch(message);
    }
    expect(existsSync(join(folder, "a.test.json"))).toBe(false);
    rmSync(join(folder, "b.test.json"));
    await expect(test([folder])).rejects.toThrow(/there is no file of tests in /);
  });

  it("runs again when a file changes, with --watch", async () => {
    const folder = folderOf(passing);
    const child = await start(["test", "a.converter.json", "--watch"], { cwd: folder });
    onTestFinished(() => void child.kill());
    let err = "";
    const said = (summary: string): Promise<void> =>
      new Promise((resolve, reject) => {
        child.once("close", () => reject(new Error(`the command has ended: ${err}`)));
        const check = (): void => void (err.endsWith(summary) && resolve());
        child.stderr?.on("data", (chunk: Buffer) => {
          err += chunk.toString();
          check();
        });
      });
    await said("1 of 1 case passed; branches 1 of 2, keys 5 of 6\n");
    const again = said("0 of 1 case passed; branches 1 of 2, keys 5 of 6\n");
    writeFileSync(join(folder, "a.converter.json"), text.replace('"View"', '"Seen"'));
    await again;
  });
});
