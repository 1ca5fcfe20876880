// In: the analysis of a converter and the rows of its sample. Out: findings about the times of the events that they become.
import { type Analysis, createSampleTimes, type Diagnostic } from "@heddle/compiler";
import { type Evaluation, SAMPLE_NOW } from "./evaluation.ts";
import type { Sample } from "./sample.ts";

/** What the kept rows of the sample show of `time`; nothing while the converter has errors. */
export function diagnoseSampleTimes(
  { converter, inference, hasErrors }: Analysis,
  { rows }: Sample,
  evaluate: (work: Evaluation) => boolean,
): readonly Diagnostic[] {
  if (hasErrors || converter === undefined || inference === undefined) return [];
  const times = createSampleTimes(converter, inference, SAMPLE_NOW);
  if (times === undefined) return [];
  evaluate((mayEvaluate) => {
    for (const [number, row] of rows.entries()) {
      if (!mayEvaluate(row)) return;
      times.add(row, number);
    }
  });
  return times.diagnostics();
}
