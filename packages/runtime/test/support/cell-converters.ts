// Converters of rows whose values are cells, which between them take every way of a cell as bytes.

import type { ByteMode } from "./byte-modes.ts";

const EVENT_KEYS = [
  "user_id device_id event_type time insert_id platform os_name city country language price quantity currency",
  "location_lat location_lng event_id session_id ip",
].flatMap((line) => line.split(" "));

const TYPED = {
  user_id: ["any", "user_id", "device_id"],
  device_id: "device_id",
  event_type: ["cond", ["contains", "a", "event_type"], ["lower", "event_type"], ["bool", true], "event_type"],
  time: ["iso_time_to_ms", "at"],
  insert_id: ["concat", "insert_id", ["value", "-"], "session_id"],
  event_properties: {
    city: "city",
    quoted: ["concat", "city", ["value", '/"'], "country"],
    low: ["lower", "city"],
    kind: ["typeof", "price"],
    same: ["equals", "city", "country"],
    is: ["equals", "currency", ["value", "EUR"]],
    price: "price",
    none: ["path", "city", "x"],
    c: ["value", { x: [1, "é"] }],
    list: "list",
    junk: "junk",
  },
  user_properties: { language: "language", ok: "ok" },
  country: ["ifelse", ["equals", "ok", ["value", "true"]], "country", ["value", null]],
  language: ["ifelse", "ok", "language", "city"],
};

const COMPUTED = {
  user_id: ["lower", "user_id"],
  event_type: "event_type",
  time: "time",
  event_properties: ["parse_json_element", "properties"],
  user_properties: {
    upper: ["replace_with", "[a-z]+", "-", "city"],
    split: ["split", "/", "list"],
    sum: ["add", "quantity", ["int", 1]],
    double: ["multiply", "price", ["int", 2]],
    iso: ["ms_to_iso_time", "time"],
    cells: ["array", "city", "country", "junk"],
  },
  price: ["add", "price", ["int", 0]],
  city: "city",
  revenue: "revenue",
  productId: "productId",
};

const MIRROR = {
  user_id: "user_id",
  event_type: "event_type",
  time: "time",
  insert_id: "insert_id",
  mutation_type: "mutation_type",
  session_id: "session_id",
  event_properties: { city: "city", price: "price" },
  $skip_user_properties_sync: "ok",
};

const UPDATE = { user_id: "user_id", user_properties: { city: "city", a: "list", n: ["path", "price"] } };
const PROFILE = {
  user_id: "user_id",
  mutation_type: "mutation_type",
  plan_name: "city",
  more: "list",
  n: { a: "junk" },
};

export const CELL_CONVERTERS: Readonly<Record<string, { readonly event: object; readonly settings?: object }>> = {
  pass: { event: Object.fromEntries(EVENT_KEYS.map((key) => [key, key])) },
  typed: { event: TYPED },
  computed: { event: COMPUTED },
  selected: {
    event: { $drop: ["equals", "event_type", ["value", "heartbeat"]], ...TYPED },
    settings: { ignoreEventFlag: "$drop" },
  },
  flagged: { event: { $drop: "ok", ...MIRROR, time: "time" }, settings: { ignoreEventFlag: "$drop" } },
  mirror: { event: MIRROR },
  update: { event: UPDATE },
  profile: { event: PROFILE },
};

/** The text of one of them, for files of a type. */
export function cellConverter(name: string, fileType: string): string {
  const { event = {}, settings = {} } = CELL_CONVERTERS[name] ?? {};
  return JSON.stringify({ converterConfig: { fileType, ...settings, convertToAmplitudeFunc: event } });
}

/** How the converters are tried on cells. */
export const CELL_MODES: readonly ByteMode[] = [
  { converter: "pass" },
  { converter: "pass", isRaw: true },
  { converter: "pass", strategy: "mirror_sync" },
  { converter: "typed" },
  { converter: "typed", isRaw: true },
  { converter: "computed" },
  { converter: "computed", isRaw: true },
  { converter: "selected" },
  { converter: "flagged" },
  { converter: "mirror", strategy: "mirror_sync" },
  { converter: "update", dataType: "user_properties" },
  { converter: "profile", dataType: "profiles", strategy: "mirror_sync" },
];
