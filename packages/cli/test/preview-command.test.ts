// heddle preview as a process: rows and events side by side.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CREDENTIALS, REGION } from "../../runtime/test/support/credentials.ts";
import { useS3 } from "../../runtime/test/support/s3.ts";
import { readInput } from "../src/command/read-input.ts";
import { command } from "../src/commands/preview/command.ts";
import { run } from "../src/commands/preview/run.ts";
import { wrapJson } from "../src/report/json-lines.ts";
import { captured } from "./support/captured.ts";
import { converter, folderWith, heddle } from "./support/heddle.ts";

const s3 = useS3();

async function inProcess(...args: string[]) {
  const terminal = captured();
  const input = await readInput(command, args);
  if (input === "help") throw new Error("the arguments ask for help");
  return { code: await run(input, terminal), ...terminal.written };
}

async function previewWith([text, rows]: readonly [string, string], ...args: string[]) {
  const folder = folderWith({ "c.json": text, "rows.json": rows });
  return inProcess(join(folder, "c.json"), join(folder, "rows.json"), ...args);
}

describe("heddle preview", () => {
  const rows = [
    '{"name":"Buy","user":"user-1","other":12345678901234567890}',
    "oops",
    '{"name":"Buy","user":"u"}',
    '{"name":"Late","user":"user-2"}',
  ];

  it("shows records, events, and why a row is none", async () => {
    const cwd = folderWith({ "c.json": converter(), "rows.json": `${rows.join("\n")}\n` });
    const { code, out } = await heddle(["preview", "c.json", "rows.json", "-n", "3"], { cwd });
    expect(code).toBe(0);
    expect(out).toMatch(/^row 0 +│ event$/m);
    expect(out).toMatch(/"name": "Buy", +│ +"event_type": "Buy",/);
    expect(out).toContain('"other": 12345678901234567890');
    expect(out).toMatch(/^row 1 +│ set aside \[row\/not-json\]$/m);
    expect(out).toMatch(/^oops +│ /m);
    expect(out).toMatch(/^row 2 +│ set aside \[event\/no-id\]$/m);
    expect(out).not.toContain("Late");
    const widths = out
      .split("\n")
      .map((line) => line.indexOf("│"))
      .filter((at) => at >= 0);
    expect(new Set(widths).size).toBe(1);
  });

  it("shows what a job makes of rows, and says with --stats which way they took", async () => {
    const files = [
      ["rows.json", "json", `${rows.join("\n")}\n`, "3, by values 1 (no object 1)"],
      ["rows.csv", "csv", 'name,user\nBuy,user-1\n"Buy",\n"a"b,user-2\n', "2, by values 1 (bad quotes 1)"],
    ] as const;
    const mapping = { event_type: "name", user_id: "user", event_properties: { other: "other" } };
    for (const [name, fileType, text, paths] of files) {
      const folder = folderWith({ "c.json": converter({ fileType }, mapping), [name]: text });
      const { out, err } = await inProcess(join(folder, "c.json"), join(folder, name), "--stats", "--json");
      expect(err).toContain(`rows mapped as bytes ${paths}\n`);
      expect(JSON.parse(out)).toHaveLength(text.trim().split("\n").length - (fileType === "csv" ? 1 : 0));
    }
  });

  it("says what a rule changed", async () => {
    const cwd = folderWith({ "c.json": converter() });
    const { out } = await heddle(["preview", "c.json", "-"], { cwd, input: '{"name":"Buy","user":12345}\n' });
    expect(out).toContain("user_id: [event/number-as-text]");
  });

  it("says that a file has no rows", async () => {
    const cwd = folderWith({ "c.json": converter(), "empty.json": "" });
    const { code, err } = await heddle(["preview", "c.json", "empty.json"], { cwd });
    expect(code).toBe(0);
    expect(err).toContain("empty.json has no rows");
  });

  it("shows all reasons of a row at once, what the converter returned, and the lines of the converter", async () => {
    const { out, code } = await previewWith([converter(), '{"user":"u","at":"soon"}\n']);
    expect(code).toBe(0);
    const right = out.split("\n").map((line) => line.split("│ ")[1] ?? "");
    const reasons = right.join(" ").replaceAll(/\s+/g, " ");
    for (const rule of ["event/no-event-type", "event/no-id", "event/id-too-short", "event/time-lost"])
      expect(reasons).toContain(`[${rule}]`);
    expect(reasons).toMatch(/time: \[event\/time-lost\] [^)]* \(line 11 of the converter\)/);
    expect(reasons).toContain('the converter returned { "user_id": "u", "event_properties": {} }');
    const rows = JSON.parse(
      (await previewWith([converter(), '{"user":"u","n":12345678901234567890}\n'], "--json")).out,
    ) as unknown[];
    expect(rows).toMatchObject([
      { outcome: "set aside", returned: { user_id: "u" }, reasons: [{ rule: "event/no-event-type", line: 9 }, {}, {}] },
    ]);
  });

  it("shows rows of the bucket of a source, or of one object", async () => {
    const row = (user: string): string => `{"name":"Buy","user":"${user}"}\n`;
    const bucket = await s3.bucket({ "in/a.json": row("user-a"), "in/b.json": row("user-b") });
    const source = JSON.stringify({
      bucket,
      prefix: "in/",
      region: REGION,
      endpoint: s3.endpoint,
      credentials: CREDENTIALS,
      converter: "c.json",
      dataType: "event",
      sink: { type: "ndjson", directory: "out" },
      ledger: "l.db",
    });
    const folder = folderWith({ "c.json": converter(), "s.source.json": source });
    const all = await inProcess(join(folder, "s.source.json"));
    expect(all.out).toContain(`s3://${bucket}/in/a.json\n`);
    expect(all.out).toContain('"user_id": "user-b"');
    const one = await inProcess(join(folder, "s.source.json"), "b.json", "-n", "1");
    expect(one.out).toContain('"user_id": "user-b"');
    expect(one.out).not.toContain("user-a");
    await expect(inProcess(join(folder, "s.source.json"), "c.json")).rejects.toThrow("there is no object c.json");
    await expect(inProcess(join(folder, "c.json"))).rejects.toThrow("missing argument <files>");
  });
});

describe("JSON in a column", () => {
  it("is broken between tokens, in strings between words, and only then anywhere", () => {
    expect(wrapJson('  "key": "short"', 30)).toEqual(['  "key": "short"']);
    expect(wrapJson('  "a long key": "with a value", ', 20)).toEqual(['  "a long key":', '    "with a value",']);
    expect(wrapJson('  "k": "some words that go on"', 18)).toEqual(['  "k":', '    "some words', '    that go on"']);
    expect(wrapJson(`"${"x".repeat(25)}"`, 12)).toEqual(['  "xxxxxxxxx', `  ${"x".repeat(10)}`, '  xxxxxx"']);
  });
});
