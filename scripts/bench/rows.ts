// A seeded generator to the rows of the suite: about 1.1 KB each, with the keys that its converters read.
import { random } from "./random.ts";

const EVENTS = ["play", "search", "checkout", "heartbeat", "signup", "page view"];
const PLACES = [
  ["Germany", "Hesse", "Kassel"],
  ["France", "Bretagne", "Saint-Malo"],
  ["日本", "東京都", "東京"],
  ["United States", "California", "San Francisco"],
];
const SYSTEMS = ["iOS", "android", "web", "iOS 17"];

/** The rows from `from` up to but not including `to`; a row depends on its number alone. */
export function* makeRows(from: number, to: number): Generator<Record<string, unknown>> {
  for (let i = from; i < to; i += 1) yield makeRow(i, random(i + 1));
}

const pick = <Item>(list: readonly Item[], next: () => number): Item => list[Math.floor(next() * list.length)] as Item;
const whole = (below: number, next: () => number): number => Math.floor(next() * below);

function makeRow(i: number, next: () => number): Record<string, unknown> {
  const time = 1_700_000_000_000 + i * 137;
  const [country, region, city] = pick(PLACES, next);
  const at = new Date(time);
  const user = `User-${whole(1e7, next)}`;
  return {
    user_id: user,
    device_id: `${whole(2 ** 31, next).toString(16)}-${i.toString(16)}`,
    event_type: pick(EVENTS, next),
    time,
    event_time: at.toISOString().replace("T", " ").replace("Z", "000"),
    local_time: `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()} ${at.getUTCHours()}:${at.toISOString().slice(14, 19)}`,
    event_properties: {
      source: pick(["mail", "push", 'organic "ad"'], next),
      items: whole(4, next),
      total: whole(10_000, next) / 100,
      ok: next() < 0.9,
      tags: Array.from({ length: whole(4, next) }, () => pick(["new", "sale", "größe", "last"], next)),
    },
    user_properties: {
      cohort: `Group ${whole(20, next)}`,
      age: 18 + whole(60, next),
      first_seen: "2022-07-01 09:12:30 -0700",
    },
    groups: { org: `org-${whole(1000, next)}` },
    app_version: `v${whole(9, next)}.${whole(20, next)}.${whole(100, next)}-beta`,
    platform: pick(["iOS", "Android", "Web"], next),
    os_name: pick(SYSTEMS, next),
    os_version: `${10 + whole(8, next)}.${whole(6, next)}`,
    device_brand: "Acme",
    device_manufacturer: "Acme Corporation",
    device_model: `Model ${whole(50, next)}`,
    carrier: pick(["Orange", "Telekom", "Verizon"], next),
    country,
    region,
    city,
    dma: `DMA ${whole(200, next)}`,
    language: pick(["German", "French", "English"], next),
    price: whole(10_000, next) / 100,
    quantity: 1 + whole(5, next),
    productId: `sku-${whole(1e5, next)}`,
    revenueType: "purchase",
    location_lat: Math.round(next() * 1e6) / 1e4,
    location_lng: -Math.round(next() * 1e6) / 1e4,
    ip: `10.${whole(256, next)}.${whole(256, next)}.${whole(256, next)}`,
    idfa: `${whole(2 ** 31, next).toString(16)}-4C2E-11EE`,
    event_id: i,
    session_id: time - whole(1e6, next),
    insert_id: `${i}-${whole(1e9, next)}`,
    page_url: `https://shop.example.com/${pick(["shop", "blog", "help"], next)}/items/${whole(1e5, next)}?ref=${whole(1e4, next)}#top`,
    context: {
      account: { plan: { name: pick(["free", "pro"], next), seats: whole(50, next) } },
      device: { ids: [`d-${whole(1e6, next)}`], screen: { width: 1920 } },
    },
    ...(next() < 0.5 ? { identity: { user: { id: user.toLowerCase() } } } : {}),
  };
}

export const WIDE_FIELDS: readonly string[] = Array.from(
  { length: 193 },
  (_, i) => `field_${String(i + 1).padStart(3, "0")}`,
);

/** Rows of 200 keys. */
export function* makeWideRows(count: number): Generator<Record<string, unknown>> {
  for (let i = 0; i < count; i += 1) {
    const next = random(i + 1);
    const [country, , city] = pick(PLACES, next);
    const fields = WIDE_FIELDS.map(
      (name, at) =>
        [name, at % 3 === 0 ? whole(1e6, next) : at % 3 === 1 ? `text ${whole(1000, next)}` : next() < 0.5] as const,
    );
    yield {
      user_id: `User-${whole(1e7, next)}`,
      event_type: pick(EVENTS, next),
      time: 1_700_000_000_000 + i,
      insert_id: `${i}`,
      country,
      city,
      platform: "Web",
      ...Object.fromEntries(fields),
    };
  }
}
