// Runs one converter on rows in every engine and says where their answers differ.
import { createCompiler, type Compiler } from "../../src/compile.ts";
import type { MapContext } from "../../src/program.ts";
import { stringifyJson } from "../../src/values/json.ts";
import type { Result, Value } from "../../src/values/value.ts";

/** A map function by its engine's name. */
export type Engines = ReadonlyMap<string, (row: Value, context: MapContext) => Result>;

/** The engines for a converter; undefined when it has errors. */
export async function enginesFor(compiler: Compiler, text: string, withModule: boolean): Promise<Engines | undefined> {
  const oracle = compiler.interpretProgram(text).program;
  const compiled = compiler.loadProgram(text).program;
  if (oracle === undefined || compiled === undefined) return undefined;
  const engines = new Map([
    ["interpreter", oracle.map],
    ["compiled in process", compiled.map],
  ]);
  if (withModule) {
    const module = compiler.compileModule(text).output?.module ?? "";
    const loaded = (await import(`data:text/javascript;charset=utf-8,${encodeURIComponent(module)}`)) as {
      map: (row: Value, context: MapContext) => Result;
    };
    engines.set("compiled module", loaded.map);
  }
  return engines;
}

/** An outcome as text, so that outcomes can be compared: the JSON, no value, or what was thrown. */
export function outcomeOf(map: (row: Value, context: MapContext) => Result, row: Value): string {
  try {
    const result = map(row, { now: 1_700_000_000_123 });
    return result === undefined ? "no value" : stringifyJson(result);
  } catch (error) {
    return `threw ${error instanceof Error ? error.name : String(error)}`;
  }
}

/** The first disagreement on any of the rows, or an engine that threw; undefined when all agree. */
export function disagreement(engines: Engines, rows: readonly Value[]): string | undefined {
  for (const row of rows) {
    const before = stringifyJson(row);
    const outcomes = [...engines].map(([name, map]) => [name, outcomeOf(map, row)] as const);
    const first = outcomes[0]?.[1];
    if (outcomes.some(([, outcome]) => outcome !== first || outcome.startsWith("threw")))
      return `on ${before}:\n${outcomes.map(([name, outcome]) => `  ${name}: ${outcome}`).join("\n")}`;
    if (stringifyJson(row) !== before) return `an engine changed the row ${before} to ${stringifyJson(row)}`;
  }
  return undefined;
}

export { createCompiler };
