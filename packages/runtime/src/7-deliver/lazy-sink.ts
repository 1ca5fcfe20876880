// A sink whose code is loaded when the first object is delivered.
import type { Sink } from "../contracts/sink.ts";

/** `load` is called once, by the first object. */
export function lazySink(load: () => Promise<Sink>): Sink & { close(): Promise<void> } {
  let sink: Promise<Sink> | undefined;
  return {
    open: async (object, context) => (await (sink ??= load())).open(object, context),
    close: async () => (await sink)?.close?.(),
  };
}
