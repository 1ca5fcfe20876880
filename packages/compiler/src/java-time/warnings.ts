// The letters of a correct time pattern in; warnings about patterns that can never give a time out.
import type { TimePatternWarning } from "./compile.ts";

/** A letter of the pattern, how often it is written, and its place. */
export interface LetterRun {
  readonly letter: string;
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

/** Whatever text is read in these letters: would it have no value? Optional sections count as present. */
export function timePatternWarnings(runs: readonly LetterRun[]): readonly TimePatternWarning[] {
  const warnings: TimePatternWarning[] = [];
  const first = (letters: string): LetterRun | undefined => runs.find((run) => letters.includes(run.letter));
  const has = (letters: string): boolean => first(letters) !== undefined;

  const halfDayHour = first("hK");
  if (halfDayHour !== undefined && !has("aBHkAN")) {
    warnings.push({
      message: `\`${halfDayHour.letter}\` without am/pm (\`a\`) is no time: texts in this pattern have no value. \`H\` is the hour of the day.`,
      start: halfDayHour.start,
      end: halfDayHour.end,
    });
  }

  const year = has("yu");
  const dayOfWeek = has("Eec");
  const date =
    has("g") ||
    (year && (has("D") || (has("ML") && (has("d") || (has("W") && dayOfWeek))))) ||
    (has("Y") && has("w") && dayOfWeek);
  if (!date) {
    const weekYear = year ? undefined : first("Y");
    const dayOfYear = first("D");
    const guilty = weekYear ?? dayOfYear;
    const why =
      weekYear !== undefined
        ? " `Y` is the year that weeks belong to; `y` is the calendar year."
        : dayOfYear !== undefined
          ? " `D` is the day of the year; `d` is the day of the month."
          : year && has("d") && has("m")
            ? " `m` is the minute; `M` is the month."
            : "";
    warnings.push({
      message: `No date comes of this pattern: texts in it have no value.${why}`,
      start: guilty?.start ?? runs[0]?.start ?? 0,
      end: guilty?.end ?? runs[runs.length - 1]?.end ?? 0,
    });
  }
  return warnings.toSorted((a, b) => a.start - b.start);
}
