// A ledger whose steps wait for locks of other processes without holding the thread, and end once its file is gone.
import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ledger } from "../../contracts/ledger.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import { BUSY_MS, isBusy } from "../../sqlite/database.ts";

/** SQLite waits on this thread, on which leases are renewed and signals heard: not longer than this. */
const HELD_MS = 100;
const PAUSE_MS = 50;

type Step = (...args: readonly unknown[]) => Promise<unknown>;

/** Every step of the ledger is one transaction, so that one that found the database locked can be taken again. */
export function patientLedger(database: DatabaseSync, path: string, ledger: Ledger): Ledger {
  database.exec(`PRAGMA busy_timeout = ${HELD_MS}`);
  const file = fileAt(path);
  const patient =
    (step: Step): Step =>
    async (...args) => {
      for (const end = performance.now() + BUSY_MS; ;) {
        if (fileAt(path) !== file) throw gone(path);
        try {
          return await step(...args);
        } catch (error) {
          if (!isBusy(error) || performance.now() > end) throw error;
          await sleep(PAUSE_MS);
        }
      }
    };
  const { entries, doneObjects, close, ...steps } = ledger;
  const patientSteps = Object.entries(steps).map(([name, step]) => [name, patient(step as Step)]);
  return { ...(Object.fromEntries(patientSteps) as typeof steps), entries, doneObjects, close };
}

/** What tells a file from another one at the same path; empty where there is none. */
function fileAt(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.dev}:${found.ino}`;
}

function gone(path: string): StageFailure {
  return new StageFailure({
    code: "ledger/gone",
    message: `the ledger ${path} was deleted or replaced while the job was running`,
    hint: "put it back, or start again with a new one; what was delivered and is not in it is delivered again under the same name",
  });
}
