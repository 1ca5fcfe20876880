// Lists a bucket once, in turn with other processes, and ends: what is new waits in the ledger for whoever ingests.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createMutex } from "../async/mutex.ts";
import type { JobParts } from "../contracts/job-parts.ts";
import type { ScanReport } from "../contracts/job-report.ts";
import type { Backlog } from "../contracts/ledger.ts";
import { ownerOfThisProcess } from "../process/owner.ts";
import { converterGate } from "./converter-gate.ts";
import { inLedger } from "./in-ledger.ts";
import { jobSettings } from "./job-settings.ts";
import { scanInTurn } from "./scan.ts";

export interface ScanOptions {
  readonly signal?: AbortSignal;
  /** Called once for each other process whose listing this one waits for, as `ownerOfThisProcess` names it. */
  readonly onWait?: (owner: string) => void;
}

export interface ScanSummary extends ScanReport {
  /** Objects that were in the ledger as they are. */
  readonly known: number;
  /** What waits in the ledger now. */
  readonly backlog: Backlog;
}

const LONGEST_WAIT_MS = 1000;

/** @throws StageFailure of scope "job" where the bucket cannot be listed, or the signal's reason. */
export async function runScan(parts: JobParts, { signal, onWait }: ScanOptions = {}): Promise<ScanSummary> {
  const { leaseMs, maxAttempts, retryForMs, keepOrder } = jobSettings(parts);
  const request = { owner: ownerOfThisProcess(), run: randomUUID(), leaseMs, maxAttempts, retryForMs, keepOrder };
  const scanner = { parts, request, gate: converterGate(parts), exclusive: createMutex() };
  const stop = signal ?? new AbortController().signal;
  await inLedger(() => parts.ledger.bind(parts.source.identity));
  if (parts.mapper.text !== undefined) parts.pool?.start({ hash: parts.mapper.hash, text: parts.mapper.text });
  for (let waitsFor: string | undefined; ;) {
    stop.throwIfAborted();
    const end = await scanInTurn(scanner, stop);
    if (end.granted) {
      const { found } = end;
      const known = found.listed - found.fresh - found.changed.length;
      return { ...found, known, backlog: await inLedger(() => parts.ledger.backlog(request)) };
    }
    if (end.owner !== undefined && end.owner !== waitsFor) onWait?.(end.owner);
    waitsFor = end.owner;
    await sleep(Math.min(end.waitMs, LONGEST_WAIT_MS), undefined, { signal: stop });
  }
}
