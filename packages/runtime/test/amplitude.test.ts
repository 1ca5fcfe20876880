// The Amplitude sink beside the contract of sinks, against a server that keeps the API's contract: each event arrives once, whatever the answers.
import { type Dict, stringifyJson } from "@heddle/compiler";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ObjectInfo } from "../src/contracts/object-info.ts";
import { amplitudeSink } from "../src/7-deliver/amplitude/amplitude-sink.ts";
import type { AmplitudeOptions } from "../src/7-deliver/amplitude/options.ts";
import { ndjsonSink } from "../src/7-deliver/ndjson/ndjson-sink.ts";
import type { Delivery, RefusedRow, SinkContext } from "../src/contracts/sink.ts";
import type { Timing } from "../src/async/timing.ts";
import { type AmplitudeServer, type AmplitudeServerOptions, startAmplitude } from "./support/amplitude-server.ts";
import { readOutput, testFolder } from "./support/folder.ts";

const OBJECT: ObjectInfo = { bucket: "b", key: "k.json", etag: '"e"', size: 1, lastModified: 0 };

/** A clock that moves only when all that runs waits for it. */
function fakeTiming(): Timing & { readonly sleeps: number[] } {
  let now = 1_000_000;
  const sleeps: number[] = [];
  const sleepers = new Set<{ at: number; wake: () => void }>();
  const tick = (): void => {
    const [first] = [...sleepers].toSorted((a, b) => a.at - b.at);
    if (first === undefined) return;
    now = Math.max(now, first.at);
    sleepers.delete(first);
    first.wake();
  };
  return {
    now: () => now,
    random: () => 0.5,
    sleeps,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleeps.push(ms);
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal.addEventListener(
          "abort",
          () => {
            sleepers.delete(sleeper);
            reject(signal.reason as Error);
          },
          { once: true },
        );
        setTimeout(tick, 20);
      }),
  };
}

/** A clock that moves by itself: what waits has waited. */
function impatientTiming(): Timing {
  let now = 1_000_000;
  return { now: () => now, random: () => 0.5, sleep: async (ms) => void (now += ms) };
}

interface Setup {
  readonly server: AmplitudeServer;
  readonly directory: string;
  readonly options: AmplitudeOptions;
}

async function setUp(contract: AmplitudeServerOptions = {}, changes: Partial<AmplitudeOptions> = {}): Promise<Setup> {
  const server = await startAmplitude(contract);
  const directory = join(testFolder(), "aside");
  const timing = changes.timing ?? fakeTiming();
  return {
    server,
    directory,
    options: { apiKey: "test-key", endpoint: server.endpoint, rejects: ndjsonSink({ directory }), ...changes, timing },
  };
}

const delivery = (row: number, event: Dict): Delivery => ({
  row,
  event,
  json: stringifyJson(event),
  source: () => ({ raw: `raw ${row}`, offset: row * 10 }),
});
const eventOf = (row: number, user = `user-${row % 17}`): Dict => ({
  event_type: "t",
  user_id: user,
  insert_id: `id-${row}`,
  event_properties: { row },
});
const deliveries = (count: number, user?: (row: number) => string): Delivery[] =>
  Array.from({ length: count }, (_, row) => delivery(row, eventOf(row, user?.(row))));

async function deliver(options: AmplitudeOptions, events: readonly Delivery[], context?: SinkContext) {
  const writer = await amplitudeSink(options).open(OBJECT, context);
  try {
    for (let at = 0; at < events.length; at += 500) await writer.write(events.slice(at, at + 500));
    return await writer.commit();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

const rowOf = (event: Readonly<Record<string, unknown>>): number => (event["event_properties"] as { row: number }).row;

/** Rows as they are stored, in their order of arrival for each user. */
function rowsByUser(server: AmplitudeServer): Map<unknown, number[]> {
  const rows = new Map<unknown, number[]>();
  for (const event of server.stored) rows.set(event["user_id"], [...(rows.get(event["user_id"]) ?? []), rowOf(event)]);
  return rows;
}

function expectAllInOrder(server: AmplitudeServer, count: number): void {
  expect(server.stored.map(rowOf).toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, row) => row));
  for (const rows of rowsByUser(server).values()) expect(rows).toEqual(rows.toSorted((a, b) => a - b));
}

describe("amplitudeSink", () => {
  it.each(["http", "batch"] as const)(
    "sends every event once over the API %s, within the limits, each user's in order",
    async (api) => {
      const { server, options } = await setUp({}, { api });
      const delivered = await deliver(options, deliveries(9000));
      expectAllInOrder(server, 9000);
      expect(delivered).toMatchObject({ events: 9000, rejected: 0, resent: 0, files: [], refused: {} });
      expect(server.accepted).toBe(9000);
      expect(new Set(server.requests.map(({ path }) => path))).toEqual(
        new Set([api === "http" ? "/2/httpapi" : "/batch"]),
      );
      for (const { bytes, events } of server.requests)
        expect([bytes < 1_000_000, events.length < 2000]).toEqual([true, true]);
    },
  );

  it("splits what is too large, down to an event that is too large alone", async () => {
    const { server, options, directory } = await setUp({ maxEvents: 40, maxBytes: 20_000 }, { requestsAtOnce: 2 });
    const huge = delivery(500, { ...eventOf(500), event_properties: { row: 500, text: "x".repeat(30_000) } });
    const delivered = await deliver(options, [...deliveries(500), huge]);
    expectAllInOrder(server, 500);
    expect(delivered).toMatchObject({ events: 500, rejected: 1, refused: { "amplitude/too-large": 1 } });
    expect(readOutput(directory, "set-aside")).toMatchObject([
      { row: 500, rule: "amplitude/too-large", raw: "raw 500", offset: 5000, key: "k.json" },
    ]);
  });

  it("sets aside the events that a 400 names, and sends the rest", async () => {
    const { server, options, directory } = await setUp();
    const events = deliveries(300).map((one) => {
      if (one.row === 7) return delivery(7, { user_id: "user-7", insert_id: "id-7" });
      if (one.row === 200) return delivery(200, { ...one.event, time: "noon" });
      return one;
    });
    const delivered = await deliver(options, events);
    expect(delivered).toMatchObject({
      events: 298,
      rejected: 2,
      refused: { "amplitude/missing-field": 1, "amplitude/invalid-field": 1 },
      firstRefused: { row: 7 },
    });
    expect(server.stored).toHaveLength(298);
    expect(
      readOutput(directory, "set-aside")
        .map(({ row }) => row)
        .toSorted(),
    ).toEqual([200, 7]);
  });

  it("finds the one event for which a 400 gives no place", async () => {
    const contract: AmplitudeServerOptions = {
      fault: (_request, events) =>
        events.some((event) => rowOf(event) === 123)
          ? { kind: "status", status: 400, taken: false, body: { error: "no" } }
          : undefined,
    };
    const { server, options, directory } = await setUp(contract);
    expect(await deliver(options, deliveries(400))).toMatchObject({ events: 399, refused: { "amplitude/refused": 1 } });
    expect(server.stored).toHaveLength(399);
    expect(readOutput(directory, "set-aside")).toMatchObject([{ row: 123, message: "no (status 400)" }]);
  });

  it("lets a throttled user wait, and the others go on", async () => {
    const timing = fakeTiming();
    const contract: AmplitudeServerOptions = { eventsPerWindow: 900, now: timing.now };
    const { server, options } = await setUp(contract, { timing, requestsAtOnce: 2 });
    // One user sends far more than the rest together.
    const delivered = await deliver(
      options,
      deliveries(4000, (row) => (row % 4 === 0 ? `user-${row % 40}` : "noisy-user")),
    );
    expectAllInOrder(server, 4000);
    expect(delivered).toMatchObject({ events: 4000, rejected: 0 });
    const quiet = server.stored.findLastIndex((event) => event["user_id"] !== "noisy-user");
    expect(server.stored.slice(quiet + 1).length).toBeGreaterThan(1500);
    expect(timing.sleeps.some((ms) => ms > 29_000 && ms <= 30_000)).toBe(true);
    expect(server.requests.filter(({ status }) => status === 429).length).toBeLessThan(12);
  });

  it("waits for the next day of a user that has used up its quota, while the others go on", async () => {
    const timing = fakeTiming();
    const overQuota = new Set(["user-3"]);
    const lifted = timing.now() + 3_600_000;
    const fault = (): undefined => void (timing.now() >= lifted && overQuota.clear());
    const { server, options, directory } = await setUp({ overQuota, fault }, { timing, requestsAtOnce: 1 });
    const delivered = await deliver(options, deliveries(170));
    expect(delivered).toMatchObject({ events: 170, rejected: 0, resent: 0 });
    expectAllInOrder(server, 170);
    expect(server.stored.slice(160).every((event) => event["user_id"] === "user-3")).toBe(true);
    expect(readOutput(directory, "set-aside")).toEqual([]);
    // A quarter of an hour apart.
    expect(server.requests.filter(({ status }) => status === 429).length).toBeLessThan(7);
  });

  it("fails the object where a quota is used up for more than a day", async () => {
    const { options } = await setUp({ overQuota: new Set(["user-3"]) }, { timing: impatientTiming() });
    await expect(deliver(options, deliveries(17))).rejects.toMatchObject({
      code: "amplitude/daily-quota",
      scope: "object",
      retryable: true,
    });
  });

  it.each([
    ["a captive portal", { kind: "status", status: 200, taken: false, body: "<html>Sign in</html>" }],
    ["no content", { kind: "status", status: 204, taken: false, body: "" }],
    [
      "a count that is too small",
      { kind: "status", status: 200, taken: false, body: { code: 200, events_ingested: 1 } },
    ],
  ] as const)("does not take %s for Amplitude's acceptance", async (_name, fault) => {
    const { server, options } = await setUp({ fault: (request) => (request % 2 === 0 ? fault : undefined) });
    const delivered = await deliver(options, deliveries(300));
    expectAllInOrder(server, 300);
    expect(delivered.resent).toBeGreaterThan(0);
    const lasting = await setUp({ fault: () => fault });
    await expect(deliver(lasting.options, deliveries(10))).rejects.toMatchObject({ code: "amplitude/unavailable" });
  });

  it.each([400, 413])("fails the object where each event alone gets a plain %i", async (status) => {
    const fault = { kind: "status", status, taken: false, body: "no" } as const;
    const { server, options, directory } = await setUp({ fault: () => fault }, { requestsAtOnce: 1 });
    const refusal = { code: "amplitude/refuses-all", scope: "object", retryable: true };
    await expect(deliver(options, deliveries(400))).rejects.toMatchObject(refusal);
    expect(server.requests.length).toBeLessThan(40);
    await expect(deliver(options, deliveries(1))).rejects.toMatchObject(refusal);
    expect(readOutput(directory, "set-aside")).toEqual([]);
  });

  it("sets the last event aside, alone refused, where others of its object were taken before", async () => {
    const { options } = await setUp({ fault: () => ({ kind: "status", status: 400, taken: false, body: "no" }) });
    const progress = { acknowledged: 1, refused: async () => [], save: async () => {} };
    const delivered = await deliver(options, deliveries(2), { signal: new AbortController().signal, progress });
    expect(delivered).toMatchObject({ events: 1, refused: { "amplitude/refused": 1 } });
  });

  it.each([
    ["500 after taking them", { kind: "status", status: 500, taken: true }],
    ["502 without taking them", { kind: "status", status: 502, taken: false }],
    ["503", { kind: "status", status: 503, taken: false, retryAfter: 3 }],
    ["504 after taking them", { kind: "status", status: 504, taken: true }],
    ["a connection that is cut after taking them", { kind: "cut", taken: true }],
    ["a connection that is cut before", { kind: "cut", taken: false }],
    ["no answer", { kind: "silent" }],
    ["a 429 that names nobody", { kind: "status", status: 429, taken: false, body: {} }],
  ] as const)("sends again after %s", async (_name, fault) => {
    // Only silence should run into the limit, however slow the machine is.
    const requestTimeoutMs = fault.kind === "silent" ? 300 : 60_000;
    const { server, options } = await setUp(
      { fault: (request) => (request % 3 === 0 ? fault : undefined) },
      { requestTimeoutMs, requestsAtOnce: 2 },
    );
    const delivered = await deliver(options, deliveries(3000));
    expectAllInOrder(server, 3000);
    const isUncertain = fault.kind !== "status" || ![503, 429].includes(fault.status);
    expect(delivered.resent ?? 0).toSatisfy((resent: number) => (isUncertain ? resent > 0 : resent === 0));
    const storedAgain = server.accepted - server.stored.length;
    if (fault.kind === "silent") expect(storedAgain).toBeLessThan(delivered.resent ?? 0);
    else expect(storedAgain).toBe(fault.taken ? (delivered.resent ?? 0) : 0);
  });

  it("gives up when Amplitude takes nothing for long, and says that the next run goes on", async () => {
    const { options, server } = await setUp({ fault: () => ({ kind: "status", status: 503, taken: false }) });
    await expect(
      deliver(
        options,
        deliveries(10, () => "user-1"),
      ),
    ).rejects.toMatchObject({ code: "amplitude/unavailable", scope: "job", retryable: true });
    expect(server.requests).toHaveLength(8);
  });

  it("ends the job at a key that is not taken, without telling the key", async () => {
    const { options } = await setUp({}, { apiKey: "secret-key-1234" });
    const failure = (await deliver(options, deliveries(3)).catch((error: unknown) => error)) as Error;
    expect(failure).toMatchObject({ code: "amplitude/api-key", scope: "job", retryable: false });
    expect(failure.message).not.toContain("secret-key");
  });

  it("stops at once when told to", async () => {
    const stop = new AbortController();
    const { options } = await setUp({ fault: () => ({ kind: "silent" }) });
    const progress = { acknowledged: 0, refused: async () => [], save: async () => {} };
    const delivering = deliver(options, deliveries(10), { signal: stop.signal, progress });
    setTimeout(() => stop.abort(new Error("enough")), 50);
    await expect(delivering).rejects.toThrow("enough");
  });

  it("goes on behind what was acknowledged, and sets the same rows aside again", async () => {
    const kept = { acknowledged: 0, refused: new Map<number, RefusedRow>() };
    const contextOf = (): SinkContext => ({
      signal: new AbortController().signal,
      progress: {
        acknowledged: kept.acknowledged,
        refused: async (from, to) => [...kept.refused.values()].filter(({ row }) => row >= from && row < to),
        save: async (acknowledged, refused) => {
          kept.acknowledged = acknowledged;
          for (const one of refused) kept.refused.set(one.row, one);
        },
      },
    });
    let broken = true;
    const fault: AmplitudeServerOptions["fault"] = (request) =>
      broken && request > 4 ? { kind: "status", status: 503, taken: false } : undefined;
    const { server, options, directory } = await setUp(
      { maxEvents: 100, fault },
      { limits: { maxEvents: 99 }, requestsAtOnce: 2 },
    );
    const events = deliveries(1000).map((one) => (one.row === 5 ? delivery(5, { ...one.event, time: "noon" }) : one));
    await expect(deliver(options, events, contextOf())).rejects.toMatchObject({ code: "amplitude/unavailable" });
    expect(readOutput(directory, "set-aside")).toEqual([]);
    expect(kept.acknowledged).toBeGreaterThan(50);
    expect(kept.acknowledged).toBeLessThan(600);
    const [acknowledged, before] = [kept.acknowledged, server.requests.length];
    broken = false;
    const delivered = await deliver(options, events, contextOf());
    expect(delivered).toMatchObject({ events: 999, rejected: 1, refused: { "amplitude/invalid-field": 1 } });
    expect(server.stored).toHaveLength(999);
    for (const { events: sent } of server.requests.slice(before))
      for (const event of sent) expect(rowOf(event)).toBeGreaterThanOrEqual(acknowledged);
    expect(readOutput(directory, "set-aside").map(({ row }) => row)).toEqual([5]);
    expect(kept.acknowledged).toBe(1000);
  });
});
