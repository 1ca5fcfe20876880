// In: the evaluation of a row, step by step. Out: text for a terminal, a line per expression: position, source and result.
import type { LineIndex } from "../source/line-index.ts";
import type { TraceStep } from "../trace.ts";
import { stringifyJson } from "../values/json.ts";
import { printable } from "./printable.ts";

const MAX_TEXT = 60;

/** One line per step, indented by its depth; lines and columns from 1. */
export function renderTrace(steps: readonly TraceStep[], text: string, lines: LineIndex): string {
  const rows = steps.map(({ span, depth, result }) => {
    const { line, character } = lines.position(span.start);
    const source = shorten(text.slice(span.start, span.end).replace(/\s+/g, " "));
    const outcome = result === undefined ? "no value" : shorten(stringifyJson(result));
    return {
      place: `${line + 1}:${character + 1}`,
      source: "  ".repeat(depth) + printable(source),
      outcome: printable(outcome),
    };
  });
  const placeWidth = Math.max(0, ...rows.map((row) => row.place.length));
  return rows.map(({ place, source, outcome }) => `${place.padEnd(placeWidth)}  ${source}  ->  ${outcome}`).join("\n");
}

function shorten(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`;
}
