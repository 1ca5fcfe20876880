// The engine's garbage collector, for hosts that know better when to run it.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** `minor`: the young generation, in some milliseconds. `major` with `last-resort`: the whole heap; frees memory to the system. */
export type Gc = (
  options: { readonly type: "minor" } | { readonly type: "major"; readonly flavor: "last-resort" },
) => void;

/** The collector; undefined where the engine does not expose it. */
export function exposeGc(): Gc | undefined {
  try {
    // The flag affects contexts that are created while it is set: this one.
    setFlagsFromString("--expose-gc");
    const collector: unknown = runInNewContext("gc");
    return typeof collector === "function" ? (collector as Gc) : undefined;
  } catch {
    return undefined;
  } finally {
    setFlagsFromString("--no-expose-gc");
  }
}
