// Days since the epoch to calendar dates and to weeks as the United States count them: from Sunday, the first of January in week 1.
import { daysFromCivil } from "../values/iso-time.ts";

/** The day of the week, Sunday 1 to Saturday 7. */
export function localDayOfWeek(days: number): number {
  return ((((days + 4) % 7) + 7) % 7) + 1;
}

/** The week of the month, 1 for that of its first day. */
export function localWeekOfMonth(day: number, localDay: number): number {
  // Saturdays end weeks: count those before this one's.
  return Math.floor((day - localDay + 13) / 7);
}

/** The first day of a week-based year: the Sunday on or before its first of January. */
export function weekYearStart(year: number): number {
  const first = daysFromCivil(year, 1, 1);
  return first - localDayOfWeek(first) + 1;
}

/** The week-based year of a date and the week in it. */
export function localWeekOfYear(year: number, dayOfYear: number, localDay: number): { year: number; week: number } {
  const day = daysFromCivil(year, 1, 1) + dayOfYear - 1;
  const sunday = day - localDay + 1;
  if (sunday >= weekYearStart(year + 1)) return { year: year + 1, week: 1 };
  return { year, week: (sunday - weekYearStart(year)) / 7 + 1 };
}
