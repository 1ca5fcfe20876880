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
 * no zone is UTC. An impossible date has no value (D). What else is decided (D):
 * - letters are upper case; the separators are `-`, `:` and `.` only; nothing may stand before or after;
 * - years 0000 to 9999 have four digits; others have six and a sign (`+010000`, `-000001`), as ECMAScript and
 *   `ms_to_iso_time` write them, `-000000` excepted; the instant lies within 8.64e15 ms of the epoch;
 * - `24:00`, with nothing but zeros after it, is the midnight that ends the day;
 * - seconds end at 59: a leap second has no place in milliseconds since the epoch;
 * - a zone may follow a date without a time; it ends at 23:59, its minutes at 59.
 */
export function parseIsoTime(text: string): number | undefined {
  const length = text.length;
  let year: number;
  let at: number;
  const first = text.charCodeAt(0);
  if (first === 43 || first === 45) {
    year = isoTwoDigits(text, 1) * 10000 + isoTwoDigits(text, 3) * 100 + isoTwoDigits(text, 5);
    if (first === 45) year = year === 0 ? NaN : -year;
    at = 7;
  } else {
    year = isoTwoDigits(text, 0) * 100 + isoTwoDigits(text, 2);
    at = 4;
  }
  const month = isoTwoDigits(text, at + 1);
  const day = isoTwoDigits(text, at + 4);
  // NaN fails every one of these comparisons.
  if (!(year >= -271821 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return undefined;
  if (text.charCodeAt(at) !== 45 || text.charCodeAt(at + 3) !== 45) return undefined;
  at += 6;
  let ms = daysFromCivil(year, month, day) * 86400000;
  if (at === length) return Math.abs(ms) <= 8.64e15 ? ms : undefined;

  const separator = text.charCodeAt(at);
  const afterSpace = text.charCodeAt(at + 1);
  if (separator === 84 || (separator === 32 && afterSpace >= 48 && afterSpace <= 57)) {
    const hour = isoTwoDigits(text, at + 1);
    const minute = isoTwoDigits(text, at + 4);
    if (!(hour <= 24 && minute <= 59) || text.charCodeAt(at + 3) !== 58) return undefined;
    at += 6;
    let fine = 0;
    let cutToZero = false;
    if (text.charCodeAt(at) === 58) {
      const second = isoTwoDigits(text, at + 1);
      if (!(second <= 59)) return undefined;
      fine = second * 1000;
      at += 3;
      if (text.charCodeAt(at) === 46) {
        const start = at + 1;
        let scale = 100;
        let digit = text.charCodeAt(++at) - 48;
        while (digit >= 0 && digit <= 9) {
          // Past the third digit the scale is below 1: the rest only matters to 24:00.
          if (scale >= 1) fine += digit * scale;
          else if (digit !== 0) cutToZero = true;
          scale /= 10;
          digit = text.charCodeAt(++at) - 48;
        }
        if (at === start || at - start > 9) return undefined;
      }
    }
    if (hour === 24 && (minute !== 0 || fine !== 0 || cutToZero)) return undefined;
    ms += hour * 3600000 + minute * 60000 + fine;
  }

  if (at < length) {
    if (text.charCodeAt(at) === 32) at += 1;
    const sign = text.charCodeAt(at);
    if (sign === 90) {
      at += 1;
    } else if (sign === 43 || sign === 45) {
      const hours = isoTwoDigits(text, at + 1);
      if (!(hours <= 23)) return undefined;
      at += 3;
      let minutes = 0;
      if (at < length) {
        if (text.charCodeAt(at) === 58) at += 1;
        minutes = isoTwoDigits(text, at);
        if (!(minutes <= 59)) return undefined;
        at += 2;
      }
      const offset = hours * 3600000 + minutes * 60000;
      ms = sign === 43 ? ms - offset : ms + offset;
    } else {
      return undefined;
    }
    if (at !== length) return undefined;
  }
  return Math.abs(ms) <= 8.64e15 ? ms : undefined;
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
