// A sink whose code is loaded when the first object is delivered.
import type { Sink } from "../contracts/sink.ts";

/** `load` is called once, by the first object or by whoever asks for fencing. */
export function lazySink(load: () => Promise<Sink>): Sink & Required<Pick<Sink, "close" | "requireFencing">> {
  let sink: Promise<Sink> | undefined;
  return {
    requireFencing: async () => (await (sink ??= load())).requireFencing?.(),
    open: async (object, context) => (await (sink ??= load())).open(object, context),
    close: async () => (await sink)?.close?.(),
  };
}
