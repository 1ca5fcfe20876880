// Signs of life of a job at intervals, each with what its ledger says then.
import type { JobParts } from "../contracts/job-parts.ts";
import type { Beat, JobHooks } from "../contracts/job-report.ts";
import type { ClaimRequest } from "../contracts/ledger.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { inLedger } from "./in-ledger.ts";
import { jobSettings } from "./job-settings.ts";

export interface Beats {
  start(): void;
  /** Resolves after a last beat, where there was a first. */
  stop(): Promise<void>;
}

export function createBeats({
  parts,
  request,
  hooks,
}: {
  readonly parts: JobParts;
  readonly request: ClaimRequest;
  readonly hooks: JobHooks;
}): Beats {
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  const beat = async (): Promise<void> => {
    const found = await look(parts, request);
    try {
      hooks.onBeat?.(found);
    } catch {
      // Nobody waits for a beat, so nobody could be told.
    }
  };
  const next = (): void => void (last = last.then(beat));
  return {
    start() {
      if (hooks.onBeat === undefined) return;
      next();
      timer = setInterval(next, jobSettings(parts).beatMs).unref();
    },
    async stop() {
      if (timer === undefined) return;
      clearInterval(timer);
      next();
      await last;
    },
  };
}

async function look({ ledger }: JobParts, request: ClaimRequest): Promise<Beat> {
  try {
    return { backlog: await inLedger(() => ledger.backlog(request)) };
  } catch (error) {
    if (error instanceof StageFailure) return { failure: error };
    throw error;
  }
}
