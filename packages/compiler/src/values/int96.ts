// A Parquet INT96 timestamp in base64 to milliseconds since the epoch.

/** The 6 bits of a base64 character, or -1. */
function base64Sextet(code: number): number {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  return code === 43 ? 62 : code === 47 ? 63 : -1;
}

/** The 3 bytes that 4 base64 characters stand for, the first byte highest, or a negative number. */
function base64Triple(text: string, at: number): number {
  const a = base64Sextet(text.charCodeAt(at));
  const b = base64Sextet(text.charCodeAt(at + 1));
  const c = base64Sextet(text.charCodeAt(at + 2));
  const d = base64Sextet(text.charCodeAt(at + 3));
  return (a | b | c | d) < 0 ? -1 : (a << 18) | (b << 12) | (c << 6) | d;
}

/**
 * Milliseconds since the epoch of a base64 INT96: 8 bytes of little-endian nanoseconds of the day, 4 bytes of
 * little-endian Julian day (operator `int96_time_to_ms`). Both are signed, as Java's readers take them; nanoseconds
 * beyond a day simply count on; the sum is cut to milliseconds towards the past (D). The text has exactly 16 characters
 * of the standard alphabet (D); anything else is `undefined`. The result is in normal form: beyond 2^53-1 a bigint.
 */
export function int96Base64ToMs(base64: string): number | bigint | undefined {
  if (base64.length !== 16) return undefined;
  const a = base64Triple(base64, 0);
  const b = base64Triple(base64, 4);
  const c = base64Triple(base64, 8);
  const d = base64Triple(base64, 12);
  if ((a | b | c | d) < 0) return undefined;

  const low = ((a >> 16) | (a & 0xff00) | ((a & 0xff) << 16) | ((b >> 16) << 24)) >>> 0;
  const high = ((b >> 8) & 0xff) | ((b & 0xff) << 8) | (c & 0xff0000) | ((c & 0xff00) << 16);
  const julianDay = (c & 0xff) | ((d >> 16) << 8) | ((d & 0xff00) << 8) | ((d & 0xff) << 24);
  // 2440588 is the Julian day of 1970-01-01.
  const dayMs = (julianDay - 2440588) * 86400000;

  let nanosMs: number;
  if (high >= -0x100000 && high < 0x100000) {
    nanosMs = Math.floor((high * 4294967296 + low) / 1000000);
  } else {
    const nanos = (BigInt(high) << 32n) | BigInt(low);
    nanosMs = Number(nanos >= 0n ? nanos / 1000000n : (nanos - 999999n) / 1000000n);
  }
  const ms = dayMs + nanosMs;
  if (Number.isSafeInteger(ms)) return ms;
  return BigInt(dayMs) + BigInt(nanosMs);
}
