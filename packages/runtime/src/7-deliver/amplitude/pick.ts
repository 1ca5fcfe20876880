// From a queue of events to those of the next request: in order, within the limits, without those that have to wait.
import type { RequestLimits } from "./api.ts";
import type { Holds } from "./rate-limits.ts";
import type { Item } from "./item.ts";

export interface Picked {
  readonly batch: readonly Item[];
  /** What stays, in its order. */
  readonly rest: Item[];
  /** Whether the batch ended because of a limit. */
  readonly full: boolean;
  /** When the first of those that wait may go; undefined where none waits. */
  readonly wakeAt: number | undefined;
}

/** Notes with `holds` what it takes. An event never overtakes another of its partition. At least one goes, however large. */
export function pick(queue: readonly Item[], limits: RequestLimits, holds: Holds, now: number): Picked {
  const batch: Item[] = [];
  const rest: Item[] = [];
  const waiting = new Set<string>();
  const rooms = new Map<string, number>();
  let bytes = 0;
  let wakeAt: number | undefined;
  let full = false;
  for (const [i, item] of queue.entries()) {
    if (batch.length >= limits.maxEvents || (batch.length > 0 && bytes + item.bytes > limits.maxBytes)) {
      for (let left = i; left < queue.length; left += 1) rest.push(queue[left] as Item);
      full = true;
      break;
    }
    const held = item.subjects.filter((subject) => roomOf(subject, rooms, holds, now) < 1);
    if (held.length > 0 || waiting.has(item.partition)) {
      waiting.add(item.partition);
      rest.push(item);
      for (const subject of held) {
        const until = holds.until(subject);
        if (until > now && until < (wakeAt ?? Number.POSITIVE_INFINITY)) wakeAt = until;
      }
      continue;
    }
    for (const subject of item.subjects) rooms.set(subject, roomOf(subject, rooms, holds, now) - 1);
    batch.push(item);
    bytes += item.bytes;
  }
  return { batch, rest, full, wakeAt };
}

function roomOf(subject: string, rooms: ReadonlyMap<string, number>, holds: Holds, now: number): number {
  return rooms.get(subject) ?? holds.room(subject, now);
}

/** Notes that a batch is on its way. */
export function charge(batch: readonly Item[], holds: Holds, now: number): void {
  const events = new Map<string, number>();
  for (const { subjects } of batch) for (const subject of subjects) events.set(subject, (events.get(subject) ?? 0) + 1);
  for (const [subject, count] of events) holds.charge(subject, count, now);
}
