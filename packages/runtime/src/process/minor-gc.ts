// A number of bytes that came and went to a collection of young memory, on a thread that would not come to one by itself.
import { exposeGc } from "./gc.ts";

/** About half of the memory outside the heap at which V8 begins to mark the whole heap. */
const EVERY_BYTES = 8 * 1024 * 1024;

/**
 * Chunks of a stream lie outside the heap, and are let go of when young memory is collected. A thread that does little but pass them
 * on hardly fills its heap, so that V8 collects all of its memory instead: 22 times for 224 MB of gzip, a fifth of the time of a
 * job with two mapping threads. The function that is returned takes the bytes that passed. Where the engine has no such collection, it does nothing.
 */
export function minorGc(): (bytes: number) => void {
  const collect = exposeGc();
  let passed = 0;
  return (bytes) => {
    passed += bytes;
    if (passed < EVERY_BYTES) return;
    passed = 0;
    collect?.({ type: "minor" });
  };
}
