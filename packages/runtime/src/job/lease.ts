// Keeps the lease on a claimed object, and stops the work on it when the lease is lost.
import { setTimeout as sleep } from "node:timers/promises";
import type { JobParts } from "../contracts/job-parts.ts";
import type { Claim } from "../contracts/ledger.ts";
import { steadyNow } from "../process/steady-clock.ts";
import { inLedger, ledgerFailure } from "./in-ledger.ts";
import { jobSettings } from "./job-settings.ts";
import type { ObjectWork } from "./object-work.ts";

/** The lease has ended, and another worker may hold the object. */
export class ClaimLost extends Error {}

export interface Lease {
  /** Renews the lease now. @throws ClaimLost where it is lost. */
  require(): Promise<void>;
  /** The last look before the output becomes visible. @throws ClaimLost where the lease is lost. */
  beginCommit(): Promise<void>;
}

/** A lease with less than this share of its length left is nearly over: work that cannot renew it stops. */
const NEARLY_OVER = 1 / 6;
const RENEWED_EVERY = 1 / 3;
const RETRIED_EVERY = 1 / 12;

/**
 * Renews the lease while `run` works. A renewal that fails is repeated; the work stops only when the lease is lost or nearly over.
 * @throws what `run` throws, or what ended the lease: ClaimLost, StageFailure.
 */
export async function whileHeld<T>(
  parts: JobParts,
  claim: Claim,
  work: ObjectWork,
  signal: AbortSignal,
  run: (signal: AbortSignal, lease: Lease) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const ended = new AbortController();
  const held = heldLease(parts, claim, work);
  const kept = keep(held, ended.signal, lost);
  try {
    return await run(AbortSignal.any([signal, lost.signal]), held);
  } catch (error) {
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    ended.abort();
    await kept;
  }
}

interface HeldLease extends Lease {
  readonly leaseMs: number;
  /** False: it is lost. */
  renew(): Promise<boolean>;
  /** For how long nobody else can take the object. */
  msLeft(): number;
}

function heldLease(parts: JobParts, claim: Claim, work: ObjectWork): HeldLease {
  const { ledger } = parts;
  const { leaseMs } = jobSettings(parts);
  let until = steadyNow() + leaseMs;
  const extend = async (step: () => Promise<boolean>): Promise<boolean> => {
    // The ledger looks at its clock later than this.
    const asked = steadyNow();
    const isHeld = await step();
    if (isHeld) until = Math.max(until, asked + leaseMs);
    return isHeld;
  };
  const required = async (step: () => Promise<boolean>): Promise<void> => {
    if (!(await inLedger(() => extend(step)))) throw new ClaimLost();
  };
  const renew = (): Promise<boolean> => ledger.renew(claim, leaseMs, { rows: work.counts.rows, bytes: work.bytes });
  return {
    leaseMs,
    renew: () => extend(renew),
    require: () => required(renew),
    beginCommit: () => required(() => ledger.beginCommit(claim, leaseMs)),
    msLeft: () => until - steadyNow(),
  };
}

/** Renews a lease until `ended` aborts, or it is lost. */
async function keep(lease: HeldLease, ended: AbortSignal, lost: AbortController): Promise<void> {
  let pause = lease.leaseMs * RENEWED_EVERY;
  for (;;) {
    await sleep(pause, undefined, { signal: ended }).catch(() => {});
    if (ended.aborted) return;
    const outcome = await renewInTime(lease, ended);
    if (ended.aborted) return;
    if (outcome === true) pause = lease.leaseMs * RENEWED_EVERY;
    else if (outcome === false) return lost.abort(new ClaimLost());
    else if (lease.msLeft() <= lease.leaseMs * NEARLY_OVER) return lost.abort(ledgerFailure(outcome));
    else pause = lease.leaseMs * RETRIED_EVERY;
  }
}

/** Renews a lease: whether it is still held, or the error of a ledger that cannot say so, or does not before the lease is nearly over. */
async function renewInTime(lease: HeldLease, ended: AbortSignal): Promise<unknown> {
  const answered = new AbortController();
  const waitMs = Math.max(0, lease.msLeft() - lease.leaseMs * NEARLY_OVER);
  const silence = sleep(waitMs, undefined, { signal: AbortSignal.any([ended, answered.signal]) }).then(
    () => new Error(`no answer for ${Math.round(waitMs)} ms`),
    () => undefined,
  );
  const answer = lease.renew().catch((error: unknown) => error);
  try {
    return await Promise.race([answer, silence]);
  } finally {
    answered.abort();
  }
}
