// The event-key table against the reference: every key once, with its type, and the lists beside it.
import { describe, expect, it } from "vitest";
import {
  DATA_TYPE_NAMES,
  DATA_TYPES,
  dataTypeInfo,
  defaultStrategy,
  EVENT_KEYS,
  EVENT_LIMITS,
  type EventKeyType,
  eventKey,
  eventKeysOf,
  GROUP_OPERATIONS,
  operationsOf,
  isRefusedId,
  REFUSED_IDS,
  RESERVED_EVENT_TYPES,
  USER_OPERATIONS,
} from "../src/language.ts";

// The table of the reference, spelled out once more so that a slip in either shows.
const BY_TYPE: Readonly<Record<EventKeyType, string>> = {
  string:
    "user_id device_id event_type user_agent app_version platform os_name os_version device_brand device_manufacturer device_model " +
    "carrier country region city dma language productId revenueType currency ip idfa idfv android_app_set_id adid android_id insert_id partner_id " +
    "paying start_version",
  integer: "time session_id event_id quantity",
  float: "price revenue location_lat location_lng",
  object: "event_properties user_properties groups group_properties plan",
  boolean: "$skip_user_properties_sync",
  mutation: "mutation_type",
};

describe("event keys", () => {
  it.each(Object.entries(BY_TYPE))("has exactly the keys of type %s", (type, names) => {
    const found = EVENT_KEYS.filter((key) => key.type === type).map((key) => key.name);
    expect(found.toSorted()).toEqual(names.split(" ").toSorted());
  });

  it("documents each key in one line, with marked rules", () => {
    for (const { name, doc, rules } of EVENT_KEYS) {
      expect(doc, name).toMatch(/^[^\n]{8,110}\.$/);
      expect(rules.length, name).toBeGreaterThan(0);
      for (const rule of rules) expect(rule.text, name).toMatch(/\.$/);
    }
  });

  it("finds keys by their exact name only", () => {
    expect(eventKey("time")?.type).toBe("integer");
    expect(eventKey("$remote"), "a value of ip, not a key").toBeUndefined();
    for (const name of ["Time", "constructor", "__proto__", "toString", ""])
      expect(eventKey(name), name).toBeUndefined();
  });
});

describe("keys of data types", () => {
  /** The keys that the Identify API lists, beside the ids and `user_properties`. */
  const IDENTIFY_API =
    "user_id device_id user_properties groups app_version platform os_name os_version device_brand device_manufacturer " +
    "device_model carrier country region city dma language paying start_version";

  it("knows all keys of the Identify API for user properties, and its own for nothing else", () => {
    for (const name of IDENTIFY_API.split(" ")) expect(eventKey(name, "user_properties"), name).toBeDefined();
    for (const type of ["event", "group_properties", "profiles"] as const)
      for (const name of ["paying", "start_version"]) expect(eventKey(name, type), `${name} ${type}`).toBeUndefined();
    expect(eventKeysOf("event").map(({ name }) => name)).not.toContain("paying");
  });

  it("cuts every text but the user agent", () => {
    expect(EVENT_KEYS.filter(({ uncut }) => uncut === true).map(({ name }) => name)).toEqual(["user_agent"]);
  });
});

describe("lists beside the keys", () => {
  it("knows nine user operations, of which groups have the first six", () => {
    expect(USER_OPERATIONS).toHaveLength(9);
    expect(GROUP_OPERATIONS).toEqual(USER_OPERATIONS.slice(0, 6));
    expect(operationsOf("user_properties")).toBe(USER_OPERATIONS);
    expect(operationsOf("group_properties")).toBe(GROUP_OPERATIONS);
    expect(operationsOf("event_properties")).toEqual([]);
  });

  it("knows the refused ids, the reserved names and the limits", () => {
    expect(REFUSED_IDS.size).toBe(14);
    expect([...REFUSED_IDS].every((id) => id === id.toLowerCase())).toBe(true);
    for (const id of ["lmy47d", "LMY47D", "Anonymous", "UNKNOWN", "N/A"]) expect(isRefusedId(id), id).toBe(true);
    expect(isRefusedId("unknown user")).toBe(false);
    expect([...RESERVED_EVENT_TYPES].every((name) => name.startsWith("[Amplitude] "))).toBe(true);
    expect(EVENT_LIMITS).toEqual({
      minIdLength: 5,
      maxStringLength: 1024,
      maxDepth: 40,
      maxGroupTypes: 5,
      maxGroupValues: 10,
    });
  });

  it("requires and adds only keys that exist, and knows the strategies of each data type", () => {
    for (const { requires, defaults, strategies } of DATA_TYPES) {
      const keys = [...requires.flatMap(({ anyOf }) => anyOf), ...defaults.map(({ key }) => key)];
      for (const name of keys) expect(eventKey(name), name).toBeDefined();
      for (const { strategy } of [...requires, ...defaults])
        if (strategy !== undefined) expect(strategies).toContain(strategy);
    }
    expect(DATA_TYPE_NAMES.map(defaultStrategy)).toEqual(["append_only", "append_only", "append_only", "mirror_sync"]);
    expect(dataTypeInfo("profiles").strategies).toEqual(["mirror_sync"]);
    expect(dataTypeInfo("event").strategies).toEqual(["append_only", "mirror_sync"]);
  });
});
