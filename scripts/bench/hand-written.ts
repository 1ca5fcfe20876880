// What one would write by hand instead of each of the five converters: plain JavaScript on parsed rows, which trusts its data.
import { WIDE_FIELDS } from "./rows.ts";

/** A parsed row as a trusting program sees it: every key may be read from everything. */
interface Row {
  readonly [key: string]: Row;
}
type Text = string & Row;

export type HandWritten = (row: Row) => unknown;

const LOCAL_TIME = /^(\d+)\/(\d+)\/(\d+) (\d+):(\d+):(\d+)$/;

const passThrough: HandWritten = (row) => ({
  user_id: row["user_id"],
  device_id: row["device_id"],
  event_type: row["event_type"],
  time: row["time"],
  event_properties: row["event_properties"],
  user_properties: row["user_properties"],
  groups: row["groups"],
  app_version: row["app_version"],
  platform: row["platform"],
  os_name: row["os_name"],
  os_version: row["os_version"],
  device_brand: row["device_brand"],
  device_manufacturer: row["device_manufacturer"],
  device_model: row["device_model"],
  carrier: row["carrier"],
  country: row["country"],
  region: row["region"],
  city: row["city"],
  dma: row["dma"],
  language: row["language"],
  price: row["price"],
  quantity: row["quantity"],
  productId: row["productId"],
  revenueType: row["revenueType"],
  location_lat: row["location_lat"],
  location_lng: row["location_lng"],
  ip: row["ip"],
  idfa: row["idfa"],
  event_id: row["event_id"],
  session_id: row["session_id"],
  insert_id: row["insert_id"],
});

const exportReimport: HandWritten = (row) => ({
  user_id: row["user_id"],
  device_id: row["device_id"] ?? row["uuid"],
  event_type: row["event_type"],
  insert_id: row["insert_id"],
  time: Date.parse(`${(row["client_event_time"] ?? row["event_time"]) as Text}Z`),
  session_id: row["session_id"],
  app_version: row["app_version"],
  platform: row["platform"],
  os_name: row["os_name"],
  os_version: row["os_version"],
  device_brand: row["device_brand"],
  device_model: row["device_model"],
  country: row["country"],
  region: row["region"],
  city: row["city"],
  language: row["language"],
  ip: row["ip"],
  location_lat: row["location_lat"],
  location_lng: row["location_lng"],
  event_properties: { ...row["event_properties"], event_id: row["event_id"], schema: "export" },
  user_properties: row["user_properties"],
  groups: row["groups"],
});

const timeAndStrings: HandWritten = (row) => {
  const local = LOCAL_TIME.exec(row["local_time"] as Text) ?? [];
  const url = row["page_url"] as Text;
  const user = row["user_properties"] as Row;
  return {
    user_id: (row["user_id"] as Text).toLowerCase(),
    event_type: `${row["platform"] as Text}: ${row["event_type"] as Text}`,
    time: Date.parse(`${row["event_time"] as Text}Z`),
    insert_id: `${row["device_id"] as Text}-${row["time"] as Text}`,
    app_version: (row["app_version"] as Text).replace(/[^0-9.]+/g, ""),
    country: (row["country"] as Text).toLowerCase(),
    event_properties: {
      local_ms: Date.UTC(
        Number(local[3]),
        Number(local[1]) - 1,
        Number(local[2]),
        Number(local[4]),
        Number(local[5]),
        Number(local[6]),
      ),
      at: new Date(Number(row["time"])).toISOString().replace(/(\.000)?Z$/, ""),
      path: url.split("/")[3],
      page: url.replace(/[?#].*$/, ""),
      label: `${row["city"] as Text}, ${row["region"] as Text}, ${row["country"] as Text}`,
      is_shop: url.includes("/shop/"),
      language: (row["language"] as Text).toLowerCase(),
    },
    user_properties: {
      first_seen: Date.parse(user["first_seen"] as Text),
      cohort: (user["cohort"] as Text).toLowerCase(),
    },
  };
};

const deepAndConditional: HandWritten = (row) => {
  const type = row["event_type"] as Text;
  const properties = row["event_properties"] as Row & { items: number; total: number; ok: boolean; tags: string[] };
  const os = row["os_name"] as Text;
  return {
    $ignore: type === "heartbeat" && !properties.ok,
    user_id: row["identity"]?.["user"]?.["id"] ?? row["user_id"],
    device_id: row["context"]?.["device"]?.["ids"]?.["0"],
    event_type:
      type === "play"
        ? "Song Played"
        : type === "search"
          ? "Searched"
          : type === "checkout"
            ? `Checkout ${properties["source"] as Text}`
            : type,
    time: row["time"],
    platform: os.includes("iOS") ? "iOS" : os === "android" ? "Android" : "Web",
    event_properties: {
      plan: row["context"]?.["account"]?.["plan"]?.["name"],
      seats: row["context"]?.["account"]?.["plan"]?.["seats"],
      screen: row["context"]?.["device"]?.["screen"]?.["width"],
      // Rounded, as the sum of two decimals with two digits has to be.
      total: Math.round((properties.total + Number(row["price"])) * 100) / 100,
      size: properties.items === 0 ? "none" : properties.items === 1 ? "single" : "many",
      tag: properties.tags[2] ?? properties.tags[0] ?? "untagged",
      net: properties.ok ? row["quantity"] : 0,
    },
    user_properties: {
      $set: { plan: row["context"]?.["account"]?.["plan"]?.["name"], cohort: row["user_properties"]?.["cohort"] },
      $setOnce: { first_seen: row["user_properties"]?.["first_seen"] },
    },
    groups:
      typeof row["groups"] === "object" && row["groups"] !== null && !Array.isArray(row["groups"]) ? row["groups"] : {},
  };
};

/** The text that someone patient would type: one literal with all keys. */
const wide = new Function(
  "row",
  `return {
  user_id: row.user_id, event_type: row.event_type, time: row.time, insert_id: row.insert_id, country: row.country, city: row.city, platform: row.platform,
  event_properties: { ${WIDE_FIELDS.map((name) => `${name}: row.${name}`).join(", ")} },
};`,
) as HandWritten;

/** By the name of the converter in fixtures/bench. */
export const HAND_WRITTEN: Readonly<Record<string, HandWritten>> = {
  "pass-through": passThrough,
  "export-reimport": exportReimport,
  "time-and-strings": timeAndStrings,
  "deep-and-conditional": deepAndConditional,
  wide,
};
