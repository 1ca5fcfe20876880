// Bytes that go to another thread: shared memory as it is, other bytes as a copy that moves.

export function transferableBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  return new Uint8Array(bytes);
}

/** What of such bytes moves with a message. */
export function movableBytes({ buffer }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer ? [buffer] : [];
}
