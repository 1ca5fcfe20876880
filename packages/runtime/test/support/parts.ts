// The parts of a small job, put together by hand: JSON lines in, every dict an event with a number of its own.
import { type Dict, isDict, parseJson, type Result, type Value } from "@heddle/compiler";
import type { RowBatch } from "../../src/contracts/row-batch.ts";
import { RowError } from "../../src/contracts/row-batch.ts";
import { mapBatch } from "../../src/5-map/map-batch.ts";
import type { JobParts, RowChecks, RowsOf } from "../../src/contracts/job-parts.ts";

/** Lines of an uncompressed object, `size` rows a batch. */
export function jsonLines(size = 100): RowsOf {
  return async function* (object) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of object.stream()) chunks.push(chunk);
    const lines = Buffer.concat(chunks)
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "");
    for (let first = 0; first < lines.length; first += size) yield batchOf(first, lines.slice(first, first + size));
  };
}

export function batchOf(firstRow: number, lines: readonly string[]): RowBatch {
  return {
    firstRow,
    count: lines.length,
    read(i): Value | RowError {
      try {
        return parseJson(lines[i] ?? "");
      } catch (error) {
        return new RowError("row/not-json", String(error));
      }
    },
    raw: (i) => lines[i] ?? "",
    offset: () => undefined,
  };
}

/** A converter that yields what the row holds under `event`, and fails on rows with `fail`. */
export function mapEventKey(row: Value): Result {
  if (!isDict(row)) return undefined;
  if (row["fail"] === "range") throw new RangeError("too much");
  if (row["fail"] === "type") throw new TypeError("what is this");
  return row["event"];
}

export const mapper: JobParts["mapper"] = {
  hash: "0".repeat(64),
  map: (batch, now) => mapBatch({ map: mapEventKey }, batch, now),
};

/** Ignores events with `ignore`, refuses those without `event_type`, and notes a change where there is `long`. */
export const checks: RowChecks = {
  check(event: Dict, place) {
    if (event["ignore"] === true) return { kind: "ignored" };
    if (event["event_type"] === undefined)
      return { kind: "rejected", rule: "event/no-type", message: "the event has no event_type" };
    const changes = event["long"] === undefined ? [] : [{ rule: "event/string-cut", key: "long", message: "cut" }];
    return { kind: "event", event: { ...event, insert_id: `${place.bucket}/${place.key}:${place.row}` }, changes };
  },
};
