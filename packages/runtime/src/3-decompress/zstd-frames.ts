// The bytes of zstd data to whether they end where a frame ends: older decoders of Node take a frame that is cut off for a whole one.

export interface ZstdFrames {
  /** Takes the next bytes. */
  push(bytes: Uint8Array): void;
  /** Whether the bytes so far end with a whole frame (RFC 8878); true as well once they are something else than zstd. */
  isWhole(): boolean;
}

type Stage = "magic" | "descriptor" | "block" | "checksum" | "skippable" | "foreign";

const STAGE_BYTES: Readonly<Record<Stage, number>> = {
  magic: 4,
  descriptor: 1,
  block: 3,
  checksum: 4,
  skippable: 4,
  foreign: 0,
};

export function zstdFrames(): ZstdFrames {
  let stage: Stage = "magic";
  let piece: number[] = [];
  /** Bytes to pass over before the next piece. */
  let skip = 0;
  let hasChecksum = false;

  const take = (bytes: readonly number[]): void => {
    const number = bytes.reduceRight((high, byte) => high * 256 + byte, 0);
    switch (stage) {
      case "magic":
        stage =
          number === 0xfd2fb528 ? "descriptor" : number >= 0x184d2a50 && number <= 0x184d2a5f ? "skippable" : "foreign";
        return;
      case "descriptor":
        hasChecksum = (number & 4) !== 0;
        skip = headerBytes(number);
        stage = "block";
        return;
      case "block": {
        const isRun = ((number >> 1) & 3) === 1;
        skip = isRun ? 1 : number >>> 3;
        if ((number & 1) !== 0) stage = hasChecksum ? "checksum" : "magic";
        return;
      }
      case "checksum":
        stage = "magic";
        return;
      case "skippable":
        skip = number;
        stage = "magic";
        return;
      case "foreign":
        return;
      default:
        stage satisfies never;
    }
  };

  return {
    push(bytes) {
      for (let i = 0; i < bytes.length && stage !== "foreign";) {
        if (skip > 0) {
          const passed = Math.min(skip, bytes.length - i);
          skip -= passed;
          i += passed;
          continue;
        }
        piece.push(bytes[i] ?? 0);
        i += 1;
        if (piece.length < STAGE_BYTES[stage]) continue;
        const whole = piece;
        piece = [];
        take(whole);
      }
    },
    isWhole: () => stage === "foreign" || (stage === "magic" && skip === 0 && piece.length === 0),
  };
}

/** Where the frame ends that starts at `from`; undefined where it does not end within `most` bytes, or is none. */
export function zstdFrameEnd(bytes: Buffer, from: number, most: number): number | undefined {
  const last = Math.min(bytes.length, from + most);
  if (from + 9 > last) return undefined;
  const magic = bytes.readUInt32LE(from);
  if (magic >= 0x184d2a50 && magic <= 0x184d2a5f) {
    const end = from + 8 + bytes.readUInt32LE(from + 4);
    return end <= last ? end : undefined;
  }
  if (magic !== 0xfd2fb528) return undefined;
  const descriptor = bytes[from + 4] ?? 0;
  for (let at = from + 5 + headerBytes(descriptor); at + 3 <= last;) {
    const block = bytes.readUIntLE(at, 3);
    const isRun = ((block >> 1) & 3) === 1;
    at += 3 + (isRun ? 1 : block >>> 3);
    if ((block & 1) === 0) continue;
    const end = at + ((descriptor & 4) === 0 ? 0 : 4);
    return end <= last ? end : undefined;
  }
  return undefined;
}

/** The bytes of a frame's header behind its descriptor: window, dictionary id, content size. */
function headerBytes(descriptor: number): number {
  const singleSegment = (descriptor & 32) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const size = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  return (singleSegment ? 0 : 1) + dictionary + size;
}

/** The largest window that is given memory: 2 to this power, as `zstd --long=28` writes. */
export const MAX_WINDOW_LOG = 28;

/** The longest header of a frame, its magic bytes included. */
export const ZSTD_HEADER_BYTES = 18;

/** What a frame needs to be decoded; undefined where the bytes are no frame's header. */
export function zstdNeeds(head: Buffer): { readonly windowBytes: number; readonly dictionary: boolean } | undefined {
  if (head.length < 6 || head.readUInt32LE(0) !== 0xfd2fb528) return undefined;
  const descriptor = head[4] ?? 0;
  const isSingleSegment = (descriptor & 32) !== 0;
  const idBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const idAt = isSingleSegment ? 5 : 6;
  const dictionary = head.subarray(idAt, idAt + idBytes).some((byte) => byte !== 0);
  // A frame of one segment has its content as its window: what is larger than a window may be is cut by other limits.
  if (isSingleSegment) return { windowBytes: 1, dictionary };
  const window = head[5] ?? 0;
  const base = 2 ** (10 + (window >> 3));
  return { windowBytes: base + (base / 8) * (window & 7), dictionary };
}
