// Values to Thrift's compact protocol: Parquet metadata as any writer could make it, sound or not.

/** An integer, a text, bytes, a flag, a list or a struct. */
export type Thrift = number | bigint | string | Uint8Array | boolean | readonly Thrift[] | ThriftFields;

/** Fields by their number; an undefined one is left out. */
export interface ThriftFields {
  readonly [field: number]: Thrift | undefined;
}

export function thriftBytes(fields: ThriftFields): Buffer {
  const parts: Buffer[] = [];
  let last = 0;
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const field = Number(key);
    const type = value === true ? 1 : value === false ? 2 : typeOf(value);
    const delta = field - last;
    parts.push(delta > 0 && delta < 16 ? Buffer.from([(delta << 4) | type]) : Buffer.from([type, ...zigzag(field)]));
    if (typeof value !== "boolean") parts.push(valueBytes(value));
    last = field;
  }
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** Integers are all written as i64, and bigints as i32: no reader of Parquet looks. */
function typeOf(value: Thrift): number {
  if (typeof value === "number") return 6;
  if (typeof value === "bigint") return 5;
  if (typeof value === "boolean") return 1;
  if (typeof value === "string" || value instanceof Uint8Array) return 8;
  return Array.isArray(value) ? 9 : 12;
}

function valueBytes(value: Thrift): Buffer {
  if (typeof value === "number" || typeof value === "bigint") return Buffer.from(zigzag(value));
  if (typeof value === "boolean") return Buffer.from([value ? 1 : 2]);
  if (typeof value === "string" || value instanceof Uint8Array) {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from(varint(BigInt(bytes.length))), bytes]);
  }
  if (!Array.isArray(value)) return thriftBytes(value as ThriftFields);
  const items = value as readonly Thrift[];
  const type = items[0] === undefined ? 12 : typeOf(items[0]);
  const head = items.length < 15 ? [(items.length << 4) | type] : [0xf0 | type, ...varint(BigInt(items.length))];
  return Buffer.concat([Buffer.from(head), ...items.map(valueBytes)]);
}

function zigzag(value: number | bigint): number[] {
  const integer = BigInt(value);
  return varint(BigInt.asUintN(64, (integer << 1n) ^ (integer >> 63n)));
}

function varint(value: bigint): number[] {
  return value < 128n ? [Number(value)] : [Number(value % 128n) + 128, ...varint(value / 128n)];
}
