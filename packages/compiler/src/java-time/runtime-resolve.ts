// The fields that a text yielded, resolved to an instant as Java's SMART resolver and our rules have it.
import { civilFromDays, daysFromCivil, daysInMonth } from "../values/iso-time.ts";
import {
  ALIGNED_DAY_FIELD,
  AM_PM_FIELD,
  CLOCK_HOUR_FIELD,
  DAY_FIELD,
  DAY_OF_WEEK_FIELD,
  DAY_OF_YEAR_FIELD,
  ERA_FIELD,
  HALF_DAY_CLOCK_FIELD,
  HALF_DAY_HOUR_FIELD,
  HOUR_FIELD,
  LOCAL_DAY_FIELD,
  MILLI_OF_DAY_FIELD,
  MINUTE_FIELD,
  MODIFIED_JULIAN_FIELD,
  MONTH_FIELD,
  NANO_FIELD,
  NANO_OF_DAY_FIELD,
  OFFSET_FIELD,
  QUARTER_FIELD,
  SECOND_FIELD,
  WEEK_FIELD,
  WEEK_OF_MONTH_FIELD,
  WEEK_YEAR_FIELD,
  YEAR_FIELD,
  YEAR_OF_ERA_FIELD,
} from "./runtime-fields.ts";
import type { TimeState } from "./program.ts";
import { localDayOfWeek, localWeekOfMonth, localWeekOfYear, weekYearStart } from "./runtime-calendar.ts";
import { regionTimeToMs } from "./runtime-zone.ts";

/**
 * The instant that the fields name, in milliseconds since the epoch, or `undefined`.
 *
 * The recipe (D), said with java.time: parse with the SMART resolver; no LocalDate, no value. The LocalTime is taken if
 * there is one. If not, a text with AM_PM or an hour of the half day has no value, and otherwise the hour, minute,
 * second and nanosecond that are missing are 0. The offset goes before the zone (as `ZonedDateTime.from`), without
 * either it is UTC. The instant is cut to milliseconds towards the past; beyond 8.64e15 there is none.
 */
export function resolveJavaTime(
  state: TimeState,
  formats: Map<string, Intl.DateTimeFormat> | undefined,
): number | undefined {
  if (!resolveEra(state)) return undefined;
  let days = resolveCalendarDate(state);
  if (days !== days) return undefined;
  if (!simplifyTimeFields(state)) return undefined;
  const weekFields =
    (1 << LOCAL_DAY_FIELD) | (1 << WEEK_OF_MONTH_FIELD) | (1 << WEEK_FIELD) | (1 << MODIFIED_JULIAN_FIELD);
  if ((state.mask & weekFields) !== 0) {
    days = resolveOtherDate(state, days);
    if (days !== days) return undefined;
  }
  if (days === undefined) return undefined;

  const nanos = resolveTimeOfDay(state);
  if (nanos === undefined || !fieldsAgree(state, days)) return undefined;
  const wall = days * 86400000 + Math.floor(nanos / 1000000);
  if (!(Math.abs(wall) <= 8.64e15 + 172800000)) return undefined;

  let ms: number | undefined;
  if ((state.mask & (1 << OFFSET_FIELD)) !== 0) {
    const offset = state.values[OFFSET_FIELD] as number;
    if (offset < -64800 || offset > 64800) return undefined;
    ms = wall - offset * 1000;
  } else if (typeof state.zone === "string") {
    ms = regionTimeToMs(wall, state.zone, formats);
  } else {
    ms = wall - (state.zone ?? 0) * 1000;
  }
  return ms !== undefined && Math.abs(ms) <= 8.64e15 ? ms : undefined;
}

/** Takes a field out of the state. */
function takeTimeField(state: TimeState, field: number): number {
  state.mask &= ~(1 << field);
  return state.values[field] as number;
}

/** Puts what another field means; false if the field already means something else. */
function putTimeField(state: TimeState, field: number, value: number): boolean {
  const bit = 1 << field;
  if ((state.mask & bit) !== 0) return state.values[field] === value;
  state.mask |= bit;
  state.values[field] = value;
  return true;
}

function resolveEra(state: TimeState): boolean {
  if ((state.mask & (1 << YEAR_OF_ERA_FIELD)) === 0) return true;
  const yearOfEra = takeTimeField(state, YEAR_OF_ERA_FIELD);
  if (!(yearOfEra >= 1 && yearOfEra <= 1000000000)) return false;
  let current: boolean;
  if ((state.mask & (1 << ERA_FIELD)) !== 0) current = takeTimeField(state, ERA_FIELD) === 1;
  else current = (state.mask & (1 << YEAR_FIELD)) === 0 || (state.values[YEAR_FIELD] as number) > 0;
  return putTimeField(state, YEAR_FIELD, current ? yearOfEra : 1 - yearOfEra);
}

/** Days since the epoch from year, month and day or from year and day of year; NaN if they are impossible. */
function resolveCalendarDate(state: TimeState): number | undefined {
  if ((state.mask & (1 << YEAR_FIELD)) === 0) return undefined;
  const year = state.values[YEAR_FIELD] as number;
  const monthAndDay = (1 << MONTH_FIELD) | (1 << DAY_FIELD);
  if ((state.mask & monthAndDay) === monthAndDay) {
    state.mask &= ~(monthAndDay | (1 << YEAR_FIELD));
    const month = state.values[MONTH_FIELD] as number;
    const day = state.values[DAY_FIELD] as number;
    if (!(year >= -999999999 && year <= 999999999 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return NaN;
    // SMART: a day that its month does not have is the last of the month.
    return daysFromCivil(year, month, Math.min(day, daysInMonth(year, month)));
  }
  if ((state.mask & (1 << DAY_OF_YEAR_FIELD)) !== 0) {
    state.mask &= ~((1 << DAY_OF_YEAR_FIELD) | (1 << YEAR_FIELD));
    const dayOfYear = state.values[DAY_OF_YEAR_FIELD] as number;
    if (!(year >= -999999999 && year <= 999999999 && dayOfYear >= 1)) return NaN;
    return dayOfYear <= 337 + daysInMonth(year, 2) ? daysFromCivil(year, 1, dayOfYear) : NaN;
  }
  return undefined;
}

/** The date that week fields or the modified Julian day give, which must be the one that is known already; NaN if not. */
function resolveOtherDate(state: TimeState, known: number | undefined): number | undefined {
  let days = known;
  if ((state.mask & (1 << MODIFIED_JULIAN_FIELD)) !== 0) {
    const epochDay = takeTimeField(state, MODIFIED_JULIAN_FIELD) - 40587;
    if (!(epochDay >= -365243219162 && epochDay <= 365241780471) || (days !== undefined && days !== epochDay))
      return NaN;
    days = epochDay;
  }
  if ((state.mask & (1 << LOCAL_DAY_FIELD)) !== 0) {
    const localDay = takeTimeField(state, LOCAL_DAY_FIELD);
    if (!(localDay >= 1 && localDay <= 7)) return NaN;
    // The last word is with the US day of the week, as in Java: a named day before it is not compared.
    state.mask |= 1 << DAY_OF_WEEK_FIELD;
    state.values[DAY_OF_WEEK_FIELD] = localDay === 1 ? 7 : localDay - 1;
  }
  if ((state.mask & (1 << DAY_OF_WEEK_FIELD)) === 0) return days;
  const localDay = ((state.values[DAY_OF_WEEK_FIELD] as number) % 7) + 1;
  const year = state.values[YEAR_FIELD] as number;
  let found: number | undefined;
  if ((state.mask & (1 << YEAR_FIELD)) !== 0) {
    const needed = (1 << MONTH_FIELD) | (1 << WEEK_OF_MONTH_FIELD);
    if ((state.mask & needed) !== needed) return days;
    const month = state.values[MONTH_FIELD] as number;
    const week = state.values[WEEK_OF_MONTH_FIELD] as number;
    if (!(year >= -999999999 && year <= 999999999 && month >= 1 && month <= 12 && week >= 0 && week <= 6)) return NaN;
    const first = daysFromCivil(year, month, 1);
    found = first + (week - 1) * 7 + localDay - localDayOfWeek(first);
    state.mask &= ~(needed | (1 << YEAR_FIELD) | (1 << DAY_OF_WEEK_FIELD));
  } else {
    const needed = (1 << WEEK_YEAR_FIELD) | (1 << WEEK_FIELD);
    if ((state.mask & needed) !== needed) return days;
    const weekYear = state.values[WEEK_YEAR_FIELD] as number;
    const week = state.values[WEEK_FIELD] as number;
    if (!(weekYear >= -999999999 && weekYear <= 999999999 && week >= 1 && week <= 53)) return NaN;
    const start = weekYearStart(weekYear);
    const weeks = (weekYearStart(weekYear + 1) - start) / 7;
    found = start + (Math.min(week, weeks) - 1) * 7 + localDay - 1;
    state.mask &= ~(needed | (1 << DAY_OF_WEEK_FIELD));
  }
  return days === undefined || days === found ? found : NaN;
}

/** Turns the other ways to say a time into hour, minute, second and nanosecond; false if they are impossible or disagree. */
function simplifyTimeFields(state: TimeState): boolean {
  const others =
    (1 << CLOCK_HOUR_FIELD) |
    (1 << HALF_DAY_CLOCK_FIELD) |
    (1 << HALF_DAY_HOUR_FIELD) |
    (1 << NANO_OF_DAY_FIELD) |
    (1 << MILLI_OF_DAY_FIELD);
  if ((state.mask & others) === 0) return true;
  if ((state.mask & (1 << CLOCK_HOUR_FIELD)) !== 0) {
    const hour = takeTimeField(state, CLOCK_HOUR_FIELD);
    if (!(hour >= 0 && hour <= 24) || !putTimeField(state, HOUR_FIELD, hour === 24 ? 0 : hour)) return false;
  }
  if ((state.mask & (1 << HALF_DAY_CLOCK_FIELD)) !== 0) {
    const hour = takeTimeField(state, HALF_DAY_CLOCK_FIELD);
    if (!(hour >= 0 && hour <= 12) || !putTimeField(state, HALF_DAY_HOUR_FIELD, hour === 12 ? 0 : hour)) return false;
  }
  const halfDay = (1 << AM_PM_FIELD) | (1 << HALF_DAY_HOUR_FIELD);
  if ((state.mask & halfDay) === halfDay) {
    const half = takeTimeField(state, AM_PM_FIELD);
    const hour = takeTimeField(state, HALF_DAY_HOUR_FIELD);
    if (!(hour >= 0 && hour <= 11) || !putTimeField(state, HOUR_FIELD, half * 12 + hour)) return false;
  }
  if ((state.mask & (1 << NANO_OF_DAY_FIELD)) !== 0) {
    const nanos = takeTimeField(state, NANO_OF_DAY_FIELD);
    if (!(nanos >= 0 && nanos < 86400e9)) return false;
    if (!putSecondOfDay(state, Math.floor(nanos / 1e9)) || !putTimeField(state, NANO_FIELD, nanos % 1e9)) return false;
  }
  if ((state.mask & (1 << MILLI_OF_DAY_FIELD)) !== 0) {
    const millis = takeTimeField(state, MILLI_OF_DAY_FIELD);
    if (!(millis >= 0 && millis < 86400000) || !putSecondOfDay(state, Math.floor(millis / 1000))) return false;
    // Beside a fraction, its milliseconds must be these; what it has below them stays.
    const known = (state.mask & (1 << NANO_FIELD)) !== 0;
    const nanos = known ? (state.values[NANO_FIELD] as number) : 0;
    if (known && !(nanos <= 999999999)) return false;
    if (!putTimeField(state, NANO_FIELD, (millis % 1000) * 1000000 + (nanos % 1000000))) return false;
    // Java compares a day period only with a time that was not complete at this point.
    const compared = known || (state.mask & (1 << HALF_DAY_HOUR_FIELD)) !== 0 ? undefined : state.period;
    if (compared !== undefined && !periodIncludes(compared[1], compared[2], Math.floor(millis / 60000))) return false;
  }
  if (state.period !== undefined && (state.mask & (1 << HALF_DAY_HOUR_FIELD)) !== 0) {
    const hour = takeTimeField(state, HALF_DAY_HOUR_FIELD);
    if (!(hour >= 0 && hour <= 11)) return false;
    const minute = (state.mask & (1 << MINUTE_FIELD)) !== 0 ? (state.values[MINUTE_FIELD] as number) % 60 : 0;
    const afternoon = periodIncludes(state.period[1], state.period[2], (hour + 12) * 60 + minute);
    if (!putTimeField(state, HOUR_FIELD, afternoon ? hour + 12 : hour)) return false;
    state.period = undefined;
  }
  return true;
}

function putSecondOfDay(state: TimeState, seconds: number): boolean {
  return (
    putTimeField(state, HOUR_FIELD, Math.floor(seconds / 3600)) &&
    putTimeField(state, MINUTE_FIELD, Math.floor(seconds / 60) % 60) &&
    putTimeField(state, SECOND_FIELD, seconds % 60)
  );
}

/** Whether a minute of the day lies in a day period; midnight and noon last no time, and some periods run past midnight. */
function periodIncludes(from: number, to: number, minute: number): boolean {
  if (from === to) return minute === from || (from === 0 && minute === 1440);
  return from < to ? from <= minute && minute < to : from <= minute || minute < to;
}

/** Nanoseconds since midnight (86400e9 at 24:00), checked against am/pm; `undefined` if there is no such time. */
function resolveTimeOfDay(state: TimeState): number | undefined {
  const mask = state.mask;
  const hasHour = (mask & (1 << HOUR_FIELD)) !== 0;
  const hasMinute = (mask & (1 << MINUTE_FIELD)) !== 0;
  const hasSecond = (mask & (1 << SECOND_FIELD)) !== 0;
  const hasNano = (mask & (1 << NANO_FIELD)) !== 0;
  const hasHalf = (mask & ((1 << AM_PM_FIELD) | (1 << HALF_DAY_HOUR_FIELD))) !== 0;
  let hour = hasHour ? (state.values[HOUR_FIELD] as number) : 0;
  let minute = hasMinute ? (state.values[MINUTE_FIELD] as number) : 0;
  const second = hasSecond ? (state.values[SECOND_FIELD] as number) : 0;
  const nano = hasNano ? (state.values[NANO_FIELD] as number) : 0;

  let complete = hasHour && (hasSecond ? hasMinute : !hasNano);
  if (!hasHour && !hasMinute && !hasSecond && !hasNano) {
    if (state.period !== undefined) {
      const [, from, to] = state.period;
      const length = to > from || to === from ? to - from : to + 1440 - from;
      const middle = Math.floor(from + length / 2) % 1440;
      hour = Math.floor(middle / 60);
      minute = middle % 60;
      complete = true;
    } else if ((mask & (1 << AM_PM_FIELD)) !== 0) {
      // am or pm alone is the middle of that half of the day.
      hour = takeTimeField(state, AM_PM_FIELD) * 12 + 6;
      complete = true;
    }
  } else if (complete && state.period !== undefined && !(hasMinute && hasSecond && hasNano)) {
    if (!periodIncludes(state.period[1], state.period[2], hour * 60 + minute)) return undefined;
  }
  if (!complete && hasHalf) return undefined;
  const endOfDay = complete && hour === 24 && minute === 0 && second === 0 && nano === 0;
  if (!(hour >= 0 && (hour <= 23 || endOfDay) && minute >= 0 && minute <= 59 && second >= 0 && second <= 59))
    return undefined;
  if (!(nano >= 0 && nano <= 999999999)) return undefined;

  if (hasHalf) {
    // 24:00 is midnight here: the day it adds comes later.
    const shown = hour % 24;
    if ((state.mask & (1 << AM_PM_FIELD)) !== 0 && state.values[AM_PM_FIELD] !== Math.floor(shown / 12))
      return undefined;
    if ((state.mask & (1 << HALF_DAY_HOUR_FIELD)) !== 0 && state.values[HALF_DAY_HOUR_FIELD] !== shown % 12)
      return undefined;
  }
  return ((hour * 60 + minute) * 60 + second) * 1e9 + nano;
}

/** Whether every field of the date that is left says the same as the date. */
function fieldsAgree(state: TimeState, days: number): boolean {
  const mask = state.mask;
  if ((mask & ((1 << AM_PM_FIELD) - 1)) === 0) return true;
  const { year, month, day } = civilFromDays(days);
  const dayOfYear = days - daysFromCivil(year, 1, 1) + 1;
  const localDay = localDayOfWeek(days);
  const week = localWeekOfYear(year, dayOfYear, localDay);
  const disagrees = (field: number, value: number): boolean =>
    (mask & (1 << field)) !== 0 && state.values[field] !== value;
  return !(
    disagrees(ERA_FIELD, year >= 1 ? 1 : 0) ||
    disagrees(YEAR_FIELD, year) ||
    disagrees(MONTH_FIELD, month) ||
    disagrees(DAY_FIELD, day) ||
    disagrees(DAY_OF_YEAR_FIELD, dayOfYear) ||
    disagrees(QUARTER_FIELD, Math.floor((month + 2) / 3)) ||
    disagrees(DAY_OF_WEEK_FIELD, localDay === 1 ? 7 : localDay - 1) ||
    disagrees(ALIGNED_DAY_FIELD, ((day - 1) % 7) + 1) ||
    disagrees(WEEK_OF_MONTH_FIELD, localWeekOfMonth(day, localDay)) ||
    disagrees(WEEK_YEAR_FIELD, week.year) ||
    disagrees(WEEK_FIELD, week.week)
  );
}
