// CSV: a reader of a stream whose batches move as bytes.
import { defineRowFormat } from "../row-format.ts";
import { movableBytes } from "../transferable-bytes.ts";
import { cellMarks } from "./cells.ts";
import { type CsvTransfer, openCsv } from "./csv-batch.ts";
import { readCsv } from "./read-csv.ts";

export const csvFormat = defineRowFormat<CsvTransfer>({
  access: "stream",
  read: (bytes, { csv }, limits) => readCsv(bytes, csv, limits),
  whyByValues: ({ csv }) =>
    cellMarks(csv) === undefined ? "its delimiter, quote or escape character is not one that bytes know" : undefined,
  transferListOf: ({ bytes }) => movableBytes(bytes),
  createOpener: () => ({ open: openCsv }),
});
