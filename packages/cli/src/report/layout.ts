// The room that a report has where it goes: colours, the columns of its sentences, and those of names.
import { reportWidth, type TextOutput } from "../terminal.ts";
import { type Paint, painter } from "./style.ts";

export interface Layout {
  readonly paint: Paint;
  /** Sentences are wrapped to so many columns. */
  readonly columns: number;
  /** Names are cut to so many: those of a terminal; in a pipe any number, so that names are whole. */
  readonly room: number;
}

/** Longer lines are hard to read. */
const MAX_COLUMNS = 100;
/** What a pipe ends in is unknown. */
const COLUMNS_IN_PIPES = 80;

export function layoutOf(out: Pick<TextOutput, "isTty" | "color" | "columns">): Layout {
  return {
    paint: painter(out.color),
    columns: out.isTty ? Math.min(out.columns, MAX_COLUMNS) : COLUMNS_IN_PIPES,
    room: reportWidth(out),
  };
}
