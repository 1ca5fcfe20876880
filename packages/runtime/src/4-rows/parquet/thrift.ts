// Bytes in Thrift's compact protocol to where their struct ends, refused when they claim what they cannot hold.

/** Footers of real files nest about ten deep. */
const MAX_DEPTH = 64;

/** An integer of 64 bits in sevens. */
const MAX_VARINT_BYTES = 10;

/**
 * The byte behind the struct that begins at `start`. What passes, a parser may read without harm: lists are not longer than the bytes
 * that are left, integers have at most 64 bits, and nothing nests deeper than it should.
 * @throws Error when the bytes end early, or are no such struct
 */
export function thriftEnd(bytes: Uint8Array, start: number): number {
  const walker = { bytes, at: start };
  passStruct(walker, 0);
  return walker.at;
}

interface Walker {
  readonly bytes: Uint8Array;
  at: number;
}

function passStruct(walker: Walker, depth: number): void {
  if (depth > MAX_DEPTH) throw new Error(`its metadata nests deeper than ${MAX_DEPTH}`);
  for (;;) {
    const head = byte(walker);
    if ((head & 15) === 0) return;
    if (head >> 4 === 0) varint(walker);
    passValue(walker, head & 15, depth);
  }
}

function passValue(walker: Walker, type: number, depth: number): void {
  switch (type) {
    case 1:
    case 2:
      return;
    case 3:
      return skip(walker, 1);
    case 4:
    case 5:
    case 6:
      varint(walker);
      return;
    case 7:
      return skip(walker, 8);
    case 8:
      return skip(walker, varint(walker));
    case 9:
      return passList(walker, depth + 1);
    case 12:
      return passStruct(walker, depth + 1);
    default:
      throw new Error(`its metadata has a value of unknown type ${type}`);
  }
}

function passList(walker: Walker, depth: number): void {
  if (depth > MAX_DEPTH) throw new Error(`its metadata nests deeper than ${MAX_DEPTH}`);
  const head = byte(walker);
  const count = head >> 4 === 15 ? varint(walker) : head >> 4;
  if (count > walker.bytes.length - walker.at)
    throw new Error(`its metadata claims a list of ${count} in ${walker.bytes.length - walker.at} bytes`);
  const type = head & 15;
  // In a list, a boolean takes a byte.
  if (type === 1 || type === 2) return skip(walker, count);
  for (let i = 0; i < count; i += 1) passValue(walker, type, depth);
}

function skip(walker: Walker, count: number): void {
  if (count > walker.bytes.length - walker.at) throw new Error("its metadata ends early");
  walker.at += count;
}

function byte(walker: Walker): number {
  const value = walker.bytes[walker.at];
  if (value === undefined) throw new Error("its metadata ends early");
  walker.at += 1;
  return value;
}

/** The value matters only for lengths, which are small. */
function varint(walker: Walker): number {
  let value = 0;
  for (let i = 0; i < MAX_VARINT_BYTES; i += 1) {
    const next = byte(walker);
    value += (next & 127) * 2 ** (7 * i);
    if (next < 128) return value;
  }
  throw new Error("its metadata has an integer of more than 64 bits");
}
