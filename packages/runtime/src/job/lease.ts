// Keeps the lease on a claimed object, and stops the work on it when the lease is lost.
import type { JobParts } from "../contracts/job-parts.ts";
import type { Claim } from "../contracts/ledger.ts";
import { inLedger, ledgerFailure } from "./in-ledger.ts";
import { jobSettings } from "./job-settings.ts";
import type { ObjectWork } from "./object-work.ts";

/** The lease has ended, and another worker may hold the object. */
export class ClaimLost extends Error {}

/**
 * Renews the lease while `run` works.
 * @throws what `run` throws, or what ended the lease: ClaimLost, StageFailure.
 */
export async function whileHeld<T>(
  parts: JobParts,
  claim: Claim,
  work: ObjectWork,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const timer = setInterval(
    () => {
      renew(parts, claim, work).then(
        (held) => held || lost.abort(new ClaimLost()),
        (error: unknown) => lost.abort(ledgerFailure(error)),
      );
    },
    jobSettings(parts).leaseMs / 3,
  );
  try {
    return await run(AbortSignal.any([signal, lost.signal]));
  } catch (error) {
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    clearInterval(timer);
  }
}

/** Renews the lease now. @throws ClaimLost where it is lost. */
export async function requireLease(parts: JobParts, claim: Claim, work: ObjectWork): Promise<void> {
  if (!(await inLedger(() => renew(parts, claim, work)))) throw new ClaimLost();
}

function renew(parts: JobParts, claim: Claim, { counts, bytes }: ObjectWork): Promise<boolean> {
  return parts.ledger.renew(claim, jobSettings(parts).leaseMs, { rows: counts.rows, bytes });
}
