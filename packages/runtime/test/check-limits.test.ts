// The checks at their default limits, on hostile values, and on what an outcome shares with its input.
import type { Dict, Value } from "@heddle/compiler";
import { describe, expect, it } from "vitest";
import { createChecks, StageFailure } from "../src/index.ts";

const checks = createChecks({ dataType: "event", strategy: "append_only" });
const place = { bucket: "bucket", key: "file.json", row: 0 };
const base = { event_type: "Buy", user_id: "user-1" };

function eventOf(event: Dict): Dict {
  const found = checks.check({ ...base, ...event }, place);
  if (found.kind !== "event") throw new Error(`not an event but ${found.kind}`);
  return found.event;
}

/** `layers` objects inside each other, the innermost empty. */
function nested(layers: number): Dict {
  let value: Dict = {};
  for (let i = 1; i < layers; i += 1) value = { in: value };
  return value;
}

function layersOf(value: Value | undefined): number {
  let layers = 0;
  for (let at = value; typeof at === "object" && at !== null; at = (at as Dict)["in"]) layers += 1;
  return layers;
}

describe("limits", () => {
  it.each([1023, 1024, 1025, 5000])("keeps 1024 units of a string of %d", (length) => {
    expect(eventOf({ city: "x".repeat(length) })["city"]).toHaveLength(Math.min(length, 1024));
  });

  it.each([39, 40, 41, 100_000])("keeps 40 of %d layers", (layers) => {
    expect(layersOf(eventOf({ event_properties: nested(layers) })["event_properties"])).toBe(Math.min(layers, 40));
  });

  it("reads no number from a million digits", () => {
    const found = checks.check({ ...base, price: "9".repeat(1_000_000) }, place);
    expect(found).toMatchObject({ kind: "event", changes: [{ rule: "event/not-a-number", key: "price" }] });
  });

  it("writes a number beyond a double as its spelling in a text key, and has no use for it in a number key", () => {
    const huge = JSON.rawJSON("1e400");
    expect(eventOf({ city: huge })["city"]).toBe("1e400");
    expect(eventOf({ price: huge })).not.toHaveProperty("price");
    expect(eventOf({ event_properties: { huge } })["event_properties"]).toEqual({ huge });
  });

  it("makes an id of a place too long for one, the same each time and another for another file", () => {
    const idAt = (key: string, row: number): unknown => {
      const found = checks.check(base, { bucket: "bucket", key, row });
      return found.kind === "event" ? found.event["insert_id"] : undefined;
    };
    const long = "k".repeat(1024);
    expect(idAt(long, 3)).toMatch(/^[0-9a-f]{64}:3$/);
    expect(idAt(long, 3)).toBe(idAt(long, 3));
    expect(idAt(`a${long}`, 3)).not.toBe(idAt(long, 3));
  });
});

describe("outcomes", () => {
  it("shares the parts that did not change, and one list of no changes", () => {
    const event: Dict = {
      ...base,
      event_properties: { a: { b: [1] }, c: "x".repeat(2000) },
      user_properties: { d: 1 },
    };
    const out = eventOf(event);
    expect(out["user_properties"]).toBe(event["user_properties"]);
    expect((out["event_properties"] as Dict)["a"]).toBe((event["event_properties"] as Dict)["a"]);
    const [one, two] = [checks.check(base, place), checks.check(base, place)];
    expect(one.kind === "event" && two.kind === "event" && one.changes === two.changes).toBe(true);
  });

  it("says of a rejected event what was wrong with it", () => {
    expect(checks.check({ ...base, time: "yesterday" }, place)).toMatchObject({
      kind: "rejected",
      message: expect.stringContaining('"yesterday"'),
    });
    expect(checks.check({ event_type: "Buy", user_id: "abc" }, place)).toMatchObject({
      kind: "rejected",
      rule: "event/no-id",
      message: expect.stringContaining("user_id: the id is shorter"),
    });
  });

  it.each([
    ["profiles", "append_only"],
    ["user_properties", "mirror_sync"],
    ["group_properties", "mirror_sync"],
  ] as const)("refuses %s with %s", (dataType, strategy) => {
    expect(() => createChecks({ dataType, strategy })).toThrow(StageFailure);
  });
});
