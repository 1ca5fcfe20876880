// The module of packages/bytes, compiled once for a thread.
import { type CompiledModule, compileModule } from "@heddle/bytes";

/** Set to 0, all rows go by values. */
const SWITCH = "HEDDLE_BYTES";

/** `null` where the engine has none. */
let compiled: CompiledModule | null | undefined;

/** The module, or why rows go by values without a full stop. */
export function byteModule(): CompiledModule | { readonly why: string } {
  if (process.env[SWITCH] === "0") return { why: `${SWITCH} is 0` };
  compiled ??= compileModule() ?? null;
  return compiled ?? { why: "this engine has no WebAssembly with SIMD" };
}
