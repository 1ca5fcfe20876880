// What each answer of Amplitude's asks for, status by status, and how much a request takes.
import { describe, expect, it } from "vitest";
import { addressOf } from "../src/7-deliver/amplitude/api.ts";
import { createHolds } from "../src/7-deliver/amplitude/rate-limits.ts";
import { itemOf } from "../src/7-deliver/amplitude/item.ts";
import { pick } from "../src/7-deliver/amplitude/pick.ts";
import { createMarks } from "../src/7-deliver/amplitude/acknowledged.ts";
import { verdictOf } from "../src/7-deliver/amplitude/verdict.ts";

describe("verdictOf", () => {
  it.each([
    [200, { code: 200 }, { kind: "accepted" }],
    [413, { error: "Payload too large" }, { kind: "too-large", message: "Payload too large (status 413)" }],
    [400, { error: "Invalid API key: x" }, { kind: "hopeless", code: "amplitude/api-key" }],
    [
      400,
      { error: "Request missing required field", missing_field: "api_key" },
      { kind: "hopeless", code: "amplitude/api-key" },
    ],
    [400, { error: "Invalid JSON request body" }, { kind: "unnamed" }],
    [400, "not json", { kind: "unnamed", message: "no reason given (status 400)" }],
    [401, {}, { kind: "hopeless", code: "amplitude/api-key" }],
    [404, {}, { kind: "hopeless", code: "amplitude/refused-request" }],
    [500, {}, { kind: "passing", uncertain: true }],
    [502, {}, { kind: "passing", uncertain: true }],
    [503, {}, { kind: "passing", uncertain: false }],
    [504, {}, { kind: "passing", uncertain: true }],
    [408, {}, { kind: "passing", uncertain: true }],
  ] as const)("reads %i %j", (status, body, verdict) => {
    expect(verdictOf({ status, body: typeof body === "string" ? body : JSON.stringify(body) })).toMatchObject(verdict);
  });

  it("names the events that a 400 blames", () => {
    const body = JSON.stringify({
      events_with_missing_fields: { event_type: [3, 4] },
      events_with_invalid_fields: { time: [4, 7] },
      silenced_events: [9],
      events_with_invalid_id_lengths: { user_id: [1] },
    });
    const verdict = verdictOf({ status: 400, body });
    if (verdict.kind !== "invalid") throw new Error(verdict.kind);
    expect([...verdict.events].map(([i, { rule, message }]) => [i, rule, message])).toEqual([
      [3, "amplitude/missing-field", "Amplitude misses a field: event_type"],
      [4, "amplitude/missing-field", "Amplitude misses a field: event_type"],
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
    expect(verdictOf({ status: 429, body })).toMatchObject({
      kind: "throttled",
      users: ["u1"],
      devices: ["d1"],
      indexes: [0],
      eventsPerSecond: 10,
      overQuota: { users: ["u2"], devices: [] },
    });
    expect(verdictOf({ status: 503, body: "{}", retryAfter: "7" })).toMatchObject({ waitMs: 7000 });
    expect(verdictOf({ status: 503, body: "{}", retryAfter: "99999999" })).toMatchObject({ waitMs: 300_000 });
    expect(verdictOf({ status: 503, body: "{}", retryAfter: "soon" })).not.toHaveProperty("waitMs");
  });
});

it("knows the addresses of both APIs in both regions", () => {
  expect([
    addressOf("http", "us"),
    addressOf("batch", "us"),
    addressOf("http", "eu"),
    addressOf("batch", "eu"),
    addressOf("batch", "eu", "http://localhost:1/"),
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

describe("pick", () => {
  const queue = [item(0, "ann"), item(1, "bob"), item(2, "ann"), item(3, "cid", "phone"), item(4, "dan", "phone")];

  it("ends at either limit, and takes one event however large", () => {
    const holds = createHolds();
    expect(rowsOf(pick(queue, { maxBytes: 20, maxEvents: 9 }, holds, 0).batch)).toEqual([0, 1]);
    expect(rowsOf(pick(queue, { maxBytes: 99, maxEvents: 3 }, holds, 0).batch)).toEqual([0, 1, 2]);
    expect(rowsOf(pick(queue, { maxBytes: 1, maxEvents: 9 }, holds, 0).batch)).toEqual([0]);
    expect(pick(queue, { maxBytes: 99, maxEvents: 9 }, holds, 0)).toMatchObject({
      rest: [],
      full: false,
      wakeAt: undefined,
    });
  });

  it("passes over those that wait, and says when the first may go", () => {
    const holds = createHolds();
    holds.hold("uann", 0, 30_000, 30);
    holds.hold("dphone", 0, 20_000, 30);
    const picked = pick(queue, { maxBytes: 99, maxEvents: 9 }, holds, 1);
    expect([rowsOf(picked.batch), rowsOf(picked.rest), picked.wakeAt]).toEqual([[1], [0, 2, 3, 4], 20_000]);
    expect(rowsOf(pick(queue, { maxBytes: 99, maxEvents: 9 }, holds, 20_000).batch)).toEqual([1, 3, 4]);
  });

  it("paces who was throttled, and slows it down when it is throttled again", () => {
    const holds = createHolds();
    const many = Array.from({ length: 1000 }, (_, row) => item(row, "ann"));
    const limits = { maxBytes: 1e6, maxEvents: 1999 };
    holds.hold("uann", 0, 30_000, 30);
    expect(pick(many, limits, holds, 30_000).batch).toHaveLength(300);
    holds.charge("uann", 300, 30_000);
    expect(holds.until("uann")).toBe(40_000);
    holds.hold("uann", 40_000, 30_000, 30);
    expect(pick(many, limits, holds, 70_000).batch).toHaveLength(150);
    expect(pick(many, limits, holds, 200_000).batch).toHaveLength(1000);
  });
});

it("moves the mark only past rows that are settled", () => {
  const marks = createMarks(5);
  expect(marks.mark).toBe(5);
  for (const row of [6, 7, 9]) marks.sent(row);
  marks.settled(7);
  expect(marks.mark).toBe(6);
  marks.settled(6);
  expect(marks.mark).toBe(9);
  marks.settled(9);
  expect(marks.mark).toBe(10);
});
