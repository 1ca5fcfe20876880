// A compiled time pattern and a text in; milliseconds since the epoch out, or nothing.
import { OFFSET_FIELD, NANO_FIELD } from "./runtime-fields.ts";
import type { NumberStep, OffsetStep, TimeProgram, TimeState, TimeStep, ZoneTable } from "./program.ts";
import { resolveJavaTime } from "./runtime-resolve.ts";

/**
 * Milliseconds since the epoch of a text in a time pattern (operator `parse_time_to_ms`), or `undefined`.
 *
 * The text must fit whole, letter by letter, as `DateTimeFormatter.parse` of Java 17 reads it. `formats` may keep what
 * zones cost to look up from one call to the next; without it each text that names a region pays anew.
 */
export function parseJavaTime(
  program: TimeProgram,
  text: string,
  formats?: Map<string, Intl.DateTimeFormat>,
): number | undefined {
  const steps = program.steps;
  const values = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const state: TimeState = { mask: 0, values, zone: undefined, period: undefined };
  // The optional sections that are open: where each ends, and what to go back to.
  const opened: { readonly end: number; readonly at: number; readonly state: TimeState }[] = [];
  let at = 0;
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index] as TimeStep;
    if (step.op === "open") {
      const kept = { mask: state.mask, values: state.values.slice(), zone: state.zone, period: state.period };
      opened.push({ end: step.end, at, state: kept });
      continue;
    }
    if (step.op === "close") {
      opened.pop();
      continue;
    }
    at = parseTimeStep(program, step, state, text, at);
    if (at >= 0) continue;
    // -2 is where Java throws in the midst of an optional section: the whole text fails.
    if (at === -2) return undefined;
    const section = opened.pop();
    if (section === undefined) return undefined;
    state.mask = section.state.mask;
    state.values = section.state.values;
    state.zone = section.state.zone;
    state.period = section.state.period;
    at = section.at;
    index = section.end;
  }
  return at === text.length ? resolveJavaTime(state, formats) : undefined;
}

/** Where reading goes on after a step; -1: it does not fit; -2: the whole text cannot be read. */
function parseTimeStep(program: TimeProgram, step: TimeStep, state: TimeState, text: string, at: number): number {
  switch (step.op) {
    case "number":
      return parseTimeNumber(step, state, text, at);
    case "literal":
      if (step.text.length === 1) return text.charCodeAt(at) === step.text.charCodeAt(0) ? at + 1 : -1;
      return text.startsWith(step.text, at) ? at + step.text.length : -1;
    case "fraction": {
      const end = at + step.digits;
      if (end > text.length) return -1;
      let nanos = 0;
      for (let pos = at; pos < end; pos++) {
        const digit = text.charCodeAt(pos) - 48;
        if (!(digit >= 0 && digit <= 9)) return -1;
        nanos = nanos * 10 + digit;
      }
      return setTimeField(state, NANO_FIELD, nanos * 10 ** (9 - step.digits), end);
    }
    case "text":
      for (const [name, value] of step.texts) {
        if (text.startsWith(name, at)) return setTimeField(state, step.field, value, at + name.length);
      }
      return -1;
    case "period":
      for (const period of step.texts) {
        if (!text.startsWith(period[0], at)) continue;
        state.period = period;
        return at + period[0].length;
      }
      return -1;
    case "offset":
      return parseTimeOffset(step, state, text, at);
    case "localizedOffset":
      return parseLocalizedOffset(step.full, state, text, at);
    case "zone":
      return parseTimeZone(program.zones[step.table] as ZoneTable, state, text, at);
    case "pad": {
      const end = at + step.width;
      if (at === text.length || end > text.length) return -1;
      let start = at;
      while (start < end && text.charCodeAt(start) === 32) start++;
      const stop = parseTimeStep(program, step.step, state, text.slice(0, end), start);
      return stop === end || stop === -2 ? stop : -1;
    }
    case "open":
    case "close":
      return at;
    default: {
      const impossible: never = step;
      return impossible;
    }
  }
}

/** Sets a field; a field that already has another value does not fit. */
function setTimeField(state: TimeState, field: number, value: number, at: number): number {
  const bit = 1 << field;
  if ((state.mask & bit) !== 0) return state.values[field] === value ? at : -1;
  state.mask |= bit;
  state.values[field] = value;
  return at;
}

function parseTimeNumber(step: NumberStep, state: TimeState, text: string, from: number): number {
  const length = text.length;
  if (from === length) return -1;
  let at = from;
  const sign = text.charCodeAt(at);
  const signed = sign === 43 || sign === 45;
  if (signed) {
    if (step.sign === "none" || (sign === 43 && step.sign === "minus")) return -1;
    at += 1;
  }
  if (at + step.min > length) return -1;
  let limit = Math.min(at + step.max + step.reserve, length);
  let total = 0;
  let pos = at;
  for (; pos < limit; pos++) {
    const digit = text.charCodeAt(pos) - 48;
    if (!(digit >= 0 && digit <= 9)) break;
    total = total * 10 + digit;
  }
  if (pos < at + step.min) return -1;
  if (step.reserve > 0) {
    // The numbers that follow get their digits; this one what is left, but never less than its least.
    limit = at + Math.max(step.min, pos - at - step.reserve);
    total = 0;
    for (pos = at; pos < limit; pos++) total = total * 10 + text.charCodeAt(pos) - 48;
  }
  if (signed && sign === 45) {
    if (total === 0) return -1;
    total = -total;
  } else if (step.sign === "pad" && signed !== pos - at > step.min) {
    return -1;
  }
  // What a Java long cannot hold loses its last digit there.
  if (pos - at > 18 && exceedsLong(text, at, pos, total < 0)) {
    pos -= 1;
    total = Math.trunc(total / 10);
  }
  if (step.reduced && pos - at === 2) total += 2000;
  return setTimeField(state, step.field, total, pos);
}

function exceedsLong(text: string, from: number, to: number, negative: boolean): boolean {
  const value = BigInt(text.slice(from, to));
  return value > (negative ? 9223372036854775808n : 9223372036854775807n);
}

/** The number written in two decimal digits at `at`, or -1. */
function timeTwoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function parseTimeOffset(step: OffsetStep, state: TimeState, text: string, at: number): number {
  if (at === text.length) return -1;
  if (text.startsWith(step.zero, at)) return setTimeField(state, OFFSET_FIELD, 0, at + step.zero.length);
  const sign = text.charCodeAt(at);
  if (sign !== 43 && sign !== 45) return -1;
  const parts = [0, 0, 0];
  let pos = at + 1;
  const count = step.seconds ? 3 : 2;
  for (let part = 0; part < count; part++) {
    let start = pos;
    if (part > 0 && step.colon) {
      if (text.charCodeAt(pos) !== 58) start = text.length;
      else start += 1;
    }
    const value = timeTwoDigits(text, start);
    if (value < 0 || value > 59) {
      if (part === 0 || (part === 1 && step.minutes === "mandatory")) return -1;
      if (part === 1) continue;
      break;
    }
    parts[part] = value;
    pos = start + 2;
  }
  const [hours, minutes, seconds] = parts as [number, number, number];
  // Java throws here, and with it the whole text fails, even in an optional section.
  if (hours > 23) return -2;
  const offset = hours * 3600 + minutes * 60 + seconds;
  return setTimeField(state, OFFSET_FIELD, sign === 45 && offset !== 0 ? -offset : offset, pos);
}

function parseLocalizedOffset(full: boolean, state: TimeState, text: string, at: number): number {
  if (!text.startsWith("GMT", at)) return -1;
  let pos = at + 3;
  const sign = text.charCodeAt(pos);
  if (sign !== 43 && sign !== 45) return setTimeField(state, OFFSET_FIELD, 0, pos);
  pos += 1;
  const end = text.length;
  let offset: number;
  if (full) {
    const hours = timeTwoDigits(text, pos);
    const minutes = text.charCodeAt(pos + 2) === 58 ? timeTwoDigits(text, pos + 3) : -1;
    // Java reads past the end of a text that stops short, and fails as a whole.
    if (hours < 0 || minutes < 0) return stopsShort(text, pos) ? -2 : -1;
    offset = hours * 3600 + minutes * 60;
    pos += 5;
  } else {
    const first = text.charCodeAt(pos) - 48;
    if (pos === end) return -2;
    if (!(first >= 0 && first <= 9)) return -1;
    const second = text.charCodeAt(pos + 1) - 48;
    const two = second >= 0 && second <= 9;
    offset = (two ? first * 10 + second : first) * 3600;
    pos += two ? 2 : 1;
    if (pos + 2 < end && text.charCodeAt(pos) === 58) {
      const minutes = timeTwoDigits(text, pos + 1);
      if (minutes >= 0) {
        offset += minutes * 60;
        pos += 3;
      }
    }
  }
  if (pos + 2 < end && text.charCodeAt(pos) === 58) {
    const seconds = timeTwoDigits(text, pos + 1);
    if (seconds >= 0) {
      offset += seconds;
      pos += 3;
    }
  }
  return setTimeField(state, OFFSET_FIELD, sign === 45 && offset !== 0 ? -offset : offset, pos);
}

/** Whether the text ends before `HH:MM` is found wrong: Java reads it two digits, a colon and two digits at a time. */
function stopsShort(text: string, at: number): boolean {
  const left = text.length - at;
  if (left < 2) return true;
  if (timeTwoDigits(text, at) < 0) return false;
  if (left < 3) return true;
  return text.charCodeAt(at + 2) === 58 && left < 5;
}

function parseTimeZone(table: ZoneTable, state: TimeState, text: string, at: number): number {
  if (at === text.length) return -1;
  const first = text.charCodeAt(at);
  if (first === 43 || first === 45) return parseZoneOffset(state, text, at, at);
  if (text.startsWith("UTC", at)) return parseZoneOffset(state, text, at, at + 3);
  if (text.startsWith("UT", at)) return parseZoneOffset(state, text, at, at + 2);
  if (text.startsWith("GMT", at)) {
    if (text.charCodeAt(at + 3) === 48) {
      state.zone = 0;
      return at + 4;
    }
    return parseZoneOffset(state, text, at, at + 3);
  }
  for (let end = Math.min(text.length, at + table.longest); end > at; end--) {
    const name = text.slice(at, end);
    if (!Object.hasOwn(table.ids, name)) continue;
    const id = table.ids[name] as string;
    state.zone = id === "" ? name : id;
    return end;
  }
  if (first !== 90) return -1;
  state.zone = 0;
  return at + 1;
}

/** The offset after `UTC`, `UT` or `GMT` (optional there), or a bare one. */
function parseZoneOffset(state: TimeState, text: string, from: number, at: number): number {
  const prefixed = at > from;
  const sign = text.charCodeAt(at);
  if (sign === 43 || sign === 45) {
    const hours = timeTwoDigits(text, at + 1);
    const minutes = text.charCodeAt(at + 3) === 58 ? timeTwoDigits(text, at + 4) : -1;
    if (hours >= 0 && hours <= 59 && minutes >= 0 && minutes <= 59) {
      let end = at + 6;
      let seconds = text.charCodeAt(end) === 58 ? timeTwoDigits(text, end + 1) : -1;
      if (seconds < 0 || seconds > 59) seconds = 0;
      else end += 3;
      if (hours > 23) return -2;
      const offset = hours * 3600 + minutes * 60 + seconds;
      if (offset > 64800) return -1;
      state.zone = sign === 45 && offset !== 0 ? -offset : offset;
      return end;
    }
  }
  if (!prefixed) return -1;
  state.zone = 0;
  return at;
}
