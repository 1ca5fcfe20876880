// Keeps the memory for short-lived objects small: a job makes a great many of them, and needs little room for it at a time.
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import type { JobHooks } from "@heddle/runtime";
import { garbageCollector } from "@heddle/runtime/local";

/** Two halves of 8 MiB: with more a job is no faster. */
const ENOUGH = 16 * 1024 * 1024;

/**
 * Hooks for a job: at its start they give back what loading the program has taken, which is twice as much as is kept, and they stop the growth
 * once there is enough. Together 60 MB less at the peak, for 60 ms at the start. An engine that does not know these settings leaves
 * everything as it is.
 */
export function youngGenerationHooks(): JobHooks {
  let isLimited = false;
  return {
    onJob: () => garbageCollector()?.({ type: "major", flavor: "last-resort" }),
    onProgress() {
      if (isLimited) return;
      const size = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")?.space_size ?? 0;
      if (size < ENOUGH) return;
      setFlagsFromString("--semi-space-growth-factor=1");
      isLimited = true;
    },
  };
}
