// ISO date-time text to milliseconds since the epoch, and back, by arithmetic on the proleptic Gregorian calendar.

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar; `month` is 1-12, `day` may lie outside its month. */
export function daysFromCivil(year: number, month: number, day: number): number {
  // Years start in March here, so that the leap day is the last of its year.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}

/** The number of days of a month (1-12) of a proleptic year. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The number written in two decimal digits at `at`, or NaN. */
function isoTwoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/**
 * Milliseconds since the epoch of an ISO date-time, or `undefined` if the text is none (operator `iso_time_to_ms`).
 *
 * `YYYY-MM-DD`; then optionally `T` or one space and `HH:MM[:SS[.fraction]]`, the fraction of 1-9 digits cut to
 * milliseconds; then optionally a zone `Z`, `+HH:MM`, `+HHMM` or `+HH` (or with `-`), with at most one space before it;
 * no zone is UTC. An impossible date, `24:00`, an offset beyond 18:00 and a year of more than four digits have no value (D).
 * Also decided (D):
 * - letters are upper case; the separators are `-`, `:` and `.` only; nothing may come before or after;
 * - seconds end at 59: a leap second has no place in milliseconds since the epoch;
 * - a zone may follow a date without a time; its minutes end at 59.
 */
export function parseIsoTime(text: string): number | undefined {
  const length = text.length;
  const year = isoTwoDigits(text, 0) * 100 + isoTwoDigits(text, 2);
  const month = isoTwoDigits(text, 5);
  const day = isoTwoDigits(text, 8);
  // NaN fails every one of these comparisons.
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return undefined;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined;
  let ms = daysFromCivil(year, month, day) * 86400000;
  let at = 10;
  if (at === length) return ms;

  const separator = text.charCodeAt(at);
  const afterSpace = text.charCodeAt(at + 1);
  if (separator === 84 || (separator === 32 && afterSpace >= 48 && afterSpace <= 57)) {
    const hour = isoTwoDigits(text, at + 1);
    const minute = isoTwoDigits(text, at + 4);
    if (!(hour <= 23 && minute <= 59) || text.charCodeAt(at + 3) !== 58) return undefined;
    at += 6;
    ms += hour * 3600000 + minute * 60000;
    if (text.charCodeAt(at) === 58) {
      const second = isoTwoDigits(text, at + 1);
      if (!(second <= 59)) return undefined;
      ms += second * 1000;
      at += 3;
      if (text.charCodeAt(at) === 46) {
        const start = at + 1;
        let scale = 100;
        let digit = text.charCodeAt(++at) - 48;
        while (digit >= 0 && digit <= 9) {
          // Past the third digit the scale is below 1: cut off.
          if (scale >= 1) ms += digit * scale;
          scale /= 10;
          digit = text.charCodeAt(++at) - 48;
        }
        if (at === start || at - start > 9) return undefined;
      }
    }
  }
  if (at === length) return ms;

  const offset = isoOffset(text, text.charCodeAt(at) === 32 ? at + 1 : at);
  return offset === undefined ? undefined : ms - offset;
}

/** The milliseconds that a zone from `at` to the end of the text is ahead of UTC; at most 18 hours either way. */
function isoOffset(text: string, at: number): number | undefined {
  const sign = text.charCodeAt(at);
  if (sign === 90) return at + 1 === text.length ? 0 : undefined;
  if (sign !== 43 && sign !== 45) return undefined;
  const hours = isoTwoDigits(text, at + 1);
  let end = at + 3;
  let minutes = 0;
  if (end < text.length) {
    if (text.charCodeAt(end) === 58) end += 1;
    minutes = isoTwoDigits(text, end);
    end += 2;
  }
  const offset = hours * 3600000 + minutes * 60000;
  if (end !== text.length || !(minutes <= 59 && offset <= 64800000)) return undefined;
  return sign === 43 ? offset : -offset;
}

function isoPadTwo(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

/**
 * `YYYY-MM-DDTHH:MM:SS` in UTC of milliseconds since the epoch, with `.SSS` only when the milliseconds are not 0
 * (operator `ms_to_iso_time`). Fractions of a millisecond are cut towards the past, as a clock that counts whole
 * milliseconds shows the instant (D). Years outside 0000-9999 have a sign and six digits, as in ECMAScript (D).
 * More than 8.64e15 ms from the epoch, or NaN: `undefined` (D).
 */
export function formatIsoTime(ms: number): string | undefined {
  if (!(Math.abs(ms) <= 8.64e15)) return undefined;
  const whole = Math.floor(ms);
  if (whole < -8.64e15) return undefined;
  const days = Math.floor(whole / 86400000);
  const msOfDay = whole - days * 86400000;

  const { year, month, day } = civilFromDays(days);

  const yearText =
    year >= 0 && year <= 9999
      ? `${year}`.padStart(4, "0")
      : `${year < 0 ? "-" : "+"}${`${Math.abs(year)}`.padStart(6, "0")}`;
  const fraction = msOfDay % 1000;
  const hour = Math.floor(msOfDay / 3600000);
  const minute = Math.floor(msOfDay / 60000) % 60;
  const second = Math.floor(msOfDay / 1000) % 60;
  const text = `${yearText}-${isoPadTwo(month)}-${isoPadTwo(day)}T${isoPadTwo(hour)}:${isoPadTwo(minute)}:${isoPadTwo(second)}`;
  return fraction === 0 ? text : `${text}.${`${fraction}`.padStart(3, "0")}`;
}

/** The proleptic Gregorian date of a day, counted from the epoch. */
export function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}
