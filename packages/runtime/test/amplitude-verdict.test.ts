// What each answer of Amplitude's asks for, status by status, and how much a request takes.
import { describe, expect, it } from "vitest";
import { addressOf } from "../src/7-deliver/amplitude/api.ts";
import { createRateLimits } from "../src/7-deliver/amplitude/rate-limits.ts";
import { itemOf } from "../src/7-deliver/amplitude/item.ts";
import { nextBatch } from "../src/7-deliver/amplitude/next-batch.ts";
import { createWatermark } from "../src/7-deliver/amplitude/watermark.ts";
import { verdictOf } from "../src/7-deliver/amplitude/verdict.ts";

describe("verdictOf", () => {
  it.each([
    [200, { code: 200, events_ingested: 3, payload_size_bytes: 9 }, { kind: "accepted" }],
    [
      200,
      { code: 200, events_ingested: 2 },
      { kind: "transient", uncertain: true, message: "the answer says that 2 of 3 events were taken" },
    ],
    [200, { code: 200 }, { kind: "transient", uncertain: true }],
    [200, { code: 400, events_ingested: 3 }, { kind: "transient", uncertain: true }],
    [200, "<html>Sign in to the network</html>", { kind: "transient", uncertain: true }],
    [200, "", { kind: "transient", uncertain: true }],
    [201, { code: 200, events_ingested: 3 }, { kind: "transient", uncertain: true }],
    [204, "", { kind: "transient", uncertain: true }],
    [413, { error: "Payload too large" }, { kind: "too-large", message: "Payload too large (status 413)" }],
    [400, { error: "Invalid API key: x" }, { kind: "fatal", code: "amplitude/api-key" }],
    [
      400,
      { error: "Request missing required field", missing_field: "api_key" },
      { kind: "fatal", code: "amplitude/api-key" },
    ],
    [400, { error: "Invalid JSON request body" }, { kind: "unattributed" }],
    [400, "not json", { kind: "unattributed", message: "no reason given (status 400)" }],
    [401, {}, { kind: "fatal", code: "amplitude/api-key" }],
    [403, {}, { kind: "fatal", code: "amplitude/blocked" }],
    [404, {}, { kind: "fatal", code: "amplitude/refused-request" }],
    [500, {}, { kind: "transient", uncertain: true }],
    [502, {}, { kind: "transient", uncertain: true }],
    [503, {}, { kind: "transient", uncertain: false }],
    [504, {}, { kind: "transient", uncertain: true }],
    [408, {}, { kind: "transient", uncertain: true }],
  ] as const)("reads %i %j", (status, body, verdict) => {
    expect(
      verdictOf({ status, events: 3, body: typeof body === "string" ? body : JSON.stringify(body) }),
    ).toMatchObject(verdict);
  });

  it("names the events that a 400 blames", () => {
    const body = JSON.stringify({
      events_with_missing_fields: { event_type: [3, 4] },
      events_with_invalid_fields: { time: [4, 7] },
      silenced_events: [9],
      events_with_invalid_id_lengths: { user_id: [1] },
    });
    const verdict = verdictOf({ status: 400, body, events: 10 });
    if (verdict.kind !== "invalid") throw new Error(verdict.kind);
    expect([...verdict.events].map(([i, { rule, message }]) => [i, rule, message])).toEqual([
      [3, "amplitude/missing-field", "Amplitude finds a required field missing: event_type"],
      [4, "amplitude/missing-field", "Amplitude finds a required field missing: event_type"],
      [7, "amplitude/invalid-field", "Amplitude finds a field invalid: time"],
      [1, "amplitude/invalid-id", "Amplitude finds an id too short: user_id"],
      [9, "amplitude/silenced", "the device is silenced in Amplitude"],
    ]);
  });

  it("names whom a 429 throttles, and waits as long as a 503 says", () => {
    const body = JSON.stringify({
      eps_threshold: 10,
      throttled_devices: { d1: 11 },
      throttled_users: { u1: 12 },
      throttled_events: [0],
      exceeded_daily_quota_users: { u2: 1 },
    });
    expect(verdictOf({ status: 429, body, events: 10 })).toMatchObject({
      kind: "throttled",
      users: ["u1"],
      devices: ["d1"],
      indexes: [0],
      eventsPerSecond: 10,
      overQuota: { users: ["u2"], devices: [] },
    });
    expect(verdictOf({ status: 503, events: 1, body: "{}", retryAfter: "7" })).toMatchObject({ waitMs: 7000 });
    expect(verdictOf({ status: 503, events: 1, body: "{}", retryAfter: "99999999" })).toMatchObject({
      waitMs: 300_000,
    });
    expect(verdictOf({ status: 503, events: 1, body: "{}", retryAfter: "soon" })).not.toHaveProperty("waitMs");
  });
});

it("knows the addresses of both APIs in both regions", () => {
  expect([
    addressOf({ api: "http", region: "us" }),
    addressOf({ api: "batch", region: "us" }),
    addressOf({ api: "http", region: "eu" }),
    addressOf({ api: "batch", region: "eu" }),
    addressOf({ api: "batch", region: "eu", endpoint: "http://localhost:1/" }),
  ]).toEqual([
    "https://api2.amplitude.com/2/httpapi",
    "https://api2.amplitude.com/batch",
    "https://api.eu.amplitude.com/2/httpapi",
    "https://api.eu.amplitude.com/batch",
    "http://localhost:1/batch",
  ]);
});

const item = (row: number, user: string, device?: string) =>
  itemOf({
    row,
    event: { user_id: user, ...(device === undefined ? {} : { device_id: device }) },
    json: "x".repeat(9),
  });
const rowsOf = (items: readonly { delivery: { row: number } }[]): number[] => items.map(({ delivery }) => delivery.row);

describe("nextBatch", () => {
  const queue = [item(0, "ann"), item(1, "bob"), item(2, "ann"), item(3, "cid", "phone"), item(4, "dan", "phone")];

  it("ends at either limit, and takes one event however large", () => {
    const rateLimits = createRateLimits();
    expect(rowsOf(nextBatch(queue, { maxBytes: 20, maxEvents: 9 }, rateLimits, 0).batch)).toEqual([0, 1]);
    expect(rowsOf(nextBatch(queue, { maxBytes: 99, maxEvents: 3 }, rateLimits, 0).batch)).toEqual([0, 1, 2]);
    expect(rowsOf(nextBatch(queue, { maxBytes: 1, maxEvents: 9 }, rateLimits, 0).batch)).toEqual([0]);
    expect(nextBatch(queue, { maxBytes: 99, maxEvents: 9 }, rateLimits, 0)).toMatchObject({
      rest: [],
      full: false,
      wakeAt: undefined,
    });
  });

  it("passes over those that wait, and says when the first may go", () => {
    const rateLimits = createRateLimits();
    rateLimits.throttle("uann", 0, 30_000, 30);
    rateLimits.throttle("dphone", 0, 20_000, 30);
    const picked = nextBatch(queue, { maxBytes: 99, maxEvents: 9 }, rateLimits, 1);
    expect([rowsOf(picked.batch), rowsOf(picked.rest), picked.wakeAt]).toEqual([[1], [0, 2, 3, 4], 20_000]);
    expect(rowsOf(nextBatch(queue, { maxBytes: 99, maxEvents: 9 }, rateLimits, 20_000).batch)).toEqual([1, 3, 4]);
  });

  it("paces who was throttled, and slows it down when it is throttled again", () => {
    const rateLimits = createRateLimits();
    const many = Array.from({ length: 1000 }, (_, row) => item(row, "ann"));
    const limits = { maxBytes: 1e6, maxEvents: 1999 };
    rateLimits.throttle("uann", 0, 30_000, 30);
    expect(nextBatch(many, limits, rateLimits, 30_000).batch).toHaveLength(300);
    rateLimits.charge("uann", 300, 30_000);
    expect(rateLimits.blockedUntil("uann")).toBe(40_000);
    rateLimits.throttle("uann", 40_000, 30_000, 30);
    expect(nextBatch(many, limits, rateLimits, 70_000).batch).toHaveLength(150);
    expect(nextBatch(many, limits, rateLimits, 200_000).batch).toHaveLength(1000);
  });
});

it("moves the mark only past rows that are settled", () => {
  const watermark = createWatermark(5);
  expect(watermark.acknowledged).toBe(5);
  for (const row of [6, 7, 9]) watermark.sent(row);
  watermark.settled(7);
  expect(watermark.acknowledged).toBe(6);
  watermark.settled(6);
  expect(watermark.acknowledged).toBe(9);
  watermark.settled(9);
  expect(watermark.acknowledged).toBe(10);
});
