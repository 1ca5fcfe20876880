// From an object's key to the date that its name speaks of, if any: what "in chronological order" is judged by.

export interface NameDate {
  /** The key up to the date: names that differ only from there on are one series, uploaded in the order of their dates (R). */
  readonly series: string;
  /** The date and, where the name has one, the time, read as UTC: milliseconds since the epoch. */
  readonly time: number;
}

/**
 * `2024-01-31`, `2024/01/31`, `2024_01_31`, `20240131` and `year=2024/month=01/day=31`, each with a time after it where the name goes on
 * with one (`T12`, `_5#`, `/12/`, `-120500`, `/hour=12`).
 */
const DATE =
  /(?<!\d)(?:(?<y>(?:19|20)\d\d)(?<s>[-_/.]?)(?<m>\d\d)\k<s>(?<d>\d\d)|ye?a?r?=(?<hy>\d{4})\/mo?n?t?h?=(?<hm>\d\d?)\/da?y?=(?<hd>\d\d?))(?:\/(?:ho?u?r?=)?(?<hf>[01]\d|2[0-3])(?=\/)|[T _-]?(?<h>[01]\d|2[0-3])(?:[-:_.]?(?<min>[0-5]\d)(?:[-:_.]?(?<sec>[0-5]\d))?)?(?!\d)|[T _-](?<h1>\d)(?!\d)|(?!\d))/g;

/** The first date of the key that the calendar has; undefined where there is none. */
export function nameDate(key: string): NameDate | undefined {
  for (const match of key.matchAll(DATE)) {
    const part = match.groups ?? {};
    const number = (...names: readonly string[]): number =>
      Number(names.map((name) => part[name]).find((text) => text !== undefined) ?? 0);
    const [year, month, day] = [number("y", "hy"), number("m", "hm"), number("d", "hd")];
    const date = new Date(Date.UTC(year, month - 1, day));
    if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) continue;
    return {
      series: key.slice(0, match.index),
      time: Date.UTC(year, month - 1, day, number("hf", "h", "h1"), number("min"), number("sec")),
    };
  }
  return undefined;
}
