// Texts in UTF-8 that lie one behind another, as a page stores them, to strings.
import { isAscii } from "node:buffer";
import { NO_CELL } from "@heddle/bytes";

/** What lies between texts as short as this is ASCII: the bytes of a length. */
const LONG_TEXT = 0x80;

/**
 * A string for each text, null where the start is NO_CELL. Cut from the whole: from Latin-1 where they are ASCII, which takes half the
 * memory, else from what UTF-8 makes of it.
 */
export function textCells(bytes: Uint8Array, starts: Uint32Array, ends: Uint32Array): (string | null)[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = starts.find((from) => from !== NO_CELL) ?? 0;
  const end = ends.findLast((_, i) => starts[i] !== NO_CELL) ?? start;
  const latin = buffer.toString("latin1", start, end);
  const isPlain = isAscii(buffer.subarray(start, end));
  const wide = isPlain || hasLong(starts, ends) ? undefined : buffer.toString("utf8", start, end);
  const cells: (string | null)[] = [];
  // How many fewer units than bytes there are in front of the text.
  let fewer = 0;
  for (let i = 0; i < starts.length; i += 1) {
    const from = starts[i] ?? NO_CELL;
    if (from === NO_CELL) {
      cells.push(null);
      continue;
    }
    const to = ends[i] ?? from;
    if (isPlain || isAsciiIn(buffer, from, to)) cells.push(latin.slice(from - start, to - start));
    else if (wide === undefined) cells.push(buffer.toString("utf8", from, to));
    else {
      const saved = savedUnits(buffer, from, to);
      const at = from - start - fewer;
      cells.push(wide.slice(at, at + to - from - saved));
      fewer += saved;
    }
  }
  return cells;
}

function hasLong(starts: Uint32Array, ends: Uint32Array): boolean {
  return starts.some((start, i) => start !== NO_CELL && (ends[i] ?? start) - start >= LONG_TEXT);
}

/** How many units of a string fewer than bytes a text takes. */
function savedUnits(bytes: Buffer, from: number, to: number): number {
  let saved = 0;
  for (let i = from; i < to; i += 1) {
    const byte = bytes[i] ?? 0;
    // Bytes after the first of a character make no unit of their own, but a character of four bytes makes two.
    if (byte >= 0x80) saved += byte < 0xc0 ? 1 : byte >= 0xf0 ? -1 : 0;
  }
  return saved;
}

export function isAsciiIn(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) {
    if ((bytes[i] ?? 0) >= 0x80) return false;
  }
  return true;
}
