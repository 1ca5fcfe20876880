// What becomes of each row of a batch: one loop, whose outcomes the job, the previews and the counts share.
import { type Dict, mapRow, type RowOutcome, type Value } from "@heddle/compiler";
import { describe, expect, it } from "vitest";
import { countOutcome, noRows } from "../src/contracts/row-counts.ts";
import { mapRows } from "../src/job/map-rows.ts";
import { rowOutcomes } from "../src/job/row-outcomes.ts";
import { batchOf, checks, mapEventKey, mapper } from "./support/parts.ts";

const LINES = [
  '{"event":{"event_type":"a"}}',
  '{"event":{"event_type":"a","long":1}}',
  '{"event":{"ignore":true}}',
  "{}",
  '{"event":[]}',
  "{",
  '{"event":{}}',
  '{"fail":"range"}',
  '{"fail":"type"}',
];
const CONTEXT = { bucket: "b", key: "k", now: 0 };

function outcomesOf(lines: readonly string[]): RowOutcome[] {
  return [...rowOutcomes({ mapper, checks }, batchOf(7, lines), CONTEXT)];
}

describe("outcomes", () => {
  it("come one for each row, in order", () => {
    expect(
      outcomesOf(LINES).map((outcome) => ("rule" in outcome ? `${outcome.kind} ${outcome.rule}` : outcome.kind)),
    ).toEqual([
      "event",
      "event",
      "ignored",
      "dropped map/no-value",
      "dropped map/not-a-dict",
      "rejected row/not-json",
      "rejected event/no-type",
      "rejected map/too-deep",
      "rejected map/failed",
    ]);
  });

  it("are counted so that the numbers add up", () => {
    const counts = noRows();
    for (const outcome of outcomesOf(LINES)) countOutcome(counts, outcome);
    expect(counts).toEqual({
      rows: 9,
      events: 2,
      ignored: 1,
      dropped: { "map/no-value": 1, "map/not-a-dict": 1 },
      setAside: { "row/not-json": 1, "event/no-type": 1, "map/too-deep": 1, "map/failed": 1 },
      changes: { "event/string-cut": 1 },
    });
  });

  it("know the row of the file", () => {
    expect(outcomesOf(LINES)[1]).toMatchObject({ event: { insert_id: "b/k:8" } });
  });

  it("are rejections where an event cannot be taken on", () => {
    const full = { kind: "rejected", rule: "own/full", message: "no more" } as const;
    const take = (_event: Dict, i: number) => (i === 0 ? full : undefined);
    const [first, second] = rowOutcomes({ mapper, checks }, batchOf(0, LINES), CONTEXT, take);
    expect([first?.kind, second?.kind]).toEqual(["rejected", "event"]);
  });

  it("of one row do not depend on the batch", () => {
    expect(mapRow({ map: mapEventKey }, { event: { event_type: "a" } }, { now: 0 })).toEqual({
      kind: "mapped",
      event: { event_type: "a" },
    });
  });
});

it("rejects an event that nests too deep to be written under a code of its own", () => {
  let deep: Value = 1;
  for (let i = 0; i < 200_000; i += 1) deep = { a: deep };
  const parts = {
    mapper: { ...mapper, map: () => [{ kind: "mapped" as const, event: { event_type: "a", deep } }] },
    checks,
  };
  const { counts, rejects } = mapRows(parts, batchOf(0, ["{}"]), { ...CONTEXT, sample: 0, keys: false, form: "lines" });
  expect(counts).toMatchObject({ rows: 1, events: 0, setAside: { "event/unwritable": 1 } });
  expect(rejects).toMatchObject([{ row: 0, rule: "event/unwritable", raw: "{}" }]);
});
