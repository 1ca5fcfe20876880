// Parquet.
import { always, DICT } from "../operators/kinds.ts";
import { defineFormat } from "./define.ts";

export const parquet = defineFormat({
  name: "parquet",
  title: "Parquet",
  doc: "Apache Parquet.",
  extensions: [".parquet"],
  // PAR1; PARE where the footer is encrypted.
  magic: ["50415231", "50415245"],
  rawRow: "the fields that the converter reads, as compact JSON",
  rowType: () => always(DICT),
});
