// Runs synchronous work with a time limit: the only way to interrupt a regular expression that takes exponential time.
import { createContext, Script } from "node:vm";

export interface Timeout {
  /** True where `work` ended within `ms` milliseconds; otherwise it was interrupted. @throws what `work` throws. */
  run(ms: number, work: () => void): boolean;
}

export function createTimeout(): Timeout {
  const sandbox: { work: () => void } = { work: () => undefined };
  // The work still runs in its own realm; the script only calls it, where the engine can interrupt it.
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
