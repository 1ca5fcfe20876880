// heddle dry-run: what it says of rows that are not delivered, and what it refuses.
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { parseJson, type RowOutcome } from "@heddle/compiler";
import { createEventSummary } from "@heddle/compiler/testing";
import { describe, expect, it } from "vitest";
import { sparkline } from "../src/commands/dry-run/report.ts";
import { run } from "../src/commands/dry-run/run.ts";
import { Misuse } from "../src/failure.ts";
import { displayWidth } from "../src/report/width.ts";
import { captured } from "./support/captured.ts";
import { converter, folderWith } from "./support/heddle.ts";

const text = converter(
  {},
  {
    event_type: "name",
    user_id: "user",
    device_id: "device",
    insert_id: "id",
    time: ["iso_time_to_ms", "at"],
    event_properties: { amount: "amount" },
  },
);
const rows = [
  { name: "Buy", user: "user-1", id: "1", at: "2026-01-01", amount: 1 },
  { name: "Buy", user: "user-1", id: "1", at: "2026-01-01", amount: 1 },
  { name: "Look", device: "device-1", id: "2", at: "2026-01-03" },
  { name: "Look", user: "user-2", id: "3" },
  { name: "Look" },
];
const lines = `${rows.map((row) => JSON.stringify(row)).join("\n")}\n{no\n`;
const source = {
  bucket: "rows-of-mine",
  region: "eu-west-1",
  converter: "a.converter.json",
  dataType: "event",
  sink: { type: "ndjson", directory: "out", rotateAt: 100 },
  ledger: "ledger.db",
};
const files = { "a.converter.json": text, "rows.jsonl": lines, "s.source.json": JSON.stringify(source) };

async function dryRun(folder: string, name: string, options: Partial<Parameters<typeof run>[0]> = {}) {
  const terminal = captured();
  const input = { since: undefined, limit: undefined, dataType: undefined, strategy: undefined, now: 0, json: true };
  const rest = { ...input, files: [join(folder, "rows.jsonl")], ...options };
  const code = await run({ ...rest, source: join(folder, name) }, terminal);
  return { code, ...terminal.written };
}

describe("heddle dry-run", () => {
  it("reports rows, rules, keys, types, times, ids and volume", async () => {
    const folder = folderWith(files);
    const { code, out } = await dryRun(folder, "a.converter.json");
    expect(code).toBe(1);
    const file = join(folder, "rows.jsonl");
    const report = JSON.parse(out) as { summary: object; counts: object; delivery: { bytes: number } };
    expect(report).toMatchObject({
      files: 1,
      failed: [],
      bytesRead: lines.length,
      isPartial: false,
      counts: { rows: 6, events: 4, setAside: { "event/no-id": 1, "row/not-json": 1 } },
      delivery: { sink: "Amplitude", noun: "request", count: 1 },
      summary: {
        events: 4,
        rules: [
          { rule: "event/no-id", kind: "set aside", count: 1, example: { file, row: 4 } },
          { rule: "row/not-json", kind: "set aside", count: 1, example: { file, row: 5 } },
        ],
        types: [
          { type: "Buy", count: 2 },
          { type: "Look", count: 2 },
        ],
        times: { first: Date.UTC(2026, 0, 1), last: Date.UTC(2026, 0, 3), without: 1 },
        ids: { withUser: 3, withDevice: 1, without: 0, distinct: 3, duplicates: 1, isPartial: false },
      },
    });
    expect((report.summary as { keys: unknown[] }).keys).toContainEqual({ key: "event_properties.amount", count: 2 });
    expect(report.delivery.bytes).toBeGreaterThan(400);
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(files).toSorted());
  });

  it("reads well in 80 columns", async () => {
    const folder = folderWith(files);
    const { out } = await dryRun(folder, "a.converter.json", { json: false });
    expect(out).toMatch(/^rows 6 = events 4 \+ ignored 0 \+ dropped 0 \+ set aside 2\n/);
    expect(out).toMatch(/ {2}event_properties\.amount +50\.0 %\n/);
    expect(out).toMatch(/2026-01-01 00:00:00Z to 2026-01-03 00:00:00Z\n {2}█ +▄\n/);
    expect(out).toContain("  1 event without a time; ");
    expect(out).toContain("  1 duplicate: ");
    expect(out).toMatch(/ {2}to Amplitude: 1 request or more, [0-9]+ B of JSON\n/);
    expect(out.split("\n").filter((line) => displayWidth(line) > 80 && !line.includes(folder))).toEqual([]);
  });

  it("takes the rules and the sink of a source, and touches neither sink nor ledger", async () => {
    const folder = folderWith(files);
    const { out } = await dryRun(folder, "s.source.json");
    const { delivery } = JSON.parse(out) as { delivery: { sink: string; noun: string; count: number } };
    expect(delivery).toMatchObject({ sink: "ndjson", noun: "file" });
    expect(delivery.count).toBeGreaterThan(3);
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(files).toSorted());
  });

  it("stops at a limit of rows, and passes files by that are older", async () => {
    const folder = folderWith({ ...files, "new.jsonl": `${JSON.stringify(rows[0])}\n` });
    const limited = await dryRun(folder, "a.converter.json", { limit: 2 });
    expect(limited.code).toBe(0);
    expect(JSON.parse(limited.out)).toMatchObject({ counts: { rows: 2 }, isPartial: true });
    utimesSync(join(folder, "rows.jsonl"), 1_000, 1_000);
    const since = await dryRun(folder, "a.converter.json", { files: [join(folder, "*.jsonl")], since: 2_000_000 });
    expect(JSON.parse(since.out)).toMatchObject({ files: 1, counts: { rows: 1 } });
    await expect(dryRun(folder, "a.converter.json", { since: 2_000_000 })).rejects.toThrow(Misuse);
  });

  it("goes on where a file cannot be read, and refuses what is none", async () => {
    const folder = folderWith({ ...files, "b.jsonl.gz": "no gzip", "c.json": text.replace('"none"', '"gzip"') });
    const { code, out } = await dryRun(folder, "c.json", {
      files: [join(folder, "b.jsonl.gz"), join(folder, "rows.jsonl")],
    });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ files: 2, counts: { rows: expect.any(Number) as number } });
    await expect(dryRun(folder, "nope.json")).rejects.toThrow(/nope\.json does not exist/);
    await expect(dryRun(folder, "a.converter.json", { files: [] })).rejects.toThrow(/name the files to read/);
    const broken = folderWith({ ...files, "a.converter.json": text.replace("iso_time_to_ms", "nope") });
    expect(await dryRun(broken, "a.converter.json")).toMatchObject({ code: 1, out: "" });
  });
});

describe("a summary of events", () => {
  const event = (json: string): RowOutcome => ({
    kind: "event",
    event: parseJson(json) as Record<string, never>,
    changes: [],
  });

  it("keeps at most a thousand names and sixty stretches of time, whatever comes", () => {
    const summary = createEventSummary();
    const times = [0, 1_000, 5e8, 1e12, 2e12, -5];
    for (let i = 0; i < 1_200; i += 1) {
      const time = times[i % times.length] ?? 0;
      summary.add(event(`{"event_type":"e${i}","k${i}":1,"time":${time}}`), { file: "f", row: i });
    }
    const { keys, otherKeys, types, otherTypes, times: found } = summary.result();
    expect([keys.length, otherKeys, types.length, otherTypes]).toEqual([1_000, 202, 1_000, 200]);
    expect(found.histogram.length).toBeLessThanOrEqual(60);
    expect(found.histogram.reduce((sum, count) => sum + count, 0)).toBe(1_200);
    expect([found.first, found.last]).toEqual([-5, 2e12]);
  });

  it("draws counts in proportion", () => {
    expect(sparkline([0, 1, 4, 8])).toBe(" ▁▄█");
    expect(sparkline([])).toBe("");
  });
});
