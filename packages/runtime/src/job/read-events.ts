// From an opened object to its events in batches, with what became of every other row; nothing is delivered or recorded.
import type { Dict } from "@heddle/compiler";
import type { FailurePlace } from "../contracts/stage-failure.ts";
import type { JobParts, ObjectBytes } from "../contracts/job-parts.ts";

export interface EventBatch {
  readonly events: readonly { readonly row: number; readonly event: Dict }[];
  /** The rows that are no events, in order. */
  readonly others: readonly RowWithoutEvent[];
}

export interface RowWithoutEvent {
  /** From 0, in the file's order. */
  readonly row: number;
  /** Skipped by the converter's flag; no event by the converter; or bad. */
  readonly outcome: "ignored" | "dropped" | "set-aside";
  /** Empty where the row was ignored. */
  readonly rule: string;
  readonly message: string;
  /** The row as it stood in the file; to be asked before the next batch. */
  raw(): string;
}

export interface ReadEventsOptions {
  readonly place?: FailurePlace;
  readonly signal?: AbortSignal;
}

/**
 * Reads, maps and checks an object. The next batch is read when it is asked for.
 * @throws StageFailure of scope "object" when the file as a whole cannot be read (on).
 */
export async function* readEvents(
  parts: Pick<JobParts, "rows" | "mapper" | "checks" | "settings">,
  object: ObjectBytes,
  { place = {}, signal = new AbortController().signal }: ReadEventsOptions = {},
): AsyncGenerator<EventBatch> {
  const { bucket = "", key = place.file ?? "" } = place;
  const now = parts.settings?.clock ?? Date.now;
  for await (const batch of parts.rows(object, { place, signal })) {
    signal.throwIfAborted();
    const events: { row: number; event: Dict }[] = [];
    const others: RowWithoutEvent[] = [];
    let next = 0;
    for (const result of parts.mapper.map(batch, now())) {
      const i = next;
      next += 1;
      const row = batch.firstRow + i;
      const other = (outcome: RowWithoutEvent["outcome"], rule: string, message: string): void => {
        others.push({ row, outcome, rule, message, raw: () => batch.raw(i) });
      };
      switch (result.kind) {
        case "rejected":
          other("set-aside", result.error.code, result.error.message);
          break;
        case "dropped":
          other("dropped", result.rule, result.message);
          break;
        case "mapped": {
          const verdict = parts.checks.check(result.event, { bucket, key, row });
          if (verdict.kind === "event") events.push({ row, event: verdict.event });
          else if (verdict.kind === "ignored") other("ignored", "", "the converter's flag says so");
          else other("set-aside", verdict.rule, verdict.message);
          break;
        }
        default:
          result satisfies never;
      }
    }
    yield { events, others };
  }
}
