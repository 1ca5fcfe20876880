// JSON lines: a reader of a stream whose batches move as bytes.
import { defineRowFormat } from "../row-format.ts";
import { movableBytes } from "../transferable-bytes.ts";
import { exactNumbersIn } from "./exact-numbers.ts";
import { type JsonTransfer, openJson } from "./json-batch.ts";
import { readJsonLines } from "./read-json-lines.ts";

export const jsonFormat = defineRowFormat<JsonTransfer>({
  access: "stream",
  read: (bytes, _settings, limits) => readJsonLines(bytes, limits),
  whyByValues: () => undefined,
  transferListOf: ({ bytes }) => movableBytes(bytes),
  createOpener(columns) {
    const hasExact = exactNumbersIn(columns);
    return { open: (transfer) => openJson(transfer, hasExact) };
  },
});
