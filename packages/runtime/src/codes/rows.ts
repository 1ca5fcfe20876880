// What is wrong with a row that cannot be read, and what the converter makes of one that can.
import type { RowDefinition } from "./define.ts";

export const ROW_CODES = {
  "row/not-json": {
    scope: "row",
    effect: "rejected",
    meaning: "the line is not JSON",
    cause: "Each line has to be one JSON value. The message has the column of the first mistake.",
    fix: "Fix what writes the file. An array over many lines has to be written one element a line.",
    example: "{'user': 'user-1'}",
  },
  "row/not-utf8": {
    scope: "row",
    effect: "rejected",
    meaning: "the row is not UTF-8",
    cause: "A byte in it is not part of any character; Latin-1 and Windows-1252 files look like this.",
    fix: "Store the file as UTF-8.",
    example: "caf\\xe9,Paris    // e with acute as one byte, as Latin-1 has it",
  },
  "row/too-long": {
    scope: "row",
    effect: "rejected",
    meaning: "the row is longer than allowed",
    cause: "`limits.maxRowBytes` bounds the memory that one row can take; its default is 64 MiB.",
    fix: "Split the row, or raise `limits.maxRowBytes`. A file without line ends is one row.",
    example: '[{"user": "user-1"}, {"user": "user-2"}, ...]    // a whole export in one line',
  },
  "row/too-deep": {
    scope: "row",
    effect: "rejected",
    meaning: "the row is nested too deeply to be read",
    cause: "Thousands of arrays or objects inside one another exhaust the stack.",
    fix: "Flatten what writes the rows.",
    example: "[[[[[[[[[[ ... ]]]]]]]]]]",
  },
  "row/bad-quote": {
    scope: "row",
    effect: "rejected",
    meaning: "text follows the closing quote of a cell",
    cause: "A quote inside a quoted cell has to be escaped, or it closes the cell.",
    fix: 'Double the quotes inside quoted cells, or set `csv.escape` to "\\\\" if the file uses backslashes.',
    example: 'user-1,"a 5" screen",10',
  },
  "row/open-quote": {
    scope: "row",
    effect: "rejected",
    meaning: "a quote is never closed",
    cause:
      "A cell that starts with a quote ends at the next one. None came before the end of the file or within `limits.maxRowBytes`, or it came lines later in the middle of a cell. Only the line in which the quote opens is lost.",
    fix: 'Close the quote, or double it where it is part of the text. If the file does not quote cells, set `csv.quote` to "".',
    example: 'user-1,"a screen,10',
  },
  "row/too-many-cells": {
    scope: "row",
    effect: "rejected",
    meaning: "the row has more cells than the header",
    cause: "A cell contains the delimiter and is not quoted.",
    fix: "Quote cells that contain the delimiter, or set `csv.delimiter` to what the file uses.",
    example: "user,city\nuser-1,Paris, France",
  },
  "map/no-value": {
    scope: "row",
    effect: "dropped",
    meaning: "the converter yields no value for this row",
    cause:
      "Its outermost operator has no value here; converters skip rows like this on purpose. The row is counted, and not kept.",
    fix: "Nothing, if the row is to be skipped. `heddle map --trace ROW` shows how the row is evaluated.",
    example: '["cond", ["equals", "kind", ["value", "view"]], {"event_type": "View"}]    // for {"kind": "buy"}',
  },
  "map/not-a-dict": {
    scope: "row",
    effect: "dropped",
    meaning: "the converter yields something other than an object for this row",
    cause: "An event is an object; the outermost operator yielded a text, a number or a list.",
    fix: "Make the outermost value of the converter an object, or an operator that yields one.",
    example: '"convertToAmplitudeFunc": ["path", "event"]    // for {"event": "view"}',
  },
  "map/too-deep": {
    scope: "row",
    effect: "rejected",
    meaning: "the row is too deep or too large to be mapped",
    cause: "A value is nested thousands of layers deep, or a text grew past what the engine can hold.",
    fix: "Flatten what writes the rows, or do not join whole rows into one text.",
    example: '{"a": {"a": {"a": ... }}}',
  },
  "event/unwritable": {
    scope: "row",
    effect: "rejected",
    meaning: "the event is nested too deeply to be written",
    cause:
      "A value is nested thousands of layers deep, and no rule cut it: with `heddle map --raw`, or under checks of your own.",
    fix: "Flatten what writes the rows, or map without `--raw`.",
    example: '{"event_type": "view", "event_properties": {"a": {"a": ... }}}',
  },
  "map/too-slow": {
    scope: "row",
    effect: "rejected",
    meaning: "a regular expression of the converter takes too long on this row",
    cause:
      "The pattern can match one text in very many ways, such as a square of its length or more, and tried them all on this row.",
    fix: "Write the pattern without repetitions inside repetitions; `heddle check CONVERTER` names the place.",
    example: '["replace_with", "(/[a-z]+)*x", "", "url"]    // for a long url without an x',
  },
  "map/failed": {
    scope: "row",
    effect: "rejected",
    meaning: "mapping the row failed",
    cause: "Operators do not fail: this is a bug in Heddle, or in a mapper of your own.",
    fix: "Please report it with the row and the converter.",
    example: "the converter failed on this row: TypeError: Cannot read properties of undefined",
  },
} as const satisfies Record<string, RowDefinition>;
