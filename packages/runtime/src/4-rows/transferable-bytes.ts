// Bytes to memory that can go to another thread: shared memory as it is, other bytes as a copy.

export function transferableBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  return new Uint8Array(bytes);
}
