// heddle init and heddle inspect: files that nobody prepared, source files, and calls that cannot work.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCompiler } from "@heddle/compiler";
import { describe, expect, it } from "vitest";
import { CREDENTIALS, REGION } from "../../runtime/test/support/credentials.ts";
import { useS3 } from "../../runtime/test/support/s3.ts";
import { run as runCheck } from "../src/commands/check/run.ts";
import { command as check } from "../src/commands/check/command.ts";
import { run as runInit } from "../src/commands/init/run.ts";
import { command as init } from "../src/commands/init/command.ts";
import { run as runInspect } from "../src/commands/inspect/run.ts";
import { command as inspect } from "../src/commands/inspect/command.ts";
import { run as runSample } from "../src/commands/sample/run.ts";
import { command as sample } from "../src/commands/sample/command.ts";
import { readInput } from "../src/command/read-input.ts";
import { displayWidth } from "../src/report/width.ts";
import { captured } from "./support/captured.ts";
import { EXPORTS } from "./support/exports.ts";
import { folderWith } from "./support/heddle.ts";

async function initWith(...args: string[]) {
  const terminal = captured();
  const input = await readInput(init, args);
  if (input === "help") throw new Error("the arguments ask for help");
  return { code: await runInit(input, terminal), ...terminal.written };
}

async function inspectWith(...args: string[]) {
  const terminal = captured();
  const input = await readInput(inspect, args);
  if (input === "help") throw new Error("the arguments ask for help");
  return { code: await runInspect(input, terminal), ...terminal.written };
}

interface Report {
  readonly trial: { readonly rows: number; readonly events: number; readonly timed: number; readonly errors: number };
}

const vega = join(import.meta.dirname, "..", "..", "..", "node_modules", "vega-datasets", "data");
/** Data of a package that others published: JSON lists and CSV, and times in five forms. */
const PUBLISHED = [
  "movies.json",
  "flights-2k.json",
  "stocks.csv",
  "github.csv",
  "la-riots.csv",
  "seattle-weather.csv",
  "crimea.json",
];

/** With so many rows all that the generator varies occurs. */
const ROWS = 60;

describe("files that the project did not make", () => {
  const files = [
    ...PUBLISHED.map((name) => [name, () => readFileSync(join(vega, name))] as const),
    ...EXPORTS.map(({ name, make }) => [name, () => make(ROWS)] as const),
  ];
  it("are twenty", () => {
    expect(files).toHaveLength(20);
  });

  it.each(files)("%s becomes valid events with a time", async (name, bytes) => {
    const path = join(folderWith({ [name]: bytes() }), name);
    const { code, out, err } = await initWith(path, "-o", "-", "--json");
    expect(code).toBe(0);
    const { trial } = JSON.parse(err) as Report;
    expect(trial.errors).toBe(0);
    expect(trial.rows).toBeGreaterThan(20);
    expect(trial.events).toBeGreaterThanOrEqual(trial.rows * 0.95);
    expect(trial.timed).toBeGreaterThanOrEqual(trial.rows * 0.95);
    const { diagnostics } = createCompiler().analyse(out);
    expect(
      diagnostics.filter(({ severity, code: reason }) => severity !== "info" && reason !== "envelope-extension"),
    ).toEqual([]);
  });
});

describe("heddle init", () => {
  const ORDERS =
    "Kundennummer;Bestellt am;Aktion;Umsatz\n10012;31.12.2025 14:05;Kauf;12,50\n10013;01.01.2026 09:10;Retoure;2,50\n";

  it("writes a converter and a source file that check finds nothing wrong with, and says what it decided", async () => {
    const folder = folderWith({ "orders.csv": ORDERS });
    const target = join(folder, "orders.converter.json");
    const { code, out } = await initWith(join(folder, "orders.csv"), "-o", target, "--source");
    expect(code).toBe(0);
    expect(out).toContain('time        Bestellt am (parse_time_to_ms "d.M.yyyy H:mm")');
    expect(out).toContain("tried on 2 rows: 2 events, 100 % with a time");
    const converter = JSON.parse(readFileSync(target, "utf8")) as object;
    expect(converter).toMatchObject({
      converterConfig: {
        fileType: "csv",
        csv: { delimiter: ";" },
        convertToAmplitudeFunc: { user_id: "Kundennummer" },
      },
      keyValidatorConfig: { filterPattern: String.raw`.*\.csv` },
    });
    const terminal = captured();
    const input = await readInput(check, [target, join(folder, "orders.source.json")]);
    if (input === "help") throw new Error("the arguments ask for help");
    expect(await runCheck(input, terminal)).toBe(0);
    expect(terminal.written.err).toContain("2 files checked: 0 errors");
  });

  it("overwrites with --force alone, and writes nothing where something is wrong", async () => {
    const folder = folderWith({
      "orders.csv": ORDERS,
      "orders.converter.json": "mine",
      "empty.json": "",
      "bad.json": "no\nnot\n",
    });
    const target = join(folder, "orders.converter.json");
    await expect(initWith(join(folder, "orders.csv"), "-o", target)).rejects.toThrow(
      `${target} exists; --force overwrites it`,
    );
    await expect(initWith(join(folder, "gone.csv"), "-o", join(folder, "x"))).rejects.toThrow(
      "gone.csv does not exist",
    );
    await expect(initWith(join(folder, "orders.csv"), "-o", "-", "--source")).rejects.toThrow("give -o a name");
    await expect(initWith(join(folder, "orders.csv"), "-o", join(folder, "no", "x"))).rejects.toThrow(
      "cannot be written",
    );
    expect(readFileSync(target, "utf8")).toBe("mine");
    for (const name of ["empty.json", "bad.json"]) {
      const { code, err } = await initWith(join(folder, name), "-o", join(folder, "new.json"));
      expect(code).toBe(1);
      expect(err).toContain("no row could be read; nothing was written");
    }
    expect(existsSync(join(folder, "new.json"))).toBe(false);
    await initWith(join(folder, "orders.csv"), "-o", target, "--force");
    expect(readFileSync(target, "utf8")).toContain("Kundennummer");
  });
});

describe("heddle inspect", () => {
  const s3 = useS3();

  it("shows formats, paths and candidates in 80 columns, and all of it as JSON", async () => {
    const { name, make } = EXPORTS[0] ?? { name: "", make: () => Buffer.alloc(0) };
    const path = join(folderWith({ [name]: make(ROWS) }), name);
    const { code, out } = await inspectWith(path);
    expect(code).toBe(0);
    const lines = out.split("\n");
    expect(lines.filter((line) => displayWidth(line) > 80 && !line.includes(path))).toEqual([]);
    expect(out).toContain("JSON lines, not compressed");
    expect(out).toMatch(/event_type {2}event_name, 100 % of rows/);
    expect(out).toMatch(/time {8}event_timestamp, microseconds since the epoch, 100 % of rows/);
    const report = JSON.parse((await inspectWith(path, "--json")).out) as {
      rows: number;
      paths: { path: string; missing: number }[];
    };
    expect(report.rows).toBe(ROWS);
    expect(report.paths.find((one) => one.path === "event_params[].value.int_value")).toMatchObject({ missing: 0 });
  });

  it("names what has to be fixed, and exits with 1", async () => {
    const folder = folderWith({ "list.json": '[\n {"a": 1}\n]\n' });
    const { code, out } = await inspectWith(join(folder, "list.json"));
    expect(code).toBe(1);
    expect(out).toContain("jq -c '.[]' file.json");
    await expect(inspectWith(join(folder, "gone.json"))).rejects.toThrow("gone.json does not exist");
    await expect(readInput(inspect, [])).rejects.toThrow("missing argument <files>");
  });

  it("looks into the bucket of a source, before there is a converter", async () => {
    const bucket = await s3.bucket({ "in/1.json": '{"uid":"user-1"}\n', "in/2.json": '{"uid":"user-2"}\n' });
    const folder = folderWith({});
    const source = join(folder, "shop.source.json");
    const settings = {
      bucket,
      prefix: "in/",
      region: REGION,
      endpoint: s3.endpoint,
      credentials: CREDENTIALS,
      dataType: "event",
    };
    writeFileSync(
      source,
      JSON.stringify({
        ...settings,
        converter: "shop.json",
        sink: { type: "ndjson", directory: "out" },
        ledger: "l.db",
      }),
    );
    expect((await inspectWith(source)).out).toContain("2 rows seen of 2 files");
    expect((await initWith(source)).code).toBe(0);
    expect(readFileSync(join(folder, "shop.json"), "utf8")).toContain('"user_id": "uid"');
    expect(existsSync(join(folder, "l.db"))).toBe(false);
  });
});

describe("heddle sample", () => {
  async function sampleWith(...args: string[]) {
    const terminal = captured();
    const input = await readInput(sample, args);
    if (input === "help") throw new Error("the arguments ask for help");
    return { code: await runSample(input, terminal), ...terminal.written };
  }
  const rows = (name: string, count: number): string =>
    Array.from(
      { length: count },
      (_, i) => `{"user_id":"${name}-${i}","mail":"to ${name}@corp.example","n":${i}}\n`,
    ).join("");

  it("takes rows from all files, of any format, and says what it could not read", async () => {
    const folder = folderWith({
      "a.json": rows("anna", 9),
      "b.csv": "user_id;n\nberta-0;1\nberta-1;2\n",
      "c.json": "no\n",
    });
    const { code, out, err } = await sampleWith(folder, "-n", "6");
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { user_id: string }).user_id),
    ).toEqual(["anna-0", "anna-1", "berta-0", "berta-1"]);
    expect(code).toBe(1);
    expect(err).toContain("4 rows; not readable: row/not-json 1");
  });

  it("replaces ids and mail addresses, the same by the same, and leaves the rest", async () => {
    const folder = folderWith({ "a.json": rows("anna", 2).repeat(2) });
    const target = join(folder, "out.jsonl");
    const { code } = await sampleWith(join(folder, "a.json"), "--redact", "-o", target);
    expect(code).toBe(0);
    const text = readFileSync(target, "utf8");
    expect(text).not.toMatch(/anna|corp/);
    const found = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { user_id: string; mail: string; n: number });
    expect(found.map(({ n }) => n)).toEqual([0, 1, 0, 1]);
    expect(found[0]).toEqual(found[2]);
    expect(found[0]?.user_id).not.toBe(found[1]?.user_id);
    expect(found[0]?.user_id).toMatch(/^[a-z]{4}-\d$/);
    expect(found[0]?.mail).toMatch(/^to [0-9a-f]{12}@example\.com$/);
    await expect(sampleWith(join(folder, "a.json"), "-o", target)).rejects.toThrow(
      "out.jsonl exists; --force overwrites it",
    );
    await expect(sampleWith(join(folder, "gone.json"))).rejects.toThrow("gone.json does not exist");
  });
});
