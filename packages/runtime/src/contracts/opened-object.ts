/** An object whose version is pinned: what changes under the same key is noticed, never mixed in. */
export interface OpenedObject {
  readonly size: number;
  readonly etag: string;
  readonly lastModified: number;
  /** The bytes as stored, from the first to the last. Each call reads the object anew. */
  stream(): AsyncIterable<Uint8Array>;
  /** The bytes from `start` up to but not including `end`. */
  read(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** What rows are read from: an object of S3, a local file, or a source of your own. */
export type ObjectBytes = Pick<OpenedObject, "size" | "stream" | "read"> & {
  /** Reads from `start` on into memory of the caller, where that can be: how many bytes, none at the end. */
  readInto?(memory: Uint8Array, start: number): Promise<number>;
};
