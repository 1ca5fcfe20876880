// Arguments and options that several commands share.
import { DATA_TYPE_NAMES, STRATEGY_NAMES } from "@heddle/compiler/language";
import { defineOption } from "./define-command.ts";
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
