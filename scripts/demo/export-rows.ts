// In: a seed and a count. Out: rows as Amplitude's own export writes them, the same for the same seed on every machine.

/** A small random number generator (mulberry32): numbers from 0 to below 1. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const EVENT_TYPES = [
  "Page Viewed",
  "Product Added",
  "Checkout Started",
  "Order Completed",
  "session_start",
  "session_end",
];
const PLACES = [
  { country: "Germany", region: "Berlin", city: "Berlin", lat: 52.52, lng: 13.405, language: "German" },
  { country: "France", region: "Île-de-France", city: "Paris", lat: 48.8566, lng: 2.3522, language: "French" },
  { country: "Japan", region: "東京都", city: "東京", lat: 35.6762, lng: 139.6503, language: "Japanese" },
  {
    country: "United States",
    region: "California",
    city: "San Francisco",
    lat: 37.7749,
    lng: -122.4194,
    language: "English",
  },
];
const DEVICES = [
  { platform: "Web", os_name: "Chrome", os_version: "141", device_brand: null, device_model: "Windows" },
  { platform: "iOS", os_name: "ios", os_version: "19.1", device_brand: "Apple", device_model: "iPhone 17" },
  { platform: "Android", os_name: "android", os_version: "16", device_brand: "Google", device_model: "Pixel 10" },
];

/** One hour's rows; `amplitude_id`s lie beyond 2^53, as real ones do. Some rows have no event type, and some no id at all. */
export function* exportRows(seed: number, hour: Date, count: number): Generator<string> {
  const random = seededRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  for (let row = 0; row < count; row++) {
    const at = new Date(hour.getTime() + Math.floor((row / count) * 3_600_000));
    const stamp = `${at.toISOString().slice(0, 19).replace("T", " ")}.${String(at.getMilliseconds()).padStart(3, "0")}000`;
    const person = Math.floor(random() * 400);
    const { lat, lng, ...place } = pick(PLACES);
    const anonymous = random() < 0.02;
    const event = {
      $insert_id: uuid(random),
      amplitude_id: "AMPLITUDE_ID",
      app: 187520,
      client_event_time: stamp,
      data: { path: "/2/httpapi", group_first_event: {} },
      device_id: anonymous ? null : `device-${person}-${person % 3}`,
      event_id: row,
      event_properties: {
        page: `/products/${Math.floor(random() * 90)}`,
        price: Math.round(random() * 20_000) / 100,
        tags: ["a", "b"].slice(0, Math.floor(random() * 3)),
      },
      event_time: stamp,
      event_type: random() < 0.01 ? null : pick(EVENT_TYPES),
      groups: {},
      ip_address: `203.0.113.${Math.floor(random() * 256)}`,
      ...pick(DEVICES),
      ...place,
      location_lat: lat,
      location_lng: lng,
      session_id: at.getTime() - (at.getTime() % 1_800_000),
      user_id: anonymous || random() < 0.3 ? null : `user-${String(person).padStart(5, "0")}`,
      user_properties: { plan: pick(["free", "pro", "team"]), logins: Math.floor(random() * 500) },
      uuid: anonymous ? null : uuid(random),
      version_name: `4.${Math.floor(random() * 12)}.0`,
    };
    const amplitudeId = 9_007_199_254_740_993n + BigInt(person) * 1_000_003n;
    yield JSON.stringify(event).replace('"AMPLITUDE_ID"', amplitudeId.toString());
  }
}

function uuid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
