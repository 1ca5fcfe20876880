// CSV: a reader of a stream whose batches move as bytes.
import { defineRowFormat } from "../row-format.ts";
import { movableBytes } from "../transferable-bytes.ts";
import { type CsvTransfer, openCsv } from "./csv-batch.ts";
import { readCsv } from "./read-csv.ts";

export const csvFormat = defineRowFormat<CsvTransfer>({
  access: "stream",
  read: (bytes, { csv }, limits) => readCsv(bytes, csv, limits),
  transferListOf: ({ bytes }) => movableBytes(bytes),
  createOpener: () => ({ open: openCsv }),
});
