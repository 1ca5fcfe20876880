// Days, instants and times of day as Parquet counts them to ISO texts.

const DAY_MS = 86_400_000;
/** How far ECMAScript's dates reach from the epoch, in milliseconds. */
const MAX_MS = 8.64e15;

/** `YYYY-MM-DD` of days since the epoch; years outside 0-9999 have a sign and six digits. Undefined past ECMAScript's dates. */
export function dateText(days: number): string | undefined {
  const ms = days * DAY_MS;
  if (Math.abs(ms) > MAX_MS) return undefined;
  const iso = new Date(ms).toISOString();
  return iso.slice(0, iso.indexOf("T"));
}

/**
 * `YYYY-MM-DDTHH:MM:SS[.fraction]Z`. The fraction has 0, 3, 6 or 9 digits, the fewest that lose nothing (D).
 * Undefined past ECMAScript's dates.
 * @param perSecond how many units a second has: 1e3, 1e6 or 1e9
 */
export function instantText(units: bigint, perSecond: bigint): string | undefined {
  const rest = ((units % perSecond) + perSecond) % perSecond;
  const seconds = Number((units - rest) / perSecond);
  if (Math.abs(seconds) * 1000 > MAX_MS) return undefined;
  const iso = new Date(seconds * 1000).toISOString();
  return `${iso.slice(0, -5)}${fractionText(rest, perSecond)}Z`;
}

/** `HH:MM:SS[.fraction]` of units since midnight (D). */
export function timeText(units: bigint, perSecond: bigint): string | undefined {
  const seconds = Number(units / perSecond);
  if (units < 0n || seconds > 86_400) return undefined;
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${fractionText(units % perSecond, perSecond)}`;
}

function fractionText(units: bigint, perSecond: bigint): string {
  if (units === 0n) return "";
  let digits = units.toString().padStart(perSecond.toString().length - 1, "0");
  while (digits.endsWith("000")) digits = digits.slice(0, -3);
  return `.${digits}`;
}
