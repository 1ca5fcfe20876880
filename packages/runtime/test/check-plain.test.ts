// The function made for events of known keys against the rules one by one: the same outcome for every event, however hostile.
import { type Dict, setKey, type Value } from "@heddle/compiler";
import { DATA_TYPES, EVENT_KEYS, EVENT_LIMITS, GROUP_IDENTIFY, IDENTIFY, REFUSED_IDS } from "@heddle/compiler/language";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { type CheckOptions, createChecks } from "../src/6-check/checks.ts";
import { hasNames, plainEvent } from "../src/6-check/plain-event.ts";

const PLACE = { bucket: "b", key: "k.json", row: 7 };
const MET_OFTEN = 150;

/** Checks that have met these keys so often that a function was made for them. */
function warmed(options: CheckOptions, like: Dict) {
  const checks = createChecks(options);
  for (let i = 0; i < MET_OFTEN; i += 1) checks.check(like, PLACE);
  return checks;
}

const text = fc.oneof(
  fc.constantFrom(
    "",
    "true",
    "FALSE",
    "12",
    "1e3",
    "-7.5",
    "1645066434189",
    "UPDATE",
    "INSERT",
    "usd",
    "USD",
    "$identify",
    IDENTIFY,
    GROUP_IDENTIFY,
    "[Amplitude] Start Session",
    "x".repeat(1025),
    "😀".repeat(3),
    "user-12345",
  ),
  fc.constantFrom(...REFUSED_IDS),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const scalar: fc.Arbitrary<Value> = fc.oneof(
  text,
  fc.constantFrom<Value>(
    null,
    true,
    false,
    0,
    1,
    -1,
    1.5,
    20,
    30,
    10.25,
    2 ** 53,
    8_640_000_000_000_001,
    1_700_000_000_000,
    10n ** 20n,
    JSON.rawJSON("1e400"),
  ),
  fc.integer(),
);
const name = fc.oneof(
  fc.constantFrom("a", "b", "__proto__", "constructor", "1", "0", "$set", "$unset", "$remove", "$other", "rawJSON", ""),
  fc.string({ maxLength: 4 }),
);
const dictOf = (value: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.array(fc.tuple(name, value), { maxLength: 5 }).map((entries) => {
    const dict: Dict = {};
    for (const [key, inner] of entries) setKey(dict, key, inner);
    return dict;
  });
const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    dictOf(tie("value")),
  ),
}));

/** A value that its key likes, most of the time. */
const likely: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  string: fc.oneof({ arbitrary: fc.constantFrom("user-12345", "Song Played"), weight: 12 }, text),
  integer: fc.integer(),
  float: fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Number.isInteger(n)),
  ),
  object: fc.oneof(
    {
      arbitrary: fc.constantFrom<Value>(
        {},
        { a: 1 },
        { g: ["x"] },
        { $set: { a: 1 } },
        { $add: {}, $unset: { b: "-" } },
      ),
      weight: 4,
    },
    dictOf(anyValue),
  ),
  boolean: fc.boolean(),
  mutation: fc.constantFrom("INSERT", "UPDATE", "DELETE", "", "delete"),
};
const valueOf = (key: string): fc.Arbitrary<Value> => {
  const type = EVENT_KEYS.find((known) => known.name === key)?.type;
  // Most integers would be times before 2000.
  const usual = key === "time" ? fc.integer({ min: 946_684_700_000, max: 2_000_000_000_000 }) : likely[type ?? ""];
  return type === undefined
    ? anyValue
    : fc.oneof({ arbitrary: usual ?? anyValue, weight: 20 }, { arbitrary: anyValue, weight: 1 });
};
const some = fc.uniqueArray(
  fc.oneof(
    { arbitrary: fc.constantFrom(...EVENT_KEYS.map((key) => key.name)), weight: 30 },
    { arbitrary: fc.constantFrom("price", "quantity", "revenue", "$ignore"), weight: 3 },
    { arbitrary: name, weight: 1 },
  ),
  { maxLength: 6 },
);
const keys = fc
  .tuple(
    fc.constantFrom<string[]>(
      [],
      ["event_type", "user_id"],
      ["event_type", "device_id", "time"],
      ["user_id", "mutation_type"],
      ["event_type", "groups", "group_properties"],
      ["user_id", "user_properties"],
    ),
    some,
  )
  .map(([first, rest]) => [...new Set([...first, ...rest])]);
const eventsOf = keys.chain((names) =>
  fc.array(fc.tuple(...names.map(valueOf)), { minLength: 4, maxLength: 4 }).map((lists) =>
    lists.map((values) => {
      const event: Dict = {};
      for (const [i, key] of names.entries()) setKey(event, key, values[i] as Value);
      return event;
    }),
  ),
);
const options: fc.Arbitrary<CheckOptions> = fc
  .constantFrom(
    ...DATA_TYPES.flatMap(({ name: dataType, strategies }) => strategies.map((strategy) => ({ dataType, strategy }))),
  )
  .chain((source) =>
    fc
      .record(
        {
          ignoreEventFlag: fc.constantFrom("$ignore", "language"),
          minIdLength: fc.integer({ min: 0, max: 8 }),
          maxDepth: fc.integer({ min: 1, max: 4 }),
          maxStringLength: fc.constantFrom(8, 1024),
        },
        { requiredKeys: [] },
      )
      .map((rest) => ({ ...source, ...rest })),
  );

/** With the order of keys, which deep equality leaves out. */
const spelled = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? `${inner}n` : inner));

describe("a function made for the keys of an event", () => {
  const { rounds, seed } = campaign("events");

  it("comes to what the rules come to, and leaves the event as it was", { tags: "events" }, () => {
    let plain = 0;
    fc.assert(
      fc.property(options, eventsOf, (settings, events) => {
        const [first = {}] = events;
        const checks = warmed(settings, first);
        for (const event of events) {
          const before = spelled(event);
          const outcome = checks.check(event, PLACE);
          const byRules = createChecks(settings).check(event, PLACE);
          expect(outcome).toEqual(byRules);
          expect(spelled(outcome)).toBe(spelled(byRules));
          expect(spelled(event)).toBe(before);
          if (outcome.kind === "event" && outcome.changes.length === 0) {
            plain += 1;
            expect(outcome.event).not.toBe(event);
          }
        }
      }),
      { numRuns: rounds, seed },
    );
    expect(plain).toBeGreaterThan(rounds / 6);
  });

  const limits = { ...EVENT_LIMITS };
  const made = (names: readonly string[]) =>
    plainEvent(
      names,
      (key) => (key === "flag" ? "flag" : key === "props" ? "properties" : "text"),
      [{ key: "extra", value: true }, { key: "insert_id" }],
      limits,
    );

  it("completes a plain event in an object of its own", () => {
    const event: Dict = { a: "x", flag: false, props: { n: 1 } };
    expect(made(["a", "flag", "props"])?.(event, PLACE)).toEqual({
      a: "x",
      props: { n: 1 },
      extra: true,
      insert_id: "b/k.json:7",
    });
    expect(event).toEqual({ a: "x", flag: false, props: { n: 1 } });
  });

  it.each<[string, Dict]>([
    ["a null", { a: null, flag: false, props: {} }],
    ["a text that is too long", { a: "x".repeat(1025), flag: false, props: {} }],
    ["a flag that is true", { a: "x", flag: true, props: {} }],
    ["a nested text that is too long", { a: "x", flag: false, props: { deep: ["x".repeat(1025)] } }],
  ])("leaves %s to the rules", (_, event) => {
    expect(made(Object.keys(event))?.(event, PLACE)).toBeUndefined();
  });

  it("takes names for names, whatever they spell", () => {
    const names = ['"];throw 1;//', "${x}", "constructor", "\u2028"];
    const event = Object.fromEntries(names.map((key) => [key, "v"]));
    expect(made(names)?.(event, PLACE)).toEqual({ ...event, extra: true, insert_id: "b/k.json:7" });
    expect(made(["a", "__proto__"])).toBeUndefined();
  });

  it("tells events by all their keys and their order", () => {
    expect(hasNames({ a: 1, b: 2 }, ["a", "b"])).toBe(true);
    for (const names of [["a"], ["b", "a"], ["a", "b", "c"]]) expect(hasNames({ a: 1, b: 2 }, names)).toBe(false);
  });
});
