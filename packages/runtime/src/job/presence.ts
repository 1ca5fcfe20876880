// Says in the ledger that this process is at work, and makes sure that it may be where others are.
import { hostname } from "node:os";
import type { JobParts } from "../contracts/job-parts.ts";
import type { JobHooks } from "../contracts/job-report.ts";
import type { ObjectInfo } from "../contracts/object-info.ts";
import { isDeadProcess, ownerOfThisProcess } from "../process/owner.ts";
import { steadyNow } from "../process/steady-clock.ts";
import { runtimeVersion } from "../process/version.ts";
import { inLedger } from "./in-ledger.ts";

export interface Presence {
  /** Counts the rows of the job. */
  readonly hooks: Pick<JobHooks, "onProgress" | "onObjectEnd">;
  /** Reports this process, and goes on doing so. @throws StageFailure where others are at work, and the sink cannot keep their late writes out. */
  begin(): Promise<void>;
  end(): Promise<void>;
}

const REPORT_MS = 10_000;
/** So long a process may be silent, stopped or cut off, and counts as one that is at work. */
const SILENT_MS = 60_000;

export function createPresence({ ledger, sink }: JobParts): Presence {
  const owner = ownerOfThisProcess();
  const worker = { owner, host: hostname(), version: runtimeVersion() };
  const meter = rowMeter();
  let timer: NodeJS.Timeout | undefined;
  const report = (): Promise<void> => ledger.report({ ...worker, rowsPerSecond: meter.perSecond() }, SILENT_MS);
  return {
    hooks: meter.hooks,
    async begin() {
      await inLedger(report);
      const others = (await inLedger(() => ledger.workers())).filter((other) => other.owner !== owner);
      if (others.some((other) => !isDeadProcess(other.owner))) await sink.requireFencing?.();
      // Whoever cannot write the ledger finds out where it matters.
      timer = setInterval(() => void report().catch(() => {}), REPORT_MS).unref();
    },
    async end() {
      clearInterval(timer);
      await ledger.leave(owner).catch(() => {});
    },
  };
}

/** Rows a second, since the rate was asked for last. */
function rowMeter(): { readonly hooks: Presence["hooks"]; perSecond(): number } {
  const perObject = new Map<ObjectInfo, number>();
  let rows = 0;
  let since = steadyNow();
  return {
    hooks: {
      onProgress({ object, rows: soFar }) {
        rows += soFar - (perObject.get(object) ?? 0);
        perObject.set(object, soFar);
      },
      onObjectEnd: ({ object }) => void perObject.delete(object),
    },
    perSecond() {
      const now = steadyNow();
      const rate = now === since ? 0 : (1000 * rows) / (now - since);
      rows = 0;
      since = now;
      return rate;
    },
  };
}
