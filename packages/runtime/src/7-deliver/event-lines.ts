// The events of a batch as lines of JSON in one run of bytes, and such lines to the events one by one.
import { parseJson } from "@heddle/compiler";
import type { Delivery, EventLines } from "../contracts/sink.ts";

/** The lines without those that `leaveOut` marks; the same object where it marks none. */
export function linesWithout(lines: EventLines, leaveOut: readonly boolean[]): EventLines {
  if (!leaveOut.includes(true)) return lines;
  const kept = [...lines.rows.keys()].filter((i) => leaveOut[i] !== true);
  const rows = Uint32Array.from(kept, (i) => lines.rows[i] ?? 0);
  const ends = new Uint32Array(kept.length);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const [k, i] of kept.entries()) {
    const piece = lineOf(lines, i);
    pieces.push(piece);
    length += piece.length;
    ends[k] = length;
  }
  const bytes = new Uint8Array(length);
  for (const [k, piece] of pieces.entries()) bytes.set(piece, (ends[k] ?? 0) - piece.length);
  return { count: kept.length, firstRow: lines.firstRow, rows, bytes, ends };
}

/** The `i`-th line with its end. */
function lineOf({ bytes, ends }: EventLines, i: number): Uint8Array {
  return bytes.subarray(i === 0 ? 0 : (ends[i - 1] ?? 0), ends[i] ?? 0);
}

/** Event by event, for sinks that take them one by one. */
export function deliveriesOf(
  lines: EventLines,
  sourceOf: (row: number) => ReturnType<NonNullable<Delivery["source"]>>,
): Delivery[] {
  const text = Buffer.from(lines.bytes.buffer, lines.bytes.byteOffset, lines.bytes.length);
  return Array.from({ length: lines.count }, (_, i): Delivery => {
    const row = lines.firstRow + (lines.rows[i] ?? 0);
    const json = text.toString("utf8", i === 0 ? 0 : (lines.ends[i - 1] ?? 0), (lines.ends[i] ?? 1) - 1);
    let event: Delivery["event"] | undefined;
    return {
      row,
      json,
      get event() {
        event ??= parseJson(json) as Delivery["event"];
        return event;
      },
      source: () => sourceOf(row),
    };
  });
}
