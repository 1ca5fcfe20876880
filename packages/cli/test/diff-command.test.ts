// heddle diff: what differs between the events of two converters, as text, JSON and Markdown, and of a git revision.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseJson, type RowOutcome } from "@heddle/compiler";
import { createEventDiff } from "@heddle/compiler/testing";
import { describe, expect, it } from "vitest";
import { run } from "../src/commands/diff/run.ts";
import { Misuse } from "../src/failure.ts";
import { displayWidth } from "../src/report/width.ts";
import { captured } from "./support/captured.ts";
import { converter, folderWith, heddle } from "./support/heddle.ts";

const base = { event_type: "name", user_id: "user", event_properties: { amount: "amount", tags: "tags" } };
const old = converter({}, base);
const changed = converter(
  {},
  {
    ...base,
    user_id: "id",
    event_properties: { amount: ["multiply", "amount", ["int", 100]], tags: "tags", plan: "plan" },
  },
);
const rows = [
  { name: "Buy", user: "user-1", id: "user-1", amount: 1, tags: ["a", "b"], plan: "p|`q`" },
  { name: "Buy", user: "user-2", id: "user-2", amount: 0 },
  { name: "Buy", user: "user-3", amount: 3 },
  { name: "Buy", id: "user-4", amount: 4 },
  { user: "user-5" },
];
const lines = rows.map((row) => JSON.stringify(row)).join("\n");
const files = { "old.json": old, "new.json": changed, "rows.jsonl": `${lines}\n` };

async function diff(
  folder: string,
  names: readonly [string, string],
  options: Partial<Parameters<typeof run>[0]> = {},
  shown: Parameters<typeof captured>[0] = {},
) {
  const terminal = captured(shown);
  const [before, after] = names.map((name) => join(folder, name)) as [string, string];
  const input = { format: "text", dataType: undefined, strategy: undefined, now: 0 } as const;
  const rest = { ...input, files: [join(folder, "rows.jsonl")], ...options };
  const code = await run({ ...rest, old: before, new: after }, terminal);
  return { code, ...terminal.written };
}

describe("heddle diff", () => {
  it("counts events, keys with examples, and rules", async () => {
    const folder = folderWith(files);
    const { code, out } = await diff(folder, ["old.json", "new.json"], { format: "json" });
    expect(code).toBe(3);
    const file = join(folder, "rows.jsonl");
    expect(JSON.parse(out)).toEqual({
      rows: 5,
      same: 2,
      changed: 1,
      added: 1,
      gone: 1,
      otherKeys: 0,
      keys: [
        {
          key: "event_properties.amount",
          changed: 1,
          added: 0,
          gone: 0,
          examples: [{ file, row: 0, before: 1, after: 100 }],
        },
        {
          key: "event_properties.plan",
          changed: 0,
          added: 1,
          gone: 0,
          examples: [{ file, row: 0, after: "p|`q`" }],
        },
      ],
      outcomes: [
        { before: "event", after: "event/no-id", count: 1, first: { file, row: 2 } },
        { before: "event/no-id", after: "event", count: 1, first: { file, row: 3 } },
      ],
      rules: [],
    });
  });

  it("reads well, in 80 columns and in a pull request", async () => {
    const folder = folderWith(files);
    const { out } = await diff(folder, ["old.json", "new.json"], {}, { isTty: true, columns: 80 });
    expect(out).toMatch(/^5 rows: 1 event changed, 1 added, 1 gone, /);
    expect(out).toMatch(/ {2}event_properties\.amount +1 changed\n {6}1 → 100 {2}\(row 0, /);
    expect(out).toMatch(/ {7}1 {2}event → event\/no-id {2}\(row 2, /);
    expect(out.split("\n").filter((line) => displayWidth(line) > 80)).toEqual([]);
    const piped = await diff(folder, ["old.json", "new.json"]);
    expect(piped.out).toContain(`(row 0, ${join(folder, "rows.jsonl")})`);
    const markdown = await diff(folder, ["old.json", "new.json"], { format: "markdown" });
    expect(markdown.out).toContain("| `event_properties.amount` | 1 changed | `1` → `100` |\n");
    expect(markdown.out).toContain('| `none` → `` "p\\|`q`" `` |\n');
    const same = await diff(folder, ["old.json", "old.json"], { format: "markdown" });
    expect(same).toMatchObject({ code: 0, out: expect.stringContaining("No difference on 5 rows.") });
  });

  it("pairs rows by number where the converters read a file differently", async () => {
    const csv = (delimiter: string): string => converter({ fileType: "csv", csv: { delimiter } }, base);
    const folder = folderWith({ "old.json": csv(","), "new.json": csv(";"), "rows.jsonl": "name,user\nBuy,user-1\n" });
    const { code, out } = await diff(folder, ["old.json", "new.json"], { format: "json" });
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ rows: 1, gone: 1 });
    await expect(diff(folder, ["old.json", "new.json"], { files: ["-"] })).rejects.toThrow(Misuse);
  });

  it("compares with a git revision", async () => {
    const cwd = folderWith(files);
    const git = (...args: string[]): void =>
      void execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
        cwd,
        stdio: "ignore",
      });
    git("init");
    git("add", "old.json");
    git("commit", "-m", "one");
    const { code, out, err } = await heddle(["diff", "HEAD:old.json", "new.json", "rows.jsonl"], { cwd });
    expect({ code, err }).toMatchObject({ code: 3, err: expect.not.stringContaining("cannot be read") });
    expect(out).toMatch(/^5 rows: 1 event changed/);
    const refused = await heddle(["diff", "HEAD~7:old.json", "new.json", "rows.jsonl"], { cwd });
    expect(refused).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringMatching(/^heddle diff: HEAD~7:old\.json cannot be read: /),
    });
  });

  it("answers what cannot be read in a line", async () => {
    const folder = folderWith({ ...files, "broken.json": old.replace('"name"', '["nope"]') });
    await expect(diff(folder, ["nope.json", "new.json"])).rejects.toThrow(/nope\.json does not exist/);
    await expect(diff(folder, ["old.json", "new.json"], { files: [join(folder, "none")] })).rejects.toThrow(Misuse);
    expect(await diff(folder, ["broken.json", "new.json"])).toMatchObject({ code: 1, out: "" });
  });
});

describe("differences of events", () => {
  const event = (text: string, ...rules: string[]): RowOutcome => ({
    kind: "event",
    event: parseJson(text) as Record<string, never>,
    changes: rules.map((rule) => ({ rule, key: "k", message: "m" })),
  });
  const place = { file: "f", row: 0 };

  it("count an event once for the items of a list, and at most a thousand keys", () => {
    const diff = createEventDiff();
    diff.add(event('{"l":[1,2,3]}'), event('{"l":[4,5]}'), place);
    for (let i = 0; i < 1_005; i += 1) diff.add(event("{}"), event(`{"k${i}":1}`), place);
    const { keys, otherKeys, changed } = diff.result();
    expect(keys[0]).toMatchObject({ key: "l[]", changed: 1 });
    expect({ listed: keys.length, otherKeys, changed }).toEqual({ listed: 1_000, otherKeys: 6, changed: 1_006 });
  });

  it("name rules that begin or cease to apply", () => {
    const diff = createEventDiff();
    diff.add(event("{}", "event/time-lost"), event("{}"), place);
    diff.add(event("{}", "event/too-long"), event("{}", "event/too-long"), place);
    diff.add({ kind: "dropped", rule: "map/no-value", message: "" }, { kind: "ignored" }, place);
    expect(diff.result()).toMatchObject({
      same: 2,
      rules: [
        { rule: "event/time-lost", before: 1, after: 0 },
        { rule: "map/no-value", before: 1, after: 0 },
      ],
      outcomes: [{ before: "map/no-value", after: "ignored", count: 1 }],
    });
  });
});
