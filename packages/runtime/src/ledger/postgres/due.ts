// Which failed objects of a PostgreSQL ledger are tried again, as conditions on their rows.
import type { ClaimRequest } from "../../contracts/ledger.ts";

/** Parameters: `$1` most attempts, `$2` retry for so many milliseconds. */
export const failedToRetry = (now: string): string =>
  `state = 'failed' AND retryable AND (attempts < $1 OR first_failed_at + $2 > ${now})`;
/** Further parameters: `$3` the run, `$4` whether a run tries again what it failed at. */
export const failedAndDue = (now: string): string =>
  `${failedToRetry(now)} AND (run IS DISTINCT FROM $3 OR ($4 AND not_before <= ${now}))`;

export function due(request: ClaimRequest): readonly unknown[] {
  return [request.maxAttempts, request.retryForMs ?? 0, request.run, request.retryAfterMs !== undefined];
}
