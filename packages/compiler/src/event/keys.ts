// The table of event keys: name, type, meaning and rules of each, for diagnostics, completion, hover and the runtime's checks.
import type { DataTypeName } from "./data-types.ts";
import type { MarkedRule } from "./mark.ts";

/** The type of an event key's value. `mutation`: exactly `INSERT`, `UPDATE` or `DELETE`. */
export type EventKeyType = "string" | "integer" | "float" | "object" | "boolean" | "mutation";

export interface EventKey {
  readonly name: string;
  readonly type: EventKeyType;
  /** Its meaning, in one line. */
  readonly doc: string;
  /** Rules beyond its type; the first one says where the key itself comes from. */
  readonly rules: readonly MarkedRule[];
  /** The data types whose rows can have it; absent: all of them. */
  readonly dataTypes?: readonly DataTypeName[];
  /** Taken as it is, however long (R). */
  readonly uncut?: true;
}

const listed: MarkedRule = { text: "A key of the HTTP V2 API.", mark: "R" };
const cut: MarkedRule = { text: "Text over 1024 characters is truncated.", mark: "D" };

const string = (name: string, doc: string, ...rules: readonly MarkedRule[]): EventKey => ({
  name,
  type: "string",
  doc,
  rules: [listed, ...rules, cut],
});
const integer = (name: string, doc: string, ...rules: readonly MarkedRule[]): EventKey => ({
  name,
  type: "integer",
  doc,
  rules: [listed, ...rules],
});
const float = (name: string, doc: string, ...rules: readonly MarkedRule[]): EventKey => ({
  name,
  type: "float",
  doc,
  rules: [listed, ...rules],
});
const object = (name: string, doc: string, ...rules: readonly MarkedRule[]): EventKey => ({
  name,
  type: "object",
  doc,
  rules: [listed, ...rules],
});

const R = (text: string): MarkedRule => ({ text, mark: "R" });
const D = (text: string): MarkedRule => ({ text, mark: "D" });

/** A key of the Identify API that events of HTTP V2 do not have. */
const ofIdentify = (name: string, doc: string): EventKey => ({
  name,
  type: "string",
  doc,
  rules: [R("A key of the Identify API: user properties only."), cut],
  dataTypes: ["user_properties"],
});

const idRules = [
  R("At least 5 characters, unless the source file sets another minimum; a shorter id is removed."),
  R("Placeholders such as `unknown`, `null` or the all-zero UUID are rejected."),
  R("An event needs `user_id` or `device_id`."),
  D("A number is converted to text."),
] as const;
const needsRevenue = R("Needs `price` (and `quantity`) or `revenue` in the same event.");
const threeNumbers = R("If `price`, `quantity` and `revenue` are all present, revenue must be price x quantity.");
const depth = R("At most 40 levels deep.");
const notMixed = R("Operations and plain properties can't be mixed in one object.");

/** Every key that Amplitude reads at the top of an event, in the order of its documentation; it ignores any other (R). */
export const EVENT_KEYS: readonly EventKey[] = [
  string("user_id", "The user's id in your own system.", ...idRules, R("Required in Mirror Sync and for Profiles.")),
  string("device_id", "The id of the device or browser.", ...idRules, R("If missing, a hash of `user_id`.")),
  string(
    "event_type",
    "The name of the event.",
    R("Required."),
    R("Some names starting with `[Amplitude]` are reserved."),
    R("`$identify` and `$groupidentify` update user or group properties."),
  ),
  integer(
    "time",
    "When the event happened, in milliseconds since the epoch.",
    R("Any other format is rejected."),
    R("A numeric string is converted to a number."),
  ),
  object("event_properties", "Properties of this event.", depth),
  object("user_properties", "Properties of the user, or operations on them.", depth, notMixed),
  object(
    "groups",
    "The groups of the user at this event: group type to value or list of values.",
    R("At most 5 group types and 10 group values per event."),
  ),
  object("group_properties", "Properties of the group, or operations on them, in a `$groupidentify`.", depth, notMixed),
  {
    name: "$skip_user_properties_sync",
    type: "boolean",
    doc: "If true, the user's current properties are not copied to this event.",
    rules: [listed, R("True by default for cloud imports; false turns the sync on.")],
  },
  {
    name: "user_agent",
    type: "string",
    doc: "User agent of the browser or client.",
    rules: [listed, R("Neither parsed nor truncated.")],
    uncut: true,
  },
  string("app_version", "Version of your application."),
  string("platform", "Platform of the device, such as `iOS` or `Web`."),
  string("os_name", "Name of the operating system or browser."),
  string("os_version", "Version of the operating system or browser."),
  string("device_brand", "Brand of the device."),
  string("device_manufacturer", "Manufacturer of the device."),
  string("device_model", "Model of the device."),
  string("carrier", "The mobile carrier."),
  string("country", "The user's country."),
  string("region", "The user's region."),
  string("city", "The user's city."),
  string("dma", "The user's designated market area."),
  string("language", "The user's language."),
  float("price", "Price of one item.", threeNumbers),
  integer("quantity", "How many items.", R("If missing, 1."), threeNumbers),
  float("revenue", "Revenue of the event; a refund is negative.", threeNumbers),
  string("productId", "Id of the item.", needsRevenue),
  string("revenueType", "Kind of revenue, such as `purchase` or `refund`.", needsRevenue),
  string("currency", "Currency of price and revenue.", R("ISO 4217: 3 upper-case letters.")),
  float("location_lat", "Latitude of the user."),
  float("location_lng", "Longitude of the user."),
  string("ip", "The user's IP address.", R("`$remote` is the address of the sender, here the importer.")),
  string("idfa", "Advertiser id of an iOS device."),
  string("idfv", "Vendor id of an iOS device."),
  string("adid", "Google Play services advertising id."),
  string("android_id", "Android id of the device, not the advertising id."),
  string("android_app_set_id", "App set id of an Android device."),
  integer("event_id", "A counter that distinguishes events of the same user and time."),
  integer("session_id", "Start of the session, in milliseconds since the epoch.", R("-1 means no session.")),
  string(
    "insert_id",
    "A unique and stable id of the event, for deduplication.",
    R("A later event with the same `insert_id` and `device_id` within 7 days is dropped (Append Only)."),
    D("If missing, derived from bucket, key and row."),
  ),
  string(
    "partner_id",
    "The id of the partner whose integration sends the event.",
    R("Sent by partners' integrations."),
  ),
  object("plan", "The tracking plan of the event: `branch`, `source`, `version`.", depth),
  {
    name: "mutation_type",
    type: "mutation",
    doc: "What to do with the row: `INSERT`, `UPDATE` or `DELETE`.",
    rules: [R("For Mirror Sync and Profiles."), R("If missing in Mirror Sync, `UPDATE`."), R("Required for Profiles.")],
  },
  ofIdentify("paying", "Whether the user is paying."),
  ofIdentify("start_version", "The version of your application that the user first used."),
];

/** The mutations of Mirror Sync and Profiles (R). */
export const MUTATIONS: readonly string[] = ["INSERT", "UPDATE", "DELETE"];

/** The keys of `plan` (R). */
export const PLAN_KEYS: readonly string[] = ["branch", "source", "version"];

/** The keys that a row of a data type can have at its top. */
export function eventKeysOf(dataType: DataTypeName): readonly EventKey[] {
  return EVENT_KEYS.filter(({ dataTypes }) => dataTypes === undefined || dataTypes.includes(dataType));
}

const BY_NAME: ReadonlyMap<string, EventKey> = new Map(EVENT_KEYS.map((key) => [key.name, key]));

/** The entry of a key, of any data type unless one is named; undefined where Amplitude ignores it. Names are case-sensitive. */
export function eventKey(name: string, dataType?: DataTypeName): EventKey | undefined {
  const key = BY_NAME.get(name);
  const isThere = dataType === undefined || key?.dataTypes === undefined || key.dataTypes.includes(dataType);
  return isThere ? key : undefined;
}
