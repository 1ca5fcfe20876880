// In: the letters of a valid time pattern. Out: warnings about a pattern that never yields a time, or not the one that was meant.

export interface TimePatternWarning {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** A letter of the pattern, how often it is repeated, and where. */
export interface LetterRun {
  readonly letter: string;
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

/** A letter that is often written in place of another, in a pattern that has none of the `absent` letters. */
interface Confusion {
  readonly letter: string;
  readonly meant: string;
  readonly absent: string;
  readonly why: string;
}

const CONFUSIONS: readonly Confusion[] = [
  { letter: "Y", meant: "y", absent: "yu", why: "`Y` is the week-based year; use `y`." },
  { letter: "m", meant: "M", absent: "ML", why: "`m` is the minute; use `M` for the month." },
  { letter: "D", meant: "d", absent: "d", why: "`D` is the day of the year; use `d`." },
];

/**
 * Warns about a pattern in which no text has a value, or in which a letter most likely does not mean what its author wanted.
 * Optional sections count as present.
 */
export function timePatternWarnings(runs: readonly LetterRun[]): readonly TimePatternWarning[] {
  return [...halfDayWarnings(runs), ...dateWarnings(runs), ...clockWarnings(runs)].toSorted(
    (a, b) => a.start - b.start,
  );
}

function hasAny(runs: readonly LetterRun[], letters: string): boolean {
  return runs.some((run) => letters.includes(run.letter));
}

function halfDayWarnings(runs: readonly LetterRun[]): readonly TimePatternWarning[] {
  const hour = runs.find((run) => "hK".includes(run.letter));
  if (hour === undefined || hasAny(runs, "aBHkAN")) return [];
  const written = hour.letter.repeat(hour.count);
  const message =
    `\`${written}\` without am/pm (\`a\`) is ambiguous, so \`parse_time_to_ms\` never has a value. ` +
    "`H` is the hour of the day, from 0 to 23.";
  return [{ message, start: hour.start, end: hour.end }];
}

function dateWarnings(runs: readonly LetterRun[]): readonly TimePatternWarning[] {
  if (hasFullDate(runs)) return [];
  const confusions = CONFUSIONS.filter(
    ({ letter, meant, absent }) => hasAny(runs, letter) && !hasAny(runs, absent) && canBeMeant(meant, runs),
  );
  const confused = runs.filter(({ letter }) => confusions.some((confusion) => confusion.letter === letter));
  const why = confusions.map((confusion) => ` ${confusion.why}`).join("");
  return [
    {
      message: `This pattern never yields a full date, so \`parse_time_to_ms\` never has a value.${why}`,
      start: confused[0]?.start ?? runs[0]?.start ?? 0,
      end: confused[0]?.end ?? runs.at(-1)?.end ?? 0,
    },
  ];
}

/** `HH:MM` reads the month a second time, and `mm:SS` a fraction of a second. A pattern without a date has worse problems. */
function clockWarnings(runs: readonly LetterRun[]): readonly TimePatternWarning[] {
  if (!hasFullDate(runs)) return [];
  return runs.flatMap(({ letter, count, start, end }, i) => {
    const before = runs[i - 1]?.letter ?? "";
    const written = letter.repeat(count);
    if (letter === "M" && count <= 2 && "HhKk".includes(before) && before !== "" && !hasAny(runs, "m"))
      return [{ message: `\`${written}\` after the hour reads the month; \`m\` is the minute.`, start, end }];
    if (letter === "S" && count <= 2 && "mM".includes(before) && before !== "" && !hasAny(runs, "s"))
      return [{ message: `\`${written}\` reads a fraction of a second; \`s\` is the second.`, start, end }];
    return [];
  });
}

/** A minute is only taken for a month in a pattern that otherwise has a date. */
function canBeMeant(letter: string, runs: readonly LetterRun[]): boolean {
  return letter !== "M" || (hasAny(runs, "yuY") && hasAny(runs, "dD"));
}

function hasFullDate(runs: readonly LetterRun[]): boolean {
  const has = (letters: string): boolean => hasAny(runs, letters);
  return (
    has("g") ||
    (has("yu") && (has("D") || (has("ML") && (has("d") || (has("W") && has("Eec")))))) ||
    (has("Y") && has("w") && has("Eec"))
  );
}
