// How much of a ledger one statement reads at most, so that none is long and memory stays flat; and all pages, one after another.
import type { Ledger, RetryPlace } from "../contracts/ledger.ts";

/** Objects that are tried again in one transaction. */
export const RETRY_PAGE = 1_000;
/** Objects among which one statement looks for those that are done. */
export const DONE_PAGE = 5_000;

/** As `retry` of a ledger, for all objects: their keys in order, page by page. What was yielded stays so, whatever comes after it. */
export async function* retryObjects(
  ledger: Pick<Ledger, "retry">,
  accept: (key: string) => boolean,
): AsyncGenerator<readonly string[]> {
  let after: RetryPlace | undefined;
  do {
    const { keys, next } = await ledger.retry(accept, after);
    if (keys.length > 0) yield keys;
    after = next;
  } while (after !== undefined);
}
