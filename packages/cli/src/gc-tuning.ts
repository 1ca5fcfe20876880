// Keeps the heap of a long run small: it allocates many objects, nearly all of them short-lived.
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import type { JobHooks } from "@heddle/runtime";
import { exposeGc } from "@heddle/runtime/local";

/** Two semi-spaces of 8 MiB; more makes nothing faster. */
const MAX_NEW_SPACE_BYTES = 16 * 1024 * 1024;
/** The old space is collected once it has grown by this much since the last collection; by default V8 lets it triple. */
const HEAP_GROWING_PERCENT = 50;
/**
 * Where rows are mapped as bytes. Few objects are allocated then, so V8 expects the old space to grow slowly, and collects it after each
 * 2 MB: 145 times in a job of a million rows, a third of its time on the processor.
 */
const BYTES_HEAP_GROWING_PERCENT = 300;

/**
 * Makes V8 collect the old space earlier. Call the returned function now and then: it stops the new space from growing once it is
 * large enough. An engine without these flags ignores them.
 */
export function tuneGc(): () => void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  let isCapped = false;
  return () => {
    if (isCapped) return;
    const size = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")?.space_size ?? 0;
    if (size < MAX_NEW_SPACE_BYTES) return;
    setFlagsFromString("--semi-space-growth-factor=1");
    isCapped = true;
  };
}

/**
 * Hooks that tune garbage collection for a job, and collect at its start what loading the program left behind, about half of the heap.
 * Saves about 100 MB at the peak of a long job and costs 60 to 150 ms at the start; where rows are mapped as bytes it saves nothing.
 */
export function gcHooks(): JobHooks {
  let capNewSpace: (() => void) | undefined;
  return {
    onJob({ asBytes }) {
      if (asBytes) {
        setFlagsFromString(`--heap-growing-percent=${BYTES_HEAP_GROWING_PERCENT}`);
        return;
      }
      capNewSpace = tuneGc();
      exposeGc()?.({ type: "major", flavor: "last-resort" });
    },
    onProgress: () => capNewSpace?.(),
  };
}
