// Stops work that takes too long: a regular expression can be interrupted in no other way.
import { createContext, Script } from "node:vm";
import type { RunWithLimit } from "../service/evaluation.ts";

export function createLimit(): RunWithLimit {
  const sandbox: { work: () => void } = { work: () => undefined };
  // The work runs in this realm as ever; the script only calls it where V8 can stop it.
  const context = createContext(sandbox);
  const script = new Script("work()");
  return (ms, work) => {
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
  };
}
