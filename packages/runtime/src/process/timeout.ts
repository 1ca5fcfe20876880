// Runs synchronous work under a limit of time: the only way to stop a regular expression that takes exponential time.
import { createContext, Script } from "node:vm";

export interface Timeout {
  /** Whether `work` came to its end within `ms` milliseconds; where not, it was stopped wherever it stood. What it throws is thrown. */
  run(ms: number, work: () => void): boolean;
}

export function createTimeout(): Timeout {
  const sandbox: { work: () => void } = { work: () => undefined };
  // The work runs in its own realm as ever; the script only calls it where the machine can stop it.
  const context = createContext(sandbox);
  const script = new Script("work()");
  return {
    run(ms, work) {
      sandbox.work = work;
      try {
        script.runInContext(context, { timeout: ms });
        return true;
      } catch (error) {
        // The error may be of another realm, where `instanceof` says nothing.
        if ((error as { code?: unknown } | null)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
        throw error;
      } finally {
        sandbox.work = () => undefined;
      }
    },
  };
}
