// In: nothing; out: the engine's collector of garbage, for hosts that know better when to run it.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** `minor`: young memory alone, in some milliseconds. `major` with `last-resort`: all of it, given back to the system. */
export type Gc = (
  options: { readonly type: "minor" } | { readonly type: "major"; readonly flavor: "last-resort" },
) => void;

/** The collector; undefined where the engine does not hand it out. */
export function exposeGc(): Gc | undefined {
  try {
    // The flag concerns contexts that are made while it is set: this one alone.
    setFlagsFromString("--expose-gc");
    const collector: unknown = runInNewContext("gc");
    return typeof collector === "function" ? (collector as Gc) : undefined;
  } catch {
    return undefined;
  } finally {
    setFlagsFromString("--no-expose-gc");
  }
}
