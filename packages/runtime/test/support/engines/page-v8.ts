// node:v8 for a page, as far as columns that move to another thread need it: what is written is a number, by which a clone is found again.

const written: unknown[] = [];

export function serialize(value: unknown): Uint8Array {
  return new TextEncoder().encode(String(written.push(structuredClone(value)) - 1));
}

export function deserialize(bytes: Uint8Array): unknown {
  return structuredClone(written[Number(new TextDecoder().decode(bytes.slice()))]);
}

export function setFlagsFromString(): never {
  throw new Error("no flags here");
}
