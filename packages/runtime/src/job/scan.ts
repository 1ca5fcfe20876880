// From the listing of a bucket to objects in the ledger, by one process at a time.
import type { Mutex } from "../async/mutex.ts";
import type { JobParts } from "../contracts/job-parts.ts";
import type { ScanReport } from "../contracts/job-report.ts";
import type { ClaimRequest, ObjectFinding, ScanTurn } from "../contracts/ledger.ts";
import type { ObjectInfo } from "../contracts/object-info.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { isDeadProcess } from "../process/owner.ts";
import { steadyNow } from "../process/steady-clock.ts";
import type { Gate } from "./converter-gate.ts";
import { inLedger } from "./in-ledger.ts";
import { jobSettings } from "./job-settings.ts";

/** What lists and discovers. */
export interface Scanner {
  readonly parts: JobParts;
  readonly request: Pick<ClaimRequest, "owner" | "run" | "keepOrder">;
  readonly gate: Gate;
  /** Where order matters, no object is claimed during a scan, which finds them in the order of their keys. */
  readonly exclusive: Mutex;
}

/** What a scan brought, or why this process did not list. */
export type ScanEnd = { readonly granted: true; readonly found: ScanReport } | Exclude<ScanTurn, { granted: true }>;

/** A report that grows: in place, for a listing may have a finding for each of a million objects. */
export type Found = { -readonly [key in keyof Omit<ScanReport, "changed" | "findings">]: ScanReport[key] } & {
  readonly changed: ObjectInfo[];
  readonly findings: ObjectFinding[];
};

export function nothingFound(): Found {
  return { listed: 0, fresh: 0, changed: [], findings: [] };
}

/**
 * Lists the bucket if it is this process' turn, and stops when the turn is lost. `everyMs`: the last listing, of whatever process, has to
 * be so long ago.
 */
export async function scanInTurn(scanner: Scanner, signal: AbortSignal, everyMs = 0): Promise<ScanEnd> {
  const { parts, request, exclusive } = scanner;
  const { ledger, mapper } = parts;
  const { owner, run } = request;
  const { leaseMs } = jobSettings(parts);
  await inLedger(() => ledger.reclaimDead(isDeadProcess));
  return exclusive(async () => {
    const turn = await inLedger(() => ledger.beginScan({ owner, run, leaseMs, converterHash: mapper.hash, everyMs }));
    if (!turn.granted) return turn;
    const found = nothingFound();
    let isComplete = false;
    try {
      await whileItsTurn(scanner, signal, (held, keep) => list(scanner, held, keep, found));
      isComplete = found.incomplete === undefined;
    } catch (error) {
      if (!(error instanceof TurnLost)) throw error;
      return { granted: false, waitMs: 0 };
    } finally {
      // Otherwise its lease ends.
      await ledger.endScan(run, isComplete).catch(() => {});
    }
    return { granted: true, found };
  });
}

async function list(scanner: Scanner, held: AbortSignal, keep: () => Promise<void>, found: Found): Promise<void> {
  const onFinding = (finding: ObjectFinding): void => void found.findings.push(finding);
  try {
    for await (const page of scanner.parts.source.scan(held, onFinding)) {
      held.throwIfAborted();
      await keep();
      await discover(scanner, page, found, held);
    }
  } catch (error) {
    // Where order matters, what was not listed may come first.
    const isPassable = error instanceof StageFailure && error.code === "s3/odd-listing";
    if (!isPassable || scanner.request.keepOrder === true) throw error;
    found.incomplete = error;
  }
}

/** Adds what it brings to `found`. */
export async function discover(
  { parts, gate }: Pick<Scanner, "parts" | "gate">,
  objects: readonly ObjectInfo[],
  found: Found,
  signal: AbortSignal,
): Promise<void> {
  await gate(objects, signal);
  const { fresh, changed, findings } = await inLedger(() => parts.ledger.discover(objects, parts.mapper.hash));
  found.listed += objects.length;
  found.fresh += fresh;
  found.changed.push(...changed);
  found.findings.push(...findings);
}

/** Another process may list by now. */
class TurnLost extends Error {}

const RENEWED_EVERY = 1 / 3;

/**
 * Keeps the turn while `run` lists; `keep` makes sure of it before a page is recorded.
 * @throws what `run` throws, or TurnLost.
 */
async function whileItsTurn(
  { parts, request }: Scanner,
  signal: AbortSignal,
  run: (held: AbortSignal, keep: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { leaseMs } = jobSettings(parts);
  const lost = new AbortController();
  let renewedAt = steadyNow();
  const renew = async (): Promise<void> => {
    const asked = steadyNow();
    if (!(await parts.ledger.renewScan(request.run, leaseMs))) throw new TurnLost();
    renewedAt = asked;
  };
  const isOver = (share: number): boolean => steadyNow() - renewedAt > leaseMs * share;
  const timer = setInterval(
    () =>
      void renew().catch((error: unknown) => {
        // A ledger out of reach may be back before the turn ends.
        if (error instanceof TurnLost || isOver(1)) lost.abort(new TurnLost());
      }),
    leaseMs * RENEWED_EVERY,
  );
  try {
    await run(AbortSignal.any([signal, lost.signal]), async () => {
      if (isOver(RENEWED_EVERY)) await renew();
    });
  } catch (error) {
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    clearInterval(timer);
  }
}
