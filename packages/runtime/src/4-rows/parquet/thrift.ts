// Bytes in Thrift's compact protocol to structs of numbered fields, refused when they claim what they cannot hold.

/** Integers beyond 2^53 are not exact: nothing that is read of a Parquet file may be so large. */
export type ThriftValue = number | boolean | Uint8Array | readonly ThriftValue[] | ThriftStruct;

export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

/** Footers of real files nest about ten deep. */
const MAX_DEPTH = 64;

/** An integer of 64 bits in sevens. */
const MAX_VARINT_BYTES = 10;

interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
}

/**
 * The struct that begins at `start`, and the byte after it. Lists are not longer than the bytes that are left, integers have at
 * most 64 bits, and nothing nests deeper than it should.
 * @throws Error when the bytes end early, or are no such struct
 */
export function readThrift(bytes: Uint8Array, start: number): { readonly fields: ThriftStruct; readonly end: number } {
  const reader = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: start };
  return { fields: readStruct(reader, 0), end: reader.at };
}

function readStruct(reader: Reader, depth: number): ThriftStruct {
  if (depth > MAX_DEPTH) throw new Error(`its metadata nests deeper than ${MAX_DEPTH}`);
  const fields = new Map<number, ThriftValue>();
  let id = 0;
  for (;;) {
    const head = readByte(reader);
    const type = head & 15;
    if (type === 0) return fields;
    id = head >> 4 === 0 ? readZigzag(reader) : id + (head >> 4);
    fields.set(id, readValue(reader, type, depth));
  }
}

function readValue(reader: Reader, type: number, depth: number): ThriftValue {
  switch (type) {
    case 1:
      return true;
    case 2:
      return false;
    case 3:
      return (readByte(reader) << 24) >> 24;
    case 4:
    case 5:
    case 6:
      return readZigzag(reader);
    case 7:
      return reader.view.getFloat64(take(reader, 8), true);
    case 8: {
      const length = readVarint(reader);
      const at = take(reader, length);
      return reader.bytes.subarray(at, at + length);
    }
    case 9:
      return readList(reader, depth + 1);
    case 12:
      return readStruct(reader, depth + 1);
    default:
      throw new Error(`its metadata has a value of unknown type ${type}`);
  }
}

function readList(reader: Reader, depth: number): readonly ThriftValue[] {
  if (depth > MAX_DEPTH) throw new Error(`its metadata nests deeper than ${MAX_DEPTH}`);
  const head = readByte(reader);
  const count = head >> 4 === 15 ? readVarint(reader) : head >> 4;
  const left = reader.bytes.length - reader.at;
  if (count > left) throw new Error(`its metadata claims a list of ${count} in ${left} bytes`);
  const type = head & 15;
  const values: ThriftValue[] = [];
  // In a list, a boolean takes a byte.
  for (let i = 0; i < count; i += 1)
    values.push(type === 1 || type === 2 ? readByte(reader) === 1 : readValue(reader, type, depth));
  return values;
}

function take(reader: Reader, count: number): number {
  const { at } = reader;
  if (count > reader.bytes.length - at) throw new Error("its metadata ends early");
  reader.at += count;
  return at;
}

function readByte(reader: Reader): number {
  return reader.bytes[take(reader, 1)] ?? 0;
}

function readVarint(reader: Reader): number {
  let value = 0;
  for (let i = 0; i < MAX_VARINT_BYTES; i += 1) {
    const next = readByte(reader);
    value += (next & 127) * 2 ** (7 * i);
    if (next < 128) return value;
  }
  throw new Error("its metadata has an integer of more than 64 bits");
}

function readZigzag(reader: Reader): number {
  const value = readVarint(reader);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
