// From what happens in a job to whether it is alive, and ready.
import type { JobHooks } from "../contracts/job-report.ts";
import { steadyNow } from "../process/steady-clock.ts";

export interface Verdict {
  readonly ok: boolean;
  /** In a few words, without what the ledger or the bucket holds. */
  readonly why: string;
}

export interface Health {
  readonly hooks: JobHooks;
  /** The job's loop shows signs of life. */
  alive(): Verdict;
  /** The ledger answers, and the last look for new objects succeeded. */
  ready(): Verdict;
}

/** Beats come every half a minute; who misses so many hangs. */
const SILENT_MS = 120_000;

/** `now` only grows. */
export function createHealth(now: () => number = steadyNow): Health {
  let beatAt = now();
  let ended: string | undefined;
  let ledger: string | undefined = "the job is starting";
  let look: string | undefined = "the bucket was not listed yet";
  return {
    hooks: {
      onJob() {
        [ended, ledger] = [undefined, undefined];
      },
      onBeat({ failure }) {
        beatAt = now();
        ledger = failure === undefined ? undefined : `the ledger does not answer: [${failure.code}]`;
      },
      onLook: () => void (look = undefined),
      onFailure: ({ code }) => void (look = `the last look for new objects failed: [${code}]`),
      onJobEnd: ({ failure }) => void (ended = `the job ended${failure === undefined ? "" : `: [${failure.code}]`}`),
    },
    alive() {
      const silentMs = now() - beatAt;
      if (ended !== undefined) return { ok: false, why: ended };
      if (silentMs > SILENT_MS) return { ok: false, why: `no sign of life for ${Math.round(silentMs / 1000)} s` };
      return { ok: true, why: "alive" };
    },
    ready() {
      const why = ended ?? ledger ?? look;
      return why === undefined ? { ok: true, why: "ready" } : { ok: false, why };
    },
  };
}
