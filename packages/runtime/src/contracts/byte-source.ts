// A stream of bytes that can be looked into and given back to: what a chain of compressed members needs.

export interface ByteSource {
  /** The next bytes, never empty; undefined at the end. */
  next(): Promise<Buffer | undefined>;
  /** Gives bytes back; `next` returns them first. */
  unread(bytes: Buffer): void;
  /** Up to `count` bytes from here, fewer only at the end; they stay unread. */
  peek(count: number): Promise<Buffer>;
  /** How many bytes were taken so far, those given back not counted. */
  position(): number;
  /** Ends the input early. */
  close(): Promise<void>;
}

export function byteSource(input: AsyncIterable<Uint8Array>): ByteSource {
  const iterator = input[Symbol.asyncIterator]();
  const back: Buffer[] = [];
  let taken = 0;

  const pull = async (): Promise<Buffer | undefined> => {
    for (;;) {
      const step = await iterator.next();
      if (step.done === true) return undefined;
      if (step.value.length > 0) return asBuffer(step.value);
    }
  };

  const source: ByteSource = {
    async next() {
      const bytes = back.pop() ?? (await pull());
      taken += bytes?.length ?? 0;
      return bytes;
    },
    unread(bytes) {
      if (bytes.length === 0) return;
      back.push(bytes);
      taken -= bytes.length;
    },
    async peek(count) {
      const parts: Buffer[] = [];
      let held = 0;
      while (held < count) {
        const part = await source.next();
        if (part === undefined) break;
        parts.push(part);
        held += part.length;
      }
      const joined = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
      source.unread(joined);
      return joined.subarray(0, count);
    },
    position: () => taken,
    async close() {
      await iterator.return?.();
    },
  };
  return source;
}

/** The same bytes as a Buffer; nothing is copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
