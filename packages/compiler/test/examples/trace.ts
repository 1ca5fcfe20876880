// Interprets a converter on one row. In: the converter and the row; out: the result of each expression, a line each.
import { createCompiler, createLineIndex, renderTrace, type Value } from "@heddle/compiler";

export function traceRow(converter: string, row: Value): string {
  const { steps } = createCompiler().trace(converter, row, { now: 0 });
  return steps === undefined ? "The converter has errors." : renderTrace(steps, converter, createLineIndex(converter));
}
