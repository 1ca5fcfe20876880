// What commands read rows from, wherever it is: a local file, standard input, or an object of a bucket.
import type { ObjectBytes } from "../contracts/opened-object.ts";

export interface InputFile {
  /** For messages: as the user named it, or `s3://bucket/key`. */
  readonly name: string;
  /** What operators see as the bucket of its rows; "file" for a local file (D). */
  readonly bucket: string;
  /** What operators see as the key of its rows; the path of a local file as it was given (D). */
  readonly key: string;
  /** Bytes as stored; undefined where only reading to the end tells. */
  readonly size: number | undefined;
  /** Milliseconds since the epoch; undefined for standard input. */
  readonly lastModified?: number;
  /** Dispose of what it returns. @throws what the file system throws; an object fails when it is read. */
  open(signal?: AbortSignal): Promise<OpenedInput>;
}

export interface OpenedInput extends AsyncDisposable {
  /** The first bytes as stored, up to `length`. */
  head(length: number): Promise<Uint8Array>;
  /** All bytes as stored; of standard input only once. */
  stream(): AsyncIterable<Uint8Array>;
  /** Present where bytes can be read from anywhere. */
  readonly object?: ObjectBytes;
}

/** The bucket of rows that come from local files. */
export const LOCAL_BUCKET = "file";

export interface GlobParts {
  /** What precedes the first wildcard, up to a slash. */
  readonly base: string;
  matches(path: string): boolean;
}

/** A path with wildcards (`*`, `**`, `?`, `[a-z]`, `{a,b}`) in its parts; undefined for one without. */
export async function globOf(path: string): Promise<GlobParts | undefined> {
  if (!/[*?[{]/.test(path)) return undefined;
  // Loaded where it is needed: most paths have no wildcard.
  const { default: picomatch } = await import("picomatch");
  const { isGlob, base } = picomatch.scan(path);
  return isGlob ? { base, matches: picomatch(path) } : undefined;
}
