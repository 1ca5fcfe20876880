// What is reported of objects beside their outcome: dates of names, the order of uploads, names seen before, drift of columns.
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { nameDate } from "../src/1-discover/name-date.ts";
import type { ObjectInfo } from "../src/contracts/object-info.ts";
import type { ColumnKinds } from "../src/contracts/drift.ts";
import { sampleDrift } from "../src/5-map/drift.ts";
import { noRows } from "../src/contracts/row-counts.ts";
import type { Ledger } from "../src/contracts/ledger.ts";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { testFolder } from "./support/folder.ts";
import { batchOf } from "./support/parts.ts";

const at = (...parts: [number, number, number, number?, number?, number?]): number =>
  Date.UTC(parts[0], parts[1] - 1, ...([parts[2], ...parts.slice(3)] as [number, ...number[]]));

describe("nameDate", () => {
  const cases: readonly (readonly [key: string, series: string, time: number])[] = [
    ["in/2024-01-31/part-0001.json", "in/", at(2024, 1, 31)],
    ["in/2024/01/31/part.json", "in/", at(2024, 1, 31)],
    ["in/2024/01/31/05/part.json", "in/", at(2024, 1, 31, 5)],
    ["in/20240131.csv", "in/", at(2024, 1, 31)],
    ["in/20240131120530.csv", "in/", at(2024, 1, 31, 12, 5, 30)],
    ["in/20240131-120530.csv", "in/", at(2024, 1, 31, 12, 5, 30)],
    ["1/1_2024-01-31_5#0.json.gz", "1/1_", at(2024, 1, 31, 5)],
    ["1/1_2024-01-31_23#12.json.gz", "1/1_", at(2024, 1, 31, 23)],
    ["x/2024-01-31T12:05:30Z.json", "x/", at(2024, 1, 31, 12, 5, 30)],
    ["x/2024-01-31-00001.json", "x/", at(2024, 1, 31)],
    ["t/year=2024/month=1/day=31/hour=07/a.parquet", "t/", at(2024, 1, 31, 7)],
    ["t/dt=2024-02-29/a.parquet", "t/dt=", at(2024, 2, 29)],
    ["t/2024-01-31/2024-02-01.json", "t/", at(2024, 1, 31)],
    ["t/2023-02-29/2024-02-29.json", "t/2023-02-29/", at(2024, 2, 29)],
  ];
  it.each(cases)("reads %s", (key, series, time) => {
    expect(nameDate(key)).toEqual({ series, time });
  });

  it.each(["a.json", "part-00012345.json", "in/1234567890123.json", "20241301.json", "v1.2.3/x", "2024.json"])(
    "finds none in %s",
    (key) => {
      expect(nameDate(key)).toBeUndefined();
    },
  );
});

function ledgerIn(folder = testFolder()): Ledger {
  const ledger = openLedger(join(folder, "ledger.db"));
  onTestFinished(() => ledger.close().catch(() => {}));
  return ledger;
}

const object = (key: string, lastModified: number, etag = '"1"'): ObjectInfo => ({
  bucket: "b",
  key,
  etag,
  size: 10,
  lastModified,
});

async function settleOnly(ledger: Ledger, outcome: "done" | "gone"): Promise<void> {
  const claim = await ledger.claim({ owner: "o", run: "r", leaseMs: 1e6, maxAttempts: 3 });
  if (claim === undefined) throw new Error("nothing to claim");
  await ledger.settle(claim, { outcome, counts: noRows(), bytesRead: 0, bytesWritten: 0, converterHash: "h" });
}

describe("the ledger's findings", () => {
  it("names an object that was uploaded after one of a later date, whichever was found first", async () => {
    const ledger = ledgerIn();
    const quiet = await ledger.discover([
      object("in/2024-01-01.json", 1),
      object("in/2024-01-02.json", 2),
      object("other/2023-01-01.json", 3),
    ]);
    expect(quiet.findings).toEqual([]);
    const late = await ledger.discover([object("in/2023-12-31.json", 5)]);
    expect(late.findings).toEqual([
      {
        bucket: "b",
        key: "in/2023-12-31.json",
        code: "discover/out-of-order",
        message: "uploaded after in/2024-01-02.json, whose name has a later date",
      },
    ]);
    const early = await ledger.discover([object("in/2024-01-05.json", 9), object("in/2024-01-06.json", 8)]);
    expect(early.findings).toMatchObject([{ key: "in/2024-01-05.json", code: "discover/out-of-order" }]);
    expect((await ledger.discover([object("in/2023-12-31.json", 5)])).findings).toEqual([]);
  });

  it("names keys that were seen before: after they were ingested, before it, and after they were gone", async () => {
    const ledger = ledgerIn();
    await ledger.discover([object("a", 1)]);
    expect((await ledger.discover([object("a", 2, '"2"')])).findings).toMatchObject([
      {
        key: "a",
        code: "discover/name-seen-before",
        message: expect.stringContaining("before it was ingested") as string,
      },
    ]);
    await settleOnly(ledger, "gone");
    expect((await ledger.discover([object("a", 3, '"2"')])).findings).toHaveLength(1);
    await settleOnly(ledger, "done");
    expect((await ledger.discover([object("a", 4, '"3"')])).findings).toMatchObject([
      { message: expect.stringContaining("not ingested again") as string },
    ]);
    expect((await ledger.discover([object("a", 4, '"3"')])).findings).toEqual([]);
    for await (const entry of ledger.entries()) expect(entry.findings).toHaveLength(3);
  });
});

describe("drift", () => {
  const sample = (rows: readonly unknown[], read: readonly string[] | undefined) => {
    const drift = sampleDrift(read);
    drift.add(
      batchOf(
        0,
        rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))),
      ),
    );
    return drift;
  };

  it("names columns unread, gone and changed", () => {
    const before: readonly ColumnKinds[] = [
      ["a", "number"],
      ["b", "string"],
      ["c", ""],
      ["d", "number|string"],
      ["y", "bool"],
    ];
    const drift = sample([{ a: "1", b: null, c: 1, x: [] }, "no json", { d: 1 }], ["a", "b", "d", "y", "never"]);
    expect(drift.report(before)).toEqual({
      unread: ["c", "x"],
      gone: ["y"],
      changed: [{ column: "a", before: "number", now: "string" }],
    });
    expect(drift.columns()).toEqual([
      ["a", "string"],
      ["b", ""],
      ["c", "number"],
      ["x", "list"],
      ["d", "number"],
    ]);
  });

  it("names every column that the first file lacks", () => {
    expect(sample([{ a: 1 }], ["a", "b"]).report([])).toEqual({ unread: [], gone: ["b"], changed: [] });
  });

  it("knows columns that rows leave out because nobody reads them", () => {
    const drift = sampleDrift(["a"]);
    drift.add({ ...batchOf(0, ['{"a":1}']), columns: ["a", "z"] });
    expect(drift.report([])).toEqual({ unread: ["z"], gone: [], changed: [] });
  });

  it("leaves unread alone where the row is read as a whole, and says nothing of a file without rows", () => {
    expect(sample([{ a: 1 }], undefined).report([])).toEqual({ unread: [], gone: [], changed: [] });
    expect(sample(["no json"], ["a"]).report([])).toBeUndefined();
  });

  it("treats hostile names as names", () => {
    const rows = ['{"__proto__":1,"constructor":2}'];
    expect(sample(rows, []).report([["constructor", "string"]])).toEqual({
      unread: ["__proto__", "constructor"],
      gone: [],
      changed: [{ column: "constructor", before: "string", now: "number" }],
    });
  });

  it("is kept by the ledger for the next file, and a column that was null throughout keeps its kinds", async () => {
    const ledger = ledgerIn();
    const settle = async (key: string, columns: readonly ColumnKinds[]): Promise<void> => {
      await ledger.discover([object(key, 1)]);
      const claim = await ledger.claim({ owner: "o", run: "r", leaseMs: 1e6, maxAttempts: 3 });
      if (claim === undefined) throw new Error("nothing to claim");
      const drift = { unread: ["x"], gone: [], changed: [] };
      await ledger.settle(claim, {
        outcome: "done",
        counts: noRows(),
        bytesRead: 0,
        bytesWritten: 0,
        converterHash: "h",
        columns,
        drift,
      });
    };
    await settle("1", [
      ["a", "string"],
      ["b", "number"],
      ["__proto__", "list"],
    ]);
    await settle("2", [
      ["a", ""],
      ["b", "string"],
    ]);
    expect(new Map(await ledger.columns())).toEqual(
      new Map([
        ["a", "string"],
        ["b", "string"],
        ["__proto__", "list"],
      ]),
    );
    for await (const entry of ledger.entries()) expect(entry.drift).toEqual({ unread: ["x"], gone: [], changed: [] });
  });
});

describe("converters in the ledger", () => {
  it("keeps a converter, and gives it to the claim of an object of which it made acknowledged events", async () => {
    const ledger = ledgerIn();
    const claimed = () => ledger.claim({ owner: "o", run: "r", leaseMs: 1e6, maxAttempts: 3 });
    await ledger.keepConverter({ hash: "one", text: "{}", passedOn: "a" });
    await ledger.discover([object("a", 1), object("b", 2)], "one");
    expect(await ledger.converter("one")).toEqual({ hash: "one", text: "{}", passedOn: "a" });
    expect(await ledger.converter("two")).toBeUndefined();
    const first = await claimed();
    if (first === undefined) throw new Error("nothing was claimed");
    expect(first.converterHash).toBeUndefined();
    await ledger.acknowledge(first, "one", 5, []);
    await ledger.release(first);
    const claims = [await claimed(), await claimed()];
    expect(claims.map((claim) => [claim?.object.key, claim?.converterHash])).toEqual([
      ["a", "one"],
      ["b", undefined],
    ]);
  });
});
