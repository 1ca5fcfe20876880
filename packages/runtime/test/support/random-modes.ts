// Random converters, without the rules of a data type.
import fc from "fast-check";
import { converterText } from "../../../compiler/test/support/arbitrary.ts";
import { type ModeRun, type ObserveBatch, startMode } from "./byte-modes.ts";

/** Of fewer, chance decides whether any has a plan; more do not fit into memory, as each mapper takes 16 MB. */
const [LEAST, MOST] = [50, 2_000];

/** Those of some random converters that have a plan. @throws an error where too few have one */
export function randomModes(
  fileType: string,
  wanted: number,
  seed: number,
  observe: ObserveBatch | undefined,
): readonly ModeRun[] {
  const texts = fc.sample(converterText, { numRuns: Math.max(LEAST, Math.min(MOST, wanted)), seed });
  const runs = texts
    .map((text) => text.replace('"fileType":"json"', `"fileType":"${fileType}"`))
    .map((text) => startMode({ converter: text, isRaw: true }, text, observe))
    .filter((run): run is ModeRun => run !== undefined && !("why" in run));
  if (runs.length <= texts.length * 0.05) throw new Error(`${runs.length} of ${texts.length} have a plan`);
  return runs;
}

/** Which share of all rows went as bytes. */
export function shareAsBytes(runs: readonly ModeRun[]): number {
  const sum = (of: (run: ModeRun) => number): number => runs.reduce((all, run) => all + of(run), 0);
  return sum(({ asBytes }) => asBytes) / sum(({ rows }) => rows);
}
