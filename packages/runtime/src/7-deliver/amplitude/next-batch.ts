// From a queue of events to those of the next request: in order, within its limits, without those that have to wait.
import type { RequestLimits } from "./api.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { Item } from "./item.ts";

export interface NextBatch {
  readonly batch: readonly Item[];
  /** What stays, in its order. */
  readonly rest: Item[];
  /** Whether the batch ended because of a limit. */
  readonly full: boolean;
  /** When the first of those that wait may go; undefined where none waits. */
  readonly wakeAt: number | undefined;
}

/** Pure. An event never overtakes another with its partition key. At least one goes, however large. */
export function nextBatch(
  queue: readonly Item[],
  limits: RequestLimits,
  rateLimits: RateLimits,
  now: number,
): NextBatch {
  const batch: Item[] = [];
  const rest: Item[] = [];
  const waiting = new Set<string>();
  const budgets = new Map<string, number>();
  const budgetOf = (subject: string): number => budgets.get(subject) ?? rateLimits.budget(subject, now);
  let bytes = 0;
  let wakeAt: number | undefined;
  let full = false;
  for (const [i, item] of queue.entries()) {
    if (batch.length >= limits.maxEvents || (batch.length > 0 && bytes + item.bytes > limits.maxBytes)) {
      for (let left = i; left < queue.length; left += 1) rest.push(queue[left] as Item);
      full = true;
      break;
    }
    const blocked = item.subjects.filter((subject) => budgetOf(subject) < 1);
    if (blocked.length > 0 || waiting.has(item.partitionKey)) {
      waiting.add(item.partitionKey);
      rest.push(item);
      for (const subject of blocked) {
        const until = rateLimits.blockedUntil(subject);
        if (until > now && until < (wakeAt ?? Number.POSITIVE_INFINITY)) wakeAt = until;
      }
      continue;
    }
    for (const subject of item.subjects) budgets.set(subject, budgetOf(subject) - 1);
    batch.push(item);
    bytes += item.bytes;
  }
  return { batch, rest, full, wakeAt };
}

/** Takes a batch that is being sent from the budgets of its users and devices. */
export function charge(batch: readonly Item[], rateLimits: RateLimits, now: number): void {
  const events = new Map<string, number>();
  for (const { subjects } of batch) for (const subject of subjects) events.set(subject, (events.get(subject) ?? 0) + 1);
  for (const [subject, count] of events) rateLimits.charge(subject, count, now);
}
