// The physical values of a Parquet column to Values, by its annotation; one converter for a column, one call for a page.
import type { Value } from "@heddle/compiler";
import type { DecodedArray, SchemaElement } from "hyparquet";
import type { Cell } from "./cell.ts";
import { Unsupported } from "./failures.ts";
import { type CellErrors, storedTexts } from "./texts.ts";
import { dateText, instantText, timeText } from "./times.ts";

/** Converts the non-null values of a page or dictionary. */
export type Converter = (values: DecodedArray) => Cell[];

/** The same as numbers alone, NaN for null; undefined where some cell is none. */
export type NumberConverter = (values: DecodedArray) => Float64Array | undefined;

/**
 * How a leaf's values come out (language.md, section 2; the rest decided here, D):
 * - integers of any width and sign exactly; BOOLEAN as it is;
 * - DOUBLE as it is, FLOAT and FLOAT16 as the shortest decimal that reads back to the same float (0.1, not
 *   0.10000000149011612); NaN and the infinities are null, as JSON has none;
 * - DECIMAL: in one kind for a column. Numbers where the scale is 0 or the precision at most 15, since a double gives back so many
 *   digits; else strings of all digits without trailing zeros, with which arithmetic and `concat` work exactly. A value with more
 *   digits than its column may have is such a string too;
 * - DATE `YYYY-MM-DD`; TIMESTAMP of any unit an ISO string in UTC ending in `Z`; TIME `HH:MM:SS` with its fraction; what lies
 *   beyond ECMAScript's dates stays the integer that it is stored as;
 * - STRING, ENUM and JSON as text (`parse_json_element` reads the last); text that is not UTF-8 rejects its row;
 * - UUID in its usual form; INTERVAL as `{months, days, milliseconds}`;
 * - INT96 as base64 of its 12 bytes; BSON, geometries and byte arrays without annotation as base64.
 * @param errors records whether any cell is a row error
 */
export function converterOf(element: SchemaElement, errors: CellErrors = { found: false }): Converter {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (isDecimal(element)) return decimals(element);
  switch (type) {
    case "BOOLEAN":
      return each((stored) => stored === true || stored === 1);
    case "INT32":
      return int32(element);
    case "INT64":
      return int64(element);
    case "FLOAT":
      return each((stored) => (typeof stored === "number" ? number(shortestFloat(stored, Math.fround)) : null));
    case "DOUBLE":
      return doubles;
    case "INT96":
      return base64;
    case "BYTE_ARRAY":
      return isText(element) ? (values) => storedTexts(values, errors) : base64;
    case "FIXED_LEN_BYTE_ARRAY":
      if (logical?.type === "UUID") return each((stored) => uuid(bytesOf(stored)));
      if (logical?.type === "FLOAT16") return each((stored) => number(float16(bytesOf(stored))));
      if (converted === "INTERVAL" || logical?.type === "INTERVAL") return each((stored) => interval(bytesOf(stored)));
      return isText(element) ? (values) => storedTexts(values, errors) : base64;
    case undefined:
      throw new Error("a column without a physical type");
    default:
      return type satisfies never;
  }
}

/** Undefined where most values of a column become something else than numbers, or take a way of their own. */
export function numberConverterOf(element: SchemaElement): NumberConverter | undefined {
  const { type, converted_type: converted, logical_type: logical } = element;
  const isInteger = converted === undefined || converted.startsWith("INT_") || converted.startsWith("UINT_");
  if (!isInteger || (logical !== undefined && logical.type !== "INTEGER")) return undefined;
  switch (type) {
    case "INT32":
      return isUnsigned(element, 32) ? undefined : int32Numbers;
    case "INT64":
      return isUnsigned(element, 64) ? undefined : integerNumbers;
    case "DOUBLE":
      return doubleNumbers;
    default:
      return undefined;
  }
}

function int32Numbers(values: DecodedArray): Float64Array | undefined {
  return values instanceof Int32Array ? new Float64Array(values) : undefined;
}

/** Whether the converter makes texts of byte arrays, of any length each. */
export function isTexts(element: SchemaElement): boolean {
  return element.type === "BYTE_ARRAY" && !isDecimal(element) && isText(element);
}

/** Far beyond the 38 digits that writers use; what lies beyond takes time without end. */
const MAX_SCALE = 1000;
const MAX_INTEGER_BYTES = 1024;

function isDecimal({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return logical?.type === "DECIMAL" || converted === "DECIMAL";
}

function isText({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return (
    converted === "UTF8" ||
    converted === "ENUM" ||
    converted === "JSON" ||
    logical?.type === "STRING" ||
    logical?.type === "ENUM" ||
    logical?.type === "JSON"
  );
}

function each(convert: (stored: unknown) => Cell): Converter {
  return (values) => {
    const cells: Cell[] = [];
    for (let i = 0; i < values.length; i += 1) cells.push(convert(values[i]));
    return cells;
  };
}

function int32(element: SchemaElement): Converter {
  const { converted_type: converted, logical_type: logical } = element;
  if (converted === "DATE" || logical?.type === "DATE")
    return each((stored) => dateText(Number(stored)) ?? Number(stored));
  if (converted === "TIME_MILLIS" || logical?.type === "TIME")
    return each((stored) => timeText(BigInt(Number(stored)), 1000n) ?? Number(stored));
  return isUnsigned(element, 32) ? each((stored) => Number(stored) >>> 0) : each(Number);
}

function isUnsigned({ converted_type: converted, logical_type: logical }: SchemaElement, bits: 32 | 64): boolean {
  return (
    converted === `UINT_${bits}` || (logical?.type === "INTEGER" && !logical.isSigned && logical.bitWidth === bits)
  );
}

function int64(element: SchemaElement): Converter {
  const { converted_type: converted, logical_type: logical } = element;
  if (logical?.type === "TIMESTAMP") return instants(perSecond(logical.unit));
  if (converted === "TIMESTAMP_MILLIS") return instants(1000n);
  if (converted === "TIMESTAMP_MICROS") return instants(1_000_000n);
  if (logical?.type === "TIME" || converted === "TIME_MICROS") {
    const units = logical?.type === "TIME" ? perSecond(logical.unit) : 1_000_000n;
    return each((stored) => timeText(integerOf(stored), units) ?? normal(integerOf(stored)));
  }
  return isUnsigned(element, 64) ? each((stored) => normal(BigInt.asUintN(64, integerOf(stored)))) : integers;
}

/** Signed 64-bit integers; most fit a number, and are put together from halves without a bigint on the way. */
function integers(values: DecodedArray): Cell[] {
  if (!(values instanceof BigInt64Array)) return each((stored) => normal(integerOf(stored)))(values);
  const halves = halvesOf(values);
  const cells: Cell[] = [];
  for (let i = 0; i < values.length; i += 1) {
    const high = halves[2 * i + 1] ?? 0;
    cells.push(isSmall(high) ? high * 4294967296 + ((halves[2 * i] ?? 0) >>> 0) : normal(values[i] ?? 0n));
  }
  return cells;
}

function integerNumbers(values: DecodedArray): Float64Array | undefined {
  if (!(values instanceof BigInt64Array)) return undefined;
  const halves = halvesOf(values);
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const high = halves[2 * i + 1] ?? 0;
    if (!isSmall(high)) return undefined;
    numbers[i] = high * 4294967296 + ((halves[2 * i] ?? 0) >>> 0);
  }
  return numbers;
}

function halvesOf(values: BigInt64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2);
}

/** By the upper half of an integer: within 2^52 of zero a number is exact for sure. */
function isSmall(high: number): boolean {
  return high >= -0x100000 && high < 0x100000;
}

function perSecond(unit: "MILLIS" | "MICROS" | "NANOS"): bigint {
  switch (unit) {
    case "MILLIS":
      return 1000n;
    case "MICROS":
      return 1_000_000n;
    case "NANOS":
      return 1_000_000_000n;
    default:
      return unit satisfies never;
  }
}

function instants(units: bigint): Converter {
  return each((stored) => instantText(integerOf(stored), units) ?? normal(integerOf(stored)));
}

/** An integer as it is stored: INT32, INT64, or two's complement, big-endian. */
function integerOf(stored: unknown): bigint {
  if (typeof stored === "bigint") return stored;
  if (typeof stored === "number") return BigInt(stored);
  const bytes = bytesOf(stored);
  if (bytes.length === 0) return 0n;
  if (bytes.length > MAX_INTEGER_BYTES) throw new Unsupported(`unsupported: an integer of ${bytes.length} bytes`);
  return BigInt.asIntN(8 * bytes.length, BigInt(`0x${buffer(bytes).toString("hex")}`));
}

/** The normal form of an integer. */
function normal(integer: bigint): number | bigint {
  const nearest = Number(integer);
  return Number.isSafeInteger(nearest) ? nearest : integer;
}

function doubles(values: DecodedArray): Cell[] {
  if (!(values instanceof Float64Array))
    return each((stored) => (typeof stored === "number" ? number(stored) : null))(values);
  const cells: Cell[] = [];
  for (const value of values) cells.push(number(value));
  return cells;
}

function doubleNumbers(values: DecodedArray): Float64Array | undefined {
  if (!(values instanceof Float64Array)) return undefined;
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    const isBig = value > Number.MAX_SAFE_INTEGER || value < -Number.MAX_SAFE_INTEGER;
    if (isBig && Number.isFinite(value)) return undefined;
    // Minus zero is zero.
    numbers[i] = isBig ? Number.NaN : value + 0;
  }
  return numbers;
}

/** The normal form of a double; null where JSON has no number. */
function number(value: number): Value {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  if (!Number.isFinite(value)) return null;
  return Number.isInteger(value) ? BigInt(value) : value;
}

/** The shortest decimal that rounds to the same float of fewer bits. */
function shortestFloat(value: number, round: (value: number) => number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value;
  for (let digits = 3; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (round(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

/** What a double always gives back. */
const DOUBLE_DIGITS = 15;

function decimals(element: SchemaElement): Converter {
  const { type, logical_type: logical } = element;
  const scale = logical?.type === "DECIMAL" ? logical.scale : (element.scale ?? 0);
  if (!(Math.abs(scale) <= MAX_SCALE)) throw new Unsupported(`unsupported scale of a decimal: ${scale}`);
  const said = logical?.type === "DECIMAL" ? logical.precision : element.precision;
  const precision = said ?? (type === "INT32" ? 10 : Infinity);
  if (scale === 0 && type === "INT64") return integers;
  if (scale <= 0) return each((stored) => normal(integerOf(stored) * 10n ** BigInt(-scale)));
  if (precision <= DOUBLE_DIGITS)
    return each((stored) => shortDecimal(stored, scale) ?? decimalNumber(integerOf(stored), scale));
  return each((stored) => decimalText(integerOf(stored), scale));
}

/** A decimal of at most 15 digits in an integer: one division rounds it right. */
function shortDecimal(stored: unknown, scale: number): number | undefined {
  const unscaled = typeof stored === "number" ? stored : typeof stored === "bigint" ? Number(stored) : NaN;
  if (!(Math.abs(unscaled) < 1e15) || scale > 22) return undefined;
  return unscaled === 0 ? 0 : unscaled / 10 ** scale;
}

function decimalNumber(unscaled: bigint, scale: number): number | string {
  const text = decimalText(unscaled, scale);
  const significant = text.replace(/\D/g, "").replace(/^0+/, "");
  return significant.length <= DOUBLE_DIGITS ? Number(text) : text;
}

function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const fraction = digits.slice(-scale).replace(/0+$/, "");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}${fraction === "" ? "" : `.${fraction}`}`;
}

function float16(bytes: Uint8Array): number {
  const bits = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  const value = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return sign * shortestFloat(value, roundToFloat16);
}

/** Rounds a positive number in the range of a normal float16 to 11 significant bits; below, to multiples of 2^-24. */
function roundToFloat16(value: number): number {
  const step = 2 ** (Math.max(Math.floor(Math.log2(value)), -14) - 10);
  return Math.round(value / step) * step;
}

function uuid(bytes: Uint8Array): string {
  const hex = buffer(bytes).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function interval(bytes: Uint8Array): Value {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { months: view.getUint32(0, true), days: view.getUint32(4, true), milliseconds: view.getUint32(8, true) };
}

function base64(values: DecodedArray): Cell[] {
  return each((stored) => buffer(bytesOf(stored)).toString("base64"))(values);
}

function bytesOf(stored: unknown): Uint8Array {
  if (stored instanceof Uint8Array) return stored;
  throw new Error(`bytes were expected where a ${typeof stored} is stored`);
}

function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
