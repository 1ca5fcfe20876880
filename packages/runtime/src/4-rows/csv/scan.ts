// Held bytes of a CSV file to the places of its records: quotes are followed, cells are not yet cut.
import type { CsvSettings } from "@heddle/compiler";

/** The settings as bytes. Several bytes where a character is not ASCII. */
export interface CsvBytes {
  readonly delimiter: Buffer;
  /** Empty: nothing is quoted. */
  readonly quote: Buffer;
  readonly escape: Buffer;
  readonly escapeIsQuote: boolean;
}

export function csvBytes(settings: CsvSettings): CsvBytes {
  const quote = Buffer.from(settings.quote);
  const escape = Buffer.from(settings.escape);
  return {
    delimiter: Buffer.from(settings.delimiter),
    quote,
    escape,
    escapeIsQuote: escape.length === 0 || escape.equals(quote),
  };
}

/** How records end: at LF (a CR before it belongs to the end), or, in files of old, at CR alone. */
export type LineEnd = "lf" | "cr";

export interface Scan {
  /** Where the scan stands, in the held bytes. */
  at: number;
  /** Where the record begins. */
  start: number;
  where: "cell-start" | "bare" | "quoted" | "after-quote";
  sawQuote: boolean;
  /** Text after a closing quote. */
  isTorn: boolean;
  /** Found with the first line's end. */
  lineEnd: LineEnd | undefined;
  /** The next quote at or after `at`, as far as it is known: most records have none. */
  nextQuote: number;
  /** Likewise for the escape character, where it is not the quote. */
  nextEscape: number;
}

export function newScan(): Scan {
  return {
    at: 0,
    start: 0,
    where: "cell-start",
    sawQuote: false,
    isTorn: false,
    lineEnd: undefined,
    nextQuote: -1,
    nextEscape: -1,
  };
}

export interface Record {
  readonly start: number;
  /** Without the line's end. */
  readonly end: number;
  readonly hasQuote: boolean;
  readonly isTorn: boolean;
}

const LF = 10;
const CR = 13;

/**
 * The next record, or undefined when the bytes do not hold all of it (`scan` then stands where to go on once there are
 * more). With `isLast`, the end of the bytes ends the record. A record that ends inside quotes is never returned: `scan.where`
 * is "quoted" then.
 */
export function nextRecord(bytes: Buffer, scan: Scan, csv: CsvBytes, isLast: boolean): Record | undefined {
  // A token cut off by the end of the bytes must wait for its rest.
  const lookahead = Math.max(csv.delimiter.length, csv.quote.length + csv.escape.length, 2);
  const safeEnd = isLast ? bytes.length : bytes.length - lookahead;
  while (scan.at <= safeEnd) {
    if (scan.at === bytes.length) {
      if (scan.where === "quoted") return undefined;
      return scan.start === scan.at ? undefined : finish(scan, bytes.length, bytes.length);
    }
    switch (scan.where) {
      case "quoted":
        if (!passQuoted(bytes, scan, csv, safeEnd)) return undefined;
        break;
      case "cell-start":
        if (csv.quote.length > 0 && startsWith(bytes, scan.at, csv.quote)) {
          scan.at += csv.quote.length;
          scan.where = "quoted";
          scan.sawQuote = true;
          break;
        }
        scan.where = "bare";
        break;
      case "bare":
      case "after-quote": {
        const record = passBare(bytes, scan, csv, safeEnd);
        if (record !== undefined) return record;
        break;
      }
      default:
        scan.where satisfies never;
    }
  }
  return undefined;
}

/** Goes on to the byte after the closing quote; false when it is not there. */
function passQuoted(bytes: Buffer, scan: Scan, csv: CsvBytes, safeEnd: number): boolean {
  for (;;) {
    if (scan.nextQuote < scan.at) scan.nextQuote = findNear(bytes, csv.quote, scan.at);
    const quote = scan.nextQuote;
    if (!csv.escapeIsQuote) {
      if (scan.nextEscape < scan.at) scan.nextEscape = find(bytes, csv.escape, scan.at);
      const escape = scan.nextEscape;
      if (escape < bytes.length && escape < quote) {
        if (escape > safeEnd || escape + csv.escape.length >= bytes.length) {
          scan.at = escape;
          return false;
        }
        scan.at = escape + csv.escape.length + 1;
        continue;
      }
    }
    if (quote === bytes.length) {
      scan.at = Math.max(scan.at, safeEnd + 1);
      return false;
    }
    if (quote > safeEnd) {
      scan.at = quote;
      return false;
    }
    const after = quote + csv.quote.length;
    if (csv.escapeIsQuote && startsWith(bytes, after, csv.quote)) {
      scan.at = after + csv.quote.length;
      continue;
    }
    scan.at = after;
    scan.where = "after-quote";
    return true;
  }
}

/** Goes on through an unquoted cell, or what follows a closing quote, to the next cell or the record's end. */
function passBare(bytes: Buffer, scan: Scan, csv: CsvBytes, safeEnd: number): Record | undefined {
  const { delimiter } = csv;
  const [mark] = delimiter;
  const afterQuote = scan.where === "after-quote";
  let at = scan.at;
  if (afterQuote) {
    const byte = bytes[at];
    if (byte !== LF && byte !== CR && !startsWith(bytes, at, delimiter)) scan.isTorn = true;
    scan.where = "bare";
  } else if (scan.lineEnd === "lf" && at === scan.start) {
    const line = plainLine(bytes, scan, csv, safeEnd);
    if (line !== undefined) return line;
  }
  for (; at <= safeEnd && at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === mark && startsWith(bytes, at, delimiter)) {
      scan.at = at + delimiter.length;
      scan.where = "cell-start";
      return undefined;
    }
    if (byte === LF && scan.lineEnd !== "cr") {
      scan.lineEnd = "lf";
      return finish(scan, at > scan.start && bytes[at - 1] === CR ? at - 1 : at, at + 1);
    }
    if (byte === CR && scan.lineEnd !== "lf") {
      if (bytes[at + 1] === LF && scan.lineEnd === undefined) continue;
      scan.lineEnd = "cr";
      return finish(scan, at, at + 1);
    }
  }
  scan.at = at;
  return undefined;
}

/** The record up to the line's end when no quote lies before it: the fast way, for most records of most files. */
function plainLine(bytes: Buffer, scan: Scan, csv: CsvBytes, safeEnd: number): Record | undefined {
  const end = bytes.indexOf(LF, scan.at);
  if (end < 0 || end > safeEnd) return undefined;
  if (csv.quote.length > 0) {
    if (scan.nextQuote < scan.at) scan.nextQuote = find(bytes, csv.quote, scan.at);
    if (scan.nextQuote < end) return undefined;
  }
  return finish(scan, end > scan.start && bytes[end - 1] === CR ? end - 1 : end, end + 1);
}

function finish(scan: Scan, end: number, next: number): Record {
  const record = { start: scan.start, end, hasQuote: scan.sawQuote, isTorn: scan.isTorn };
  restart(scan, next);
  return record;
}

/** The next place of a token; the length of the bytes when there is none. */
function find(bytes: Buffer, token: Buffer, from: number): number {
  const found = bytes.indexOf(token.length === 1 ? (token[0] ?? 0) : token, from);
  return found < 0 ? bytes.length : found;
}

/** How many bytes are looked at one by one before a search of the machine's own is worth its start. */
const NEAR = 48;

/** As {@link find}, for what is likely to be near. */
function findNear(bytes: Buffer, token: Buffer, from: number): number {
  if (token.length !== 1) return find(bytes, token, from);
  const mark = token[0];
  const end = Math.min(from + NEAR, bytes.length);
  for (let at = from; at < end; at += 1) {
    if (bytes[at] === mark) return at;
  }
  return find(bytes, token, end);
}

/** What was looked up in bytes that have moved or grown since is void. */
export function forgetLookups(scan: Scan): void {
  scan.nextQuote = -1;
  scan.nextEscape = -1;
}

/** Begins a new record at `at`. */
export function restart(scan: Scan, at: number): void {
  scan.at = at;
  scan.start = at;
  scan.where = "cell-start";
  scan.sawQuote = false;
  scan.isTorn = false;
}

export function startsWith(bytes: Buffer, at: number, token: Buffer): boolean {
  for (let i = 0; i < token.length; i += 1) {
    if (bytes[at + i] !== token[i]) return false;
  }
  return true;
}
