// Converters that between them take every way of a row as bytes.
import deep from "../../../../fixtures/bench/deep-and-conditional.converter.json" with { type: "json" };
import exported from "../../../../fixtures/bench/export-reimport.converter.json" with { type: "json" };
import pass from "../../../../fixtures/bench/pass-through.converter.json" with { type: "json" };
import times from "../../../../fixtures/bench/time-and-strings.converter.json" with { type: "json" };

function converter(event: object, settings: object = {}): string {
  return JSON.stringify({ converterConfig: { fileType: "json", ...settings, convertToAmplitudeFunc: event } });
}

/** Flags are the first key, which is tested before all others. */
const SELECT = {
  $drop: ["and", ["equals", "event_type", ["value", "heartbeat"]], ["not", ["path", "event_properties", "ok"]]],
  user_id: ["ifelse", ["eq", "user_id", ["value", ""]], ["value", null], "user_id"],
  device_id: ["cond", ["equals", "kind", ["value", 12]], "uid", ["not", "junk"], "device_id", ["bool", true], "uid"],
  event_type: ["concat", "kind", ["value", ': "x" '], ["any", "event_type", ["value", "none"]]],
  time: ["iso_time_to_ms", ["any", "at", "text_time"]],
  insert_id: ["concat", "insert_id", ["value", "-"], "session_id"],
  event_properties: [
    "merge_dicts",
    "event_properties",
    {
      event_id: "session_id",
      schema: ["value", "export"],
      low: ["lower", "city"],
      v: ["ifelse", ["and", ["contains", "o", "os_name"], ["or", "junk", ["not", "extra"]]], "price", ["value", 1]],
      t: ["typeof", "junk"],
      is: ["equals", ["typeof", "extra"], ["value", "dict"]],
    },
  ],
  user_properties: {
    $set: { plan: ["path", "context", "plan", "name"], l: ["lower", ["concat", "country", "city"]] },
    $setOnce: { t: ["iso_time_to_ms", "at"] },
  },
  groups: ["ifelse", ["equals", ["typeof", "groups"], ["value", "dict"]], "groups", ["value", {}]],
  country: ["lower", "country"],
  platform: [
    "cond",
    ["equals", "os_name", ["value", "iOS"]],
    ["value", "Apple"],
    ["equals", "junk", ["value", true]],
    "city",
  ],
  language: ["typeof", "junk"],
};

const COMPUTED = {
  user_id: ["lower", "user_id"],
  event_type: "event_type",
  time: ["any", "time", ["multiply", "session_id", ["int", 1]]],
  insert_id: ["replace_with", "[^a-z0-9]+", "-", "insert_id"],
  event_properties: {
    sum: ["add", "price", "quantity"],
    mul: ["multiply", "price", "quantity"],
    parsed: ["parse_json_element", "city"],
    flat: ["flatten_dict", "_", ["int", 2], "event_properties"],
    list: ["array", "price", "city", "junk"],
    split: ["split", "/", "city"],
    raw: "junk",
    iso: ["ms_to_iso_time", "time"],
    has: ["contains", "a", "tags"],
    eq: ["equals", "junk", "extra"],
    stepped: ["path", "context", ["equals", "plan", ["value", null]]],
    item: ["path", "tags", "1"],
    now: ["iso_time_now"],
    ms: ["add", ["ms_time_now"], "quantity"],
  },
  user_properties: ["exclude_keys", "user_properties", "x", "$add"],
  groups: ["merge_dicts", "groups", ["value", { k: "v" }]],
  revenue: ["multiply", "price", ["int", 2]],
  location_lat: ["add", "location_lat", ["int", 0]],
  city: ["concat", "city", ["value", "/"], "tags"],
  $skip_user_properties_sync: ["not", "ok"],
};

const NESTED = {
  user_id: ["any", "uid", "user_id"],
  device_id: ["path", "context", "ids", "0"],
  event_type: "event_type",
  time: "text_time",
  event_properties: {
    a: ["path", "event_properties", "a"],
    f: ["path", "tags", "0"],
    whole: "event_properties",
    b: ["path", "event_properties", "b", "1"],
    d: "deep",
    e: "extra",
    s: { t: "tags", n: ["path", "tags", "2", "x"] },
    c: ["value", { x: [1, "é"] }],
    n: ["value", null],
  },
  user_properties: "user_properties",
  group_properties: "group_properties",
  groups: "groups",
  revenue: "revenue",
  price: "price",
  quantity: "quantity",
  productId: "productId",
  location_lat: "location_lat",
  currency: "currency",
  nonsense: "junk",
  user_agent: "city",
  $skip_user_properties_sync: "ok",
};

const MIRROR = {
  user_id: "user_id",
  event_type: "event_type",
  time: "at",
  mutation_type: "mutation_type",
  session_id: "session_id",
  event_properties: "event_properties",
};

const UPDATE = {
  user_id: "user_id",
  event_type: ["value", "update"],
  groups: "groups",
  user_properties: "user_properties",
  group_properties: "user_properties",
};

/** Operations in properties: those of the row, of some other column, or of the converter alone. */
const OPERATIONS = {
  user_id: "user_id",
  device_id: "device_id",
  event_type: "event_type",
  user_properties: {
    $set: "user_properties",
    $setOnce: ["any", "event_properties", "user_properties"],
    $add: { n: "price", m: "quantity" },
    $append: ["merge_dicts", "event_properties", { x: "city" }],
    $unset: ["exclude_keys", "event_properties", "a"],
    $remove: ["value", { a: 1 }],
  },
  groups: "groups",
  group_properties: ["merge_dicts", "group_properties", { plan: "city", seats: { n: "price" } }],
};

/** A flag that JavaScript computes, of texts and booleans. */
const COMPUTED_FLAG = {
  user_id: "user_id",
  $drop: ["replace_with", "^[sv].*$", "True", "event_type"],
  event_type: "event_type",
  time: "time",
  event_properties: "event_properties",
};

const FLAG_OF_ROW = {
  $drop: ["any", ["parse_json_element", "kind"], ["multiply", "price", ["int", 2]], "ok"],
  user_id: "user_id",
  city: "city",
};

const PROFILE = {
  user_id: "user_id",
  mutation_type: "mutation_type",
  plan_name: "city",
  more: "extra",
  n: { a: "junk" },
};

export const BYTE_CONVERTERS: Readonly<Record<string, string>> = {
  pass: JSON.stringify(pass),
  export: JSON.stringify(exported),
  times: JSON.stringify(times),
  deep: JSON.stringify(deep),
  nested: converter(NESTED),
  select: converter(SELECT, { ignoreEventFlag: "$drop" }),
  computed: converter(COMPUTED),
  flagged: converter({ $drop: "ok", ...MIRROR, time: "time" }, { ignoreEventFlag: "$drop" }),
  operations: converter(OPERATIONS),
  "computed-flag": converter(COMPUTED_FLAG, { ignoreEventFlag: "$drop" }),
  "flag-of-row": converter({ ...FLAG_OF_ROW, event_type: "event_type" }, { ignoreEventFlag: "$drop" }),
  mirror: converter({ ...MIRROR, time: ["any", "time", "at"] }),
  update: converter(UPDATE),
  profile: converter(PROFILE),
};
