// Done objects go through today's converter again: their output is replaced or completed, and nothing is lost or doubled on the way.
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { stringifyJson, type Value } from "@heddle/compiler";
import { beforeAll, describe, expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { planReplay, type ReplaySelection, replaySource } from "../src/compose/replay.ts";
import { runSource } from "../src/compose/run-source.ts";
import type { LedgerEntry, ReplayScope } from "../src/contracts/ledger.ts";
import { jobStatus } from "../src/job/status.ts";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { loadSource } from "../src/source/load-source.ts";
import { startAmplitude } from "./support/amplitude-server.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import {
  dieAtEachPoint,
  expectWhole,
  type Ingest,
  killAtRandom,
  ledgerStates,
  objectsOf,
  ROWS,
  start,
} from "./support/killing.ts";
import { useS3 } from "./support/s3.ts";

const s3 = useS3();
const ALL: ReplaySelection = { accept: () => true, scope: "all" };
const SET_ASIDE: ReplaySelection = { accept: () => true, scope: "set-aside" };

type Settings = Readonly<Record<string, unknown>>;

const mapping = (type: string, id: unknown = "user"): Settings => ({
  event_type: ["value", type],
  user_id: id,
  event_properties: { n: "n" },
});

async function ingested(
  objects: Readonly<Record<string, string>>,
  settings: Settings = {},
  map: Settings = mapping("old"),
) {
  const folder = testFolder();
  const bucket = await s3.bucket(objects);
  const source = {
    bucket,
    region: REGION,
    endpoint: s3.endpoint,
    credentials: CREDENTIALS,
    converter: "converter.json",
    dataType: "event",
    sink: { type: "ndjson", directory: "out" },
    ledger: "ledger.db",
    ...settings,
  };
  writeFileSync(join(folder, "SOURCE.json"), JSON.stringify(source));
  const convert = (convertToAmplitudeFunc: Settings, more: Settings = {}): void =>
    writeFileSync(
      join(folder, "converter.json"),
      stringifyJson({
        converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc, ...more } as Value,
      }),
    );
  convert(map);
  const config = await loadSource(join(folder, "SOURCE.json"));
  expect((await runSource(config, { once: true })).failure).toBeUndefined();
  return {
    bucket,
    config,
    convert,
    events: () => readOutput(join(folder, "out"), "events"),
    setAside: () => readOutput(join(folder, "out"), "set-aside"),
    replay: async (selection: ReplaySelection) => replaySource(config, await planReplay(config, selection)),
  };
}

const line = (n: number, more: Settings = {}): string => JSON.stringify({ user: `user-${n}`, n, ...more });
/** Two objects; in the first the second row has its id elsewhere. */
const OBJECTS = {
  "in/1.json": [line(1), JSON.stringify({ other: "user-2", n: 2 }), line(3)].join("\n"),
  "in/2.json": line(4),
};
const FIXED = mapping("new", ["any", "user", "other"]);
const short = ({ event_type: type, event_properties: properties }: Record<string, unknown>): string =>
  `${String(type)} ${(properties as { n: number }).n}`;
const idOf = ({ event_properties: properties, insert_id: id }: Record<string, unknown>): unknown => [
  (properties as { n: number }).n,
  id,
];

describe("a plan", () => {
  it("counts what matches, and changes nothing", async () => {
    const { config, events } = await ingested(OBJECTS);
    expect(await planReplay(config, ALL)).toMatchObject({ rows: 4, events: 3, setAside: 1, refused: [], pending: 0 });
    const only = await planReplay(config, { ...SET_ASIDE, since: 0 });
    expect(only.objects.map(({ key }) => key)).toEqual(["in/1.json"]);
    expect((await planReplay(config, { ...ALL, accept: (key) => key.endsWith("2.json") })).objects).toHaveLength(1);
    expect((await planReplay(config, { ...ALL, until: 1000 })).objects).toEqual([]);
    expect(events()).toHaveLength(3);
    expect((await jobStatus(config)).states).toMatchObject({ done: 2 });
  });

  it("is refused where the order of objects matters", async () => {
    const { config } = await ingested(
      { "1.json": line(1, { change: "INSERT" }) },
      { dataType: "event", strategy: "mirror_sync" },
      { ...mapping("old"), mutation_type: "change", insert_id: "user" },
    );
    await expect(planReplay(config, ALL)).rejects.toMatchObject({ code: "replay/order" });
  });

  it("of a source that never ran is empty", async () => {
    const { config } = await ingested(OBJECTS);
    expect(await planReplay({ ...config, ledger: join(testFolder(), "none.db") }, ALL)).toMatchObject({ objects: [] });
  });
});

describe.each(["ndjson", "s3"] as const)("a replay into %s", (type) => {
  const sinkOf = async () => {
    if (type === "ndjson") return { settings: {}, read: undefined };
    const bucket = await s3.bucket();
    const read = async () => {
      const contents = await Promise.all(
        (await s3.keys(bucket)).filter((key) => key.includes("events")).map((key) => s3.bytes(bucket, key)),
      );
      return contents.flatMap((text) =>
        String(text)
          .split("\n")
          .filter((one) => one !== "")
          .map((one) => JSON.parse(one) as Record<string, unknown>),
      );
    };
    return {
      settings: {
        sink: {
          type: "s3",
          bucket,
          region: REGION,
          endpoint: s3.endpoint,
          credentials: CREDENTIALS,
          compression: "none",
        },
      },
      read,
    };
  };

  it("replaces the output by what today's converter makes, under the same ids", async () => {
    const { settings, read } = await sinkOf();
    const { events, convert, replay, config } = await ingested(OBJECTS, settings);
    const all = async () => (read === undefined ? events() : read());
    const ids = (await all()).map(idOf);
    convert(FIXED);
    const report = await replay(ALL);
    expect([report.failure, report.outcomes.done, report.totals.events]).toEqual([undefined, 2, 4]);
    expect((await all()).map(short).toSorted()).toEqual(["new 1", "new 2", "new 3", "new 4"]);
    expect((await all()).map(idOf)).toEqual(expect.arrayContaining(ids));
    expect((await jobStatus(config)).states).toMatchObject({ done: 2, discovered: 0 });
    expect((await runSource(config, { once: true })).objects).toEqual([]);
  });

  it("of rows set aside adds their events to those that are there, again and again", async () => {
    const { settings, read } = await sinkOf();
    const { events, convert, replay, setAside } = await ingested(OBJECTS, settings);
    const all = async () => (read === undefined ? events() : read());
    convert(FIXED);
    const report = await replay(SET_ASIDE);
    expect([report.failure, report.objects.map(({ object }) => object.key)]).toEqual([undefined, ["in/1.json"]]);
    expect((await all()).map(short).toSorted()).toEqual(["new 2", "old 1", "old 3", "old 4"]);
    if (read === undefined) expect(setAside()).toEqual([]);
    convert(mapping("newest"));
    expect((await replay(SET_ASIDE)).objects).toEqual([]);
    expect((await replay({ ...ALL, accept: (key) => key === "in/2.json" })).objects).toHaveLength(1);
    expect((await all()).map(short).toSorted()).toEqual(["new 2", "newest 4", "old 1", "old 3"]);
  });
});

describe("a replay", () => {
  it("completes an object that was completed before with each converter's own rows", async () => {
    const text = [line(1), JSON.stringify({ other: "user-2", n: 2 }), JSON.stringify({ third: "user-3", n: 3 })].join(
      "\n",
    );
    const { convert, replay, events } = await ingested({ "1.json": text });
    convert(mapping("second", "other"));
    await replay(SET_ASIDE);
    convert(mapping("third", "third"));
    await replay(SET_ASIDE);
    expect(events().map(short)).toEqual(["old 1", "second 2", "third 3"]);
  });

  it("keeps duplicates out, of its own events and of others", async () => {
    const withId = (n: number): string => line(n, { id: `id-${n}` });
    const { convert, replay, events, config, bucket } = await ingested(
      { "1.json": [withId(1), withId(2)].join("\n") },
      {},
      { ...mapping("old"), insert_id: "id" },
    );
    convert({ ...mapping("new"), insert_id: "id" });
    expect((await replay(ALL)).totals.events).toBe(2);
    await s3.put(bucket, "2.json", [withId(2), withId(3)].join("\n"));
    expect((await runSource(config, { once: true })).totals).toMatchObject({
      events: 1,
      dropped: { "dedup/duplicate": 1 },
    });
    expect(events().map(short).toSorted()).toEqual(["new 1", "new 2", "new 3"]);
  });

  it("is not begun by a converter that makes no event", async () => {
    const { convert, replay, events, config } = await ingested(OBJECTS);
    convert(mapping("none", "nowhere"));
    await expect(replay(ALL)).rejects.toMatchObject({ code: "source/not-enabled" });
    expect(events()).toHaveLength(3);
    expect((await jobStatus(config)).states).toMatchObject({ done: 2 });
  });

  it("of an object that is gone leaves its output, and says so", async () => {
    const { convert, config, events, bucket } = await ingested(OBJECTS);
    convert(FIXED);
    const plan = await planReplay(config, ALL);
    await s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: "in/2.json" }));
    const report = await replaySource(config, plan);
    expect(report.outcomes).toMatchObject({ done: 1, gone: 1 });
    expect(events().map(short).toSorted()).toEqual(["new 1", "new 2", "new 3", "old 4"]);
    expect((await jobStatus(config)).states).toMatchObject({ done: 2, gone: 0 });
  });

  it("of rows set aside is refused where files are read in another way now", async () => {
    const { convert, replay, events } = await ingested(OBJECTS);
    convert(FIXED, { ignoreEventFlag: "skip" });
    const { objects } = await replay(SET_ASIDE);
    expect(objects.map(({ outcome, error }) => [outcome, error?.code])).toEqual([["failed", "replay/read-otherwise"]]);
    expect(events()).toHaveLength(3);
  });

  it("into Amplitude needs ids that still count", async () => {
    const amplitude = await startAmplitude();
    const { convert, config } = await ingested(OBJECTS, {
      sink: { type: "amplitude", apiKey: "test-key", endpoint: amplitude.endpoint, directory: "aside" },
    });
    const codes = async (selection: ReplaySelection) =>
      (await planReplay(config, selection)).refused.map(({ code }) => code);
    expect(await codes(ALL)).toEqual([]);
    expect(await codes({ ...ALL, now: Date.now() + 8 * 86_400_000 })).toEqual([
      "replay/ids-expired",
      "replay/ids-expired",
    ]);
    convert({ ...FIXED, insert_id: ["concat", "n", ["value", 12345678901234567890n]] });
    expect(await codes(ALL)).toEqual(["replay/ids-changed", "replay/ids-changed"]);
  });
});

describe("a replay that dies", () => {
  const { rounds, seed } = campaign("kills");
  const FILES = 6;
  let bucket: string;
  beforeAll(async () => {
    bucket = await s3.bucket(objectsOf(FILES));
  });

  async function replaying(scope: ReplayScope): Promise<Ingest> {
    const folder = testFolder();
    const settings = { endpoint: s3.endpoint, bucket, folder } as const;
    const first = await start(settings);
    first.stdout?.resume();
    expect(await once(first, "exit")).toEqual([0, null]);
    const ledger = openLedger(join(folder, "ledger.db"));
    const done: LedgerEntry[] = [];
    for await (const entry of ledger.entries()) done.push(entry);
    expect(await ledger.replay(done, scope)).toBe(FILES);
    await ledger.close();
    // Between two renames an object's folder is in neither place; what is there is whole.
    const look = (): number => {
      expect(existsSync(join(folder, "out"))).toBe(true);
      return expectWhole(readOutput(join(folder, "out"), "events"));
    };
    return {
      start: (death) => start({ ...settings, replaysOnly: true, ...(death && { death }) }),
      look: () => void look(),
      async end() {
        expect(look()).toBe(FILES * ROWS);
        expect(await ledgerStates(folder)).toEqual({ done: FILES });
      },
    };
  }

  it("at each point of its work leaves each event exactly once", async () =>
    dieAtEachPoint(await replaying("all"), [
      { point: "rows", nth: 3 },
      { point: "before-commit", nth: 1 },
      { point: "before-settle", nth: 2 },
      { point: "after-settle", nth: 1 },
    ]));

  it(`at ${rounds} random moments leaves each event exactly once (seed ${seed})`, { tags: "kills" }, () =>
    killAtRandom(FILES, 2 + ROWS / 50, () => replaying("all")),
  );
});
