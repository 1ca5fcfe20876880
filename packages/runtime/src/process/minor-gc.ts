// Triggers minor garbage collections by the bytes that pass through a thread whose heap hardly grows.
import { exposeGc, type Gc } from "./gc.ts";

/** About half of the external memory at which V8 starts to mark the whole heap. */
const EVERY_BYTES = 8 * 1024 * 1024;

/**
 * Chunks of a stream are outside the heap, and are freed by a collection of the young generation. A thread that does little but pass
 * them on hardly fills its heap, so V8 resorts to full collections: 22 of them for 224 MB of gzip, a fifth of the time of a job with
 * two mapping threads. Where rows are mapped as bytes it is the same, with 20 MB less at the peak. Call the returned function with the bytes that passed. It does nothing where the engine exposes no collector.
 */
export function minorGc(): (bytes: number) => void {
  let collector: { readonly collect: Gc | undefined } | undefined;
  let passed = 0;
  return (bytes) => {
    passed += bytes;
    if (passed < EVERY_BYTES) return;
    passed = 0;
    // It takes some milliseconds to get at, which a command that reads one small file need not spend.
    collector ??= { collect: exposeGc() };
    collector.collect?.({ type: "minor" });
  };
}
