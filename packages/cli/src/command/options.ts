// Arguments and options that several commands share.
import { DATA_TYPE_NAMES, STRATEGY_NAMES } from "@heddle/compiler/language";
import { type ArgumentDefinition, defineOption } from "./define-command.ts";
import { instant, oneOf } from "./value-types.ts";

export const DATA_TYPE = defineOption({
  value: "type",
  type: oneOf(DATA_TYPE_NAMES),
  doc: "What the rows are",
  defaultDoc: "what the source says, else event",
});

export const STRATEGY = defineOption({
  value: "strategy",
  type: oneOf(STRATEGY_NAMES),
  doc: "Import strategy",
  defaultDoc: "that of the source, else the first one of the data type",
});

export const NOW = defineOption({
  value: "instant",
  type: instant,
  doc: "What time operators take as now: milliseconds since the epoch, or an ISO time",
  defaultDoc: "the clock",
});

export const STATS = defineOption({
  doc: "Also print how many rows were mapped as bytes, and why others went by values",
});

/** FILES or SOURCE, as `openNamedInputs` takes them. */
export const INPUTS = {
  name: "files",
  variadic: true,
  doc: "Files with rows, folders, globs, s3:// addresses, or - for standard input; or one source file, for the objects of its bucket",
} as const satisfies ArgumentDefinition;
