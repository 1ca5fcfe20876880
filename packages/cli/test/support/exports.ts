// Exports of analytics products, of any size, as their public schemas describe them; the same for the same seed.
import { gzipSync } from "node:zlib";
import { seeded } from "../../../runtime/test/support/random.ts";

export interface ExportFile {
  readonly name: string;
  /** The file with so many rows. */
  make(rows: number): Buffer;
}

interface Row {
  readonly i: number;
  readonly ms: number;
  readonly user: string | null;
  readonly device: string;
  pick<Item>(items: readonly Item[]): Item;
  number(most: number): number;
  uuid(): string;
}

const START = Date.UTC(2026, 0, 5, 7, 30);

function rowsOf(count: number, seed: number): Row[] {
  const random = seeded(seed);
  const number = (most: number): number => Math.floor(random() * most);
  const hex = (length: number): string => Array.from({ length }, () => number(16).toString(16)).join("");
  const uuid = (): string => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  const pick = <Item>(items: readonly Item[]): Item => items[number(items.length)] as Item;
  const users = Array.from({ length: Math.max(3, Math.ceil(count / 8)) }, (_, i) => ({
    id: `user-${1000 + i}`,
    device: uuid(),
  }));
  return Array.from({ length: count }, (_, i) => {
    const { id, device } = pick(users);
    return { i, ms: START + i * 61_357 + number(900), user: number(10) < 6 ? id : null, device, pick, number, uuid };
  });
}

const lines = (rows: readonly unknown[]): Buffer => Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
const iso = (ms: number): string => new Date(ms).toISOString();
const sql = (ms: number): string => iso(ms).replace("T", " ").replace("Z", "");

function table(rows: readonly Readonly<Record<string, unknown>>[], delimiter = ",", hasHeader = true): Buffer {
  const columns = Object.keys(rows[0] ?? {});
  const cell = (value: unknown): string => {
    const text =
      value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
    return new RegExp(`["\r\n${delimiter}]`).test(text) && delimiter !== "\t"
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  };
  const records = rows.map((row) => columns.map((column) => cell(row[column])).join(delimiter));
  return Buffer.from([...(hasHeader ? [columns.join(delimiter)] : []), ...records, ""].join("\n"));
}

/** https://support.google.com/analytics/answer/7029846: the BigQuery export of Google Analytics 4. */
const ga4 = ({ ms, user, device, pick, number }: Row) => ({
  event_date: iso(ms).slice(0, 10).replaceAll("-", ""),
  event_timestamp: String(ms * 1000 + number(999)),
  event_name: pick(["page_view", "session_start", "purchase", "scroll"]),
  event_params: [
    {
      key: "ga_session_id",
      value: { string_value: null, int_value: String(number(1e9)), float_value: null, double_value: null },
    },
    {
      key: "page_location",
      value: { string_value: "https://shop.example/", int_value: null, float_value: null, double_value: null },
    },
  ],
  event_previous_timestamp: pick([null, String(ms * 1000 - 5_000_000)]),
  event_bundle_sequence_id: String(number(1e9)),
  user_id: user,
  user_pseudo_id: `${number(1e9)}.${number(1e9)}`,
  privacy_info: { analytics_storage: "Yes", ads_storage: "Yes", uses_transient_token: "No" },
  user_properties: [
    { key: "plan", value: { string_value: pick(["free", "pro"]), set_timestamp_micros: String(ms * 1000) } },
  ],
  user_first_touch_timestamp: String((ms - 86_400_000) * 1000),
  device: {
    category: pick(["mobile", "desktop"]),
    mobile_brand_name: pick(["Apple", "Google", null]),
    mobile_model_name: pick(["iPhone", "Pixel 8", null]),
    operating_system: pick(["iOS", "Android", "Web"]),
    operating_system_version: pick(["17.1", "14", "Windows 10"]),
    language: pick(["en-us", "de-de"]),
    web_info: { browser: "Chrome", browser_version: "120.0" },
  },
  geo: {
    continent: "Europe",
    country: pick(["Germany", "Austria"]),
    region: "Bavaria",
    city: pick(["Munich", "(not set)"]),
  },
  app_info: null,
  platform: pick(["WEB", "IOS"]),
  stream_id: "2345678901",
  ecommerce: pick([null, { total_item_quantity: "2", purchase_revenue_in_usd: 19.9, purchase_revenue: 18.5 }]),
  items: [],
  device_token: device.slice(0, 8),
});

/** https://segment.com/docs/connections/spec/: messages as Segment keeps them in S3. */
const segment = ({ i, ms, user, device, pick, number, uuid }: Row) => {
  const type = pick(["track", "track", "track", "page", "identify"]);
  return {
    anonymousId: device,
    channel: "client",
    context: {
      ip: `10.0.${number(255)}.${number(255)}`,
      library: { name: "analytics.js", version: "2.11.1" },
      locale: "de-DE",
      page: { path: "/", url: "https://shop.example/", title: "Shop" },
      userAgent: "Mozilla/5.0",
    },
    ...(type === "track"
      ? {
          event: pick(["Order Completed", "Product Viewed"]),
          properties: { revenue: number(90) + 0.5, currency: "EUR" },
        }
      : {}),
    ...(type === "page" ? { name: "Home", properties: { path: "/" } } : {}),
    ...(type === "identify" ? { traits: { plan: "pro" } } : {}),
    integrations: {},
    messageId: `ajs-${uuid()}-${i}`,
    originalTimestamp: iso(ms),
    receivedAt: iso(ms + 900),
    sentAt: iso(ms + 300),
    timestamp: iso(ms + 10),
    type,
    ...(user === null ? {} : { userId: user }),
    version: 1,
  };
};

/** https://segment.com/docs/connections/storage/warehouses/schema/: the table `tracks`. */
const segmentTracks = ({ ms, user, device, pick, uuid, number }: Row) => ({
  id: `ajs-${uuid()}`,
  anonymous_id: device,
  context_ip: `10.0.${number(255)}.${number(255)}`,
  context_library_name: "analytics.js",
  event: pick(["order_completed", "product_viewed"]),
  event_text: pick(["Order Completed", "Product Viewed"]),
  original_timestamp: sql(ms),
  received_at: sql(ms + 900),
  sent_at: sql(ms + 300),
  timestamp: sql(ms + 10),
  user_id: user,
  uuid_ts: sql(ms + 60_000),
});

/** https://docs.mixpanel.com/reference/raw-event-export */
const mixpanel = ({ ms, user, device, pick, uuid, number }: Row) => ({
  event: pick(["Signed up", "Played", "Added to cart"]),
  properties: {
    time: Math.floor(ms / 1000),
    distinct_id: user ?? `$device:${device}`,
    $browser: "Chrome",
    $city: pick(["Berlin", "Paris"]),
    $device_id: device,
    ...(user === null ? {} : { $user_id: user }),
    $insert_id: uuid(),
    $lib_version: "2.45.0",
    $mp_api_endpoint: "api-js.mixpanel.com",
    $os: pick(["Mac OS X", "Windows"]),
    mp_country_code: pick(["DE", "FR"]),
    mp_processing_time_ms: ms + 3000,
    level: number(60),
  },
});

/** https://docs.mixpanel.com/docs/data-pipelines/schematized-export-pipeline, with properties as JSON in a text. */
const mixpanelPipeline = ({ ms, user, device, pick, uuid }: Row) => ({
  event_name: pick(["Signed up", "Played"]),
  time: sql(ms).slice(0, 19),
  distinct_id: user ?? device,
  device_id: device,
  insert_id: uuid(),
  mp_processing_time_ms: ms + 2000,
  properties: { $os: "iOS", plan: pick(["free", "pro"]), $current_url: "https://a.example/?q=1,2" },
});

/** https://docs.snowplow.io/docs/fundamentals/canonical-event/, as the analytics SDK writes it to JSON. */
const snowplow = ({ ms, user, device, pick, uuid, number }: Row) => ({
  app_id: "shop",
  platform: "web",
  etl_tstamp: iso(ms + 2000),
  collector_tstamp: iso(ms + 200),
  dvce_created_tstamp: iso(ms),
  event: pick(["page_view", "page_ping", "struct", "unstruct"]),
  event_id: uuid(),
  txn_id: null,
  name_tracker: "sp",
  v_tracker: "js-3.5.0",
  v_collector: "ssc-2.8.2",
  v_etl: "snowplow-enrich-3.7.0",
  user_id: user,
  user_ipaddress: `10.1.${number(255)}.${number(255)}`,
  user_fingerprint: null,
  domain_userid: device,
  domain_sessionidx: number(20) + 1,
  network_userid: uuid(),
  geo_country: pick(["DE", "FR"]),
  geo_latitude: 48.1 + number(90) / 100,
  geo_longitude: 11.5 + number(90) / 100,
  page_url: "https://shop.example/",
  useragent: "Mozilla/5.0",
  br_lang: "de-DE",
  dvce_sent_tstamp: iso(ms + 100),
  contexts_com_snowplowanalytics_snowplow_web_page_1: [{ id: uuid() }],
  derived_tstamp: iso(ms + 5),
  event_vendor: "com.snowplowanalytics.snowplow",
  event_name: pick(["page_view", "page_ping", "event", "add_to_cart"]),
  event_format: "jsonschema",
  event_version: "1-0-0",
  true_tstamp: null,
});

const SNOWPLOW_CELLS = 131;

/** The same as tab-separated values without a header: the places of the canonical event model, from 0. */
function snowplowTsv(row: Row): Readonly<Record<string, unknown>> {
  const event = snowplow(row);
  const at: Readonly<Record<number, unknown>> = {
    0: event.app_id,
    1: event.platform,
    2: sql(row.ms + 2000),
    3: sql(row.ms + 200),
    4: sql(row.ms),
    5: event.event,
    6: event.event_id,
    8: event.name_tracker,
    9: event.v_tracker,
    12: event.user_id,
    13: event.user_ipaddress,
    15: event.domain_userid,
    17: event.network_userid,
    18: event.geo_country,
    29: event.page_url,
    52: { schema: "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0", data: [] },
    125: event.event_vendor,
    126: event.event_name,
    130: "",
  };
  return Object.fromEntries(Array.from({ length: SNOWPLOW_CELLS }, (_, i) => [`c${i}`, at[i] ?? ""]));
}

/** https://amplitude.com/docs/apis/analytics/export */
const amplitude = ({ i, ms, user, device, pick, uuid, number }: Row) => ({
  $insert_id: uuid(),
  $insert_key: null,
  $schema: null,
  adid: null,
  amplitude_attribution_ids: null,
  amplitude_event_type: null,
  amplitude_id: 100_000_000_000 + number(1e6),
  app: 123_456,
  city: pick(["Berlin", null]),
  client_event_time: `${sql(ms)}000`,
  client_upload_time: `${sql(ms + 700)}000`,
  country: pick(["Germany", "France"]),
  data: { path: "/2/httpapi" },
  device_id: device,
  device_type: pick(["Apple iPhone", "Windows"]),
  event_id: i + 1,
  event_properties: { plan: pick(["free", "pro"]), price: number(100) },
  event_time: `${sql(ms)}000`,
  event_type: pick(["Song Played", "[Amplitude] Page Viewed", "Button Clicked"]),
  group_properties: {},
  groups: {},
  idfa: null,
  ip_address: `10.2.${number(255)}.1`,
  is_attribution_event: null,
  language: pick(["German", "English"]),
  library: "amplitude-ts/1.9.1",
  location_lat: null,
  location_lng: null,
  os_name: pick(["iOS", "Chrome"]),
  os_version: "17",
  paying: null,
  platform: pick(["iOS", "Web"]),
  processed_time: sql(ms + 4000),
  region: null,
  server_received_time: `${sql(ms + 800)}000`,
  server_upload_time: `${sql(ms + 900)}000`,
  session_id: ms - number(60_000),
  start_version: null,
  user_creation_time: null,
  user_id: user,
  user_properties: { initial_referrer: "EMPTY" },
  uuid: uuid(),
  version_name: null,
});

const file = (name: string, seed: number, make: (rows: readonly Row[]) => Buffer): ExportFile => ({
  name,
  make: (rows) => make(rowsOf(rows, seed)),
});

export const EXPORTS: readonly ExportFile[] = [
  file("ga4-000000000000.json", 1, (rows) => lines(rows.map(ga4))),
  file("ga4-000000000001.json.gz", 2, (rows) => gzipSync(lines(rows.map(ga4)))),
  file("ga4-flat.csv", 3, (rows) =>
    table(rows.map(ga4).map(({ event_params, items, ...flat }) => ({ ...flat, event_params }))),
  ),
  file("segment-1767600000.1.json.gz", 4, (rows) => gzipSync(lines(rows.map(segment)))),
  file("segment-tracks.csv", 5, (rows) => table(rows.map(segmentTracks))),
  file("mixpanel-export.json", 6, (rows) => lines(rows.map(mixpanel))),
  file("mixpanel-pipeline.csv", 7, (rows) => table(rows.map(mixpanelPipeline))),
  file("mixpanel-pipeline.json", 8, (rows) =>
    lines(
      rows.map((row) => ({ ...mixpanelPipeline(row), properties: JSON.stringify(mixpanelPipeline(row).properties) })),
    ),
  ),
  file("snowplow-enriched.tsv", 9, (rows) => table(rows.map(snowplowTsv), "\t", false)),
  file("snowplow-run.json", 10, (rows) => lines(rows.map(snowplow))),
  file("snowplow-events.csv", 11, (rows) => table(rows.map(snowplow), ";")),
  file("amplitude-123456_2026-01-05_7.json.gz", 12, (rows) => gzipSync(lines(rows.map(amplitude)))),
  file("amplitude-events.csv", 13, (rows) => table(rows.map(amplitude))),
];
