// Held bytes of a CSV file to the places of its records: quotes are followed, cells are not yet cut.
import type { CsvSettings } from "@heddle/compiler";

/** The settings as bytes. Several bytes where a character is not ASCII. */
export interface CsvBytes {
  readonly delimiter: Buffer;
  /** Empty: nothing is quoted. */
  readonly quote: Buffer;
  /** Empty where it is the quote, which only escapes itself and only inside quotes. */
  readonly escape: Buffer;
  /** How many bytes a token can have: so many must be at hand to know what stands at a place. */
  readonly lookahead: number;
}

export function csvBytes(settings: CsvSettings): CsvBytes {
  const delimiter = Buffer.from(settings.delimiter);
  const quote = Buffer.from(settings.quote);
  const escape = Buffer.from(settings.escape === settings.quote ? "" : settings.escape);
  const longest = Math.max(delimiter.length, 2 * quote.length, escape.length, CRLF_BYTES);
  return { delimiter, quote, escape, lookahead: escape.length + longest };
}

/** What is wrong with the quotes of a record. */
export type QuoteError =
  /** Text follows a closing quote. */
  | "bad-quote"
  /** A quote that opens in it is closed lines later, in the middle of a cell. */
  | "open-quote";

export interface Scan {
  /** The position in the held bytes. */
  at: number;
  /** Where the record begins. */
  start: number;
  where: "cell-start" | "bare" | "quoted" | "after-quote";
  hasMarks: boolean;
  isTorn: boolean;
  /** The next quote at or after `at`, as far as it is known: most records have none. */
  nextQuote: number;
  /** Likewise for the escape character, where it is not the quote. */
  nextEscape: number;
  /** Likewise for line feeds and carriage returns: most files have only one kind, or one behind the other. */
  nextLf: number;
  nextCr: number;
}

export function newScan(): Scan {
  return {
    at: 0,
    start: 0,
    where: "cell-start",
    hasMarks: false,
    isTorn: false,
    nextQuote: -1,
    nextEscape: -1,
    nextLf: -1,
    nextCr: -1,
  };
}

export interface CsvRecord {
  readonly start: number;
  /** Without the line's end. */
  readonly end: number;
  /** Whether quotes or escape characters are in it, so that it cannot be cut by delimiters alone. */
  readonly hasMarks: boolean;
  readonly error: QuoteError | undefined;
  /** How far the bytes were read to know this. */
  readonly readTo: number;
}

const LF = 10;
const CR = 13;
const CRLF_BYTES = 2;

/**
 * The next record, or undefined when the bytes do not hold all of it (`scan` is then where to go on once there are more). Lines
 * end with LF, CRLF or CR, whichever comes (D). With `isLast`, the end of the bytes ends the record. A record that ends inside
 * quotes is never returned: `scan.where` is "quoted" then.
 */
export function nextRecord(bytes: Buffer, scan: Scan, csv: CsvBytes, isLast: boolean): CsvRecord | undefined {
  // A token cut off by the end of the bytes must wait for its rest.
  const safeEnd = isLast ? bytes.length : bytes.length - csv.lookahead;
  while (scan.at <= safeEnd) {
    if (scan.at === bytes.length) {
      if (scan.where === "quoted") return undefined;
      return scan.start === scan.at ? undefined : finish(bytes, scan, bytes.length, bytes.length);
    }
    switch (scan.where) {
      case "quoted":
        if (!passQuoted(bytes, scan, csv, safeEnd)) return undefined;
        break;
      case "cell-start":
        if (csv.quote.length > 0 && startsWith(bytes, scan.at, csv.quote)) {
          scan.at += csv.quote.length;
          scan.where = "quoted";
          scan.hasMarks = true;
          break;
        }
        scan.where = "bare";
        break;
      case "after-quote": {
        const record = leaveQuotes(bytes, scan, csv);
        if (record !== undefined) return record;
        break;
      }
      case "bare": {
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
  const { quote: token, escape: escapeToken } = csv;
  for (;;) {
    if (scan.nextQuote < scan.at) scan.nextQuote = findNear(bytes, token, scan.at);
    const quote = scan.nextQuote;
    if (escapeToken.length > 0) {
      if (scan.nextEscape < scan.at) scan.nextEscape = find(bytes, escapeToken, scan.at);
      const escape = scan.nextEscape;
      if (escape < bytes.length && escape < quote) {
        if (escape > safeEnd || escape + escapeToken.length >= bytes.length) {
          scan.at = escape;
          return false;
        }
        scan.at = escape + escapeToken.length + 1;
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
    const after = quote + token.length;
    if (escapeToken.length === 0 && startsWith(bytes, after, token)) {
      scan.at = after + token.length;
      continue;
    }
    scan.at = after;
    scan.where = "after-quote";
    return true;
  }
}

/** After a closing quote a cell ends. Where lines have ended inside quotes and it does not, a quote was left open. */
function leaveQuotes(bytes: Buffer, scan: Scan, csv: CsvBytes): CsvRecord | undefined {
  const { at } = scan;
  const byte = bytes[at];
  if (byte === csv.delimiter[0] && startsWith(bytes, at, csv.delimiter)) {
    scan.at = at + csv.delimiter.length;
    scan.where = "cell-start";
    return undefined;
  }
  if (byte === LF || byte === CR) return finish(bytes, scan, at, afterLineEnd(bytes, at));
  scan.where = "bare";
  scan.isTorn = true;
  return firstLine(bytes, scan, "open-quote", at);
}

/**
 * Bad quotes cost the line that their record begins in: reading goes on with the next line, so that a quote that nobody closed
 * swallows no good row (D). Undefined where [start, end) is one line.
 */
function firstLine(bytes: Buffer, scan: Scan, error: QuoteError, end: number): CsvRecord | undefined {
  const { start } = scan;
  const length = lineEnd(bytes.subarray(start, end));
  if (length < 0) return undefined;
  forgetLookups(scan);
  restart(scan, afterLineEnd(bytes, start + length));
  return { start, end: start + length, hasMarks: true, error, readTo: end };
}

/** Goes on through an unquoted cell, or what follows a closing quote, to the next cell or the record's end. */
function passBare(bytes: Buffer, scan: Scan, csv: CsvBytes, safeEnd: number): CsvRecord | undefined {
  if (scan.at === scan.start) {
    const line = plainLine(bytes, scan, csv, safeEnd);
    if (line !== undefined) return line;
  }
  const { delimiter, escape } = csv;
  const [mark] = delimiter;
  const [escapeMark] = escape;
  let at = scan.at;
  for (; at <= safeEnd && at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === mark && startsWith(bytes, at, delimiter)) {
      scan.at = at + delimiter.length;
      scan.where = "cell-start";
      return undefined;
    }
    if (byte === LF || byte === CR) return finish(bytes, scan, at, afterLineEnd(bytes, at));
    if (byte === escapeMark && escapeMark !== undefined && startsWith(bytes, at, escape)) {
      scan.hasMarks = true;
      at += escape.length + escapedLength(bytes, at + escape.length, csv) - 1;
    }
  }
  scan.at = at;
  return undefined;
}

/** How many bytes an escape character in front of them makes text, outside quotes: those of what would else end the cell, or 0. */
function escapedLength(bytes: Buffer, at: number, { delimiter, quote, escape }: CsvBytes): number {
  const byte = bytes[at];
  if (byte === LF || byte === CR) return afterLineEnd(bytes, at) - at;
  for (const token of [delimiter, quote, escape]) {
    if (token.length > 0 && startsWith(bytes, at, token)) return token.length;
  }
  return 0;
}

/** The record up to the line's end when neither a quote nor an escape character is in it: the fast way, for most records of most files. */
function plainLine(bytes: Buffer, scan: Scan, csv: CsvBytes, safeEnd: number): CsvRecord | undefined {
  const { at } = scan;
  if (scan.nextLf < at) scan.nextLf = find1(bytes, LF, at);
  if (scan.nextCr < at) scan.nextCr = find1(bytes, CR, at);
  const end = scan.nextCr < scan.nextLf ? scan.nextCr : scan.nextLf;
  if (end > safeEnd || end === bytes.length) return undefined;
  if (csv.quote.length > 0) {
    if (scan.nextQuote < at) scan.nextQuote = find(bytes, csv.quote, at);
    if (scan.nextQuote < end) return undefined;
  }
  if (csv.escape.length > 0) {
    if (scan.nextEscape < at) scan.nextEscape = find(bytes, csv.escape, at);
    if (scan.nextEscape < end) return undefined;
  }
  return finish(bytes, scan, end, afterLineEnd(bytes, end));
}

function finish(bytes: Buffer, scan: Scan, end: number, next: number): CsvRecord {
  if (scan.isTorn) {
    const line = firstLine(bytes, scan, "bad-quote", end);
    if (line !== undefined) return line;
  }
  const { start, hasMarks } = scan;
  const record: CsvRecord = { start, end, hasMarks, error: scan.isTorn ? "bad-quote" : undefined, readTo: end };
  restart(scan, next);
  return record;
}

/** Where the first line end is; -1 when there is none. */
export function lineEnd(bytes: Buffer): number {
  const lf = bytes.indexOf(LF);
  const cr = (lf < 0 ? bytes : bytes.subarray(0, lf)).indexOf(CR);
  return cr < 0 ? lf : cr;
}

/** The byte after the line end at `at`. */
export function afterLineEnd(bytes: Buffer, at: number): number {
  return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
}

/** The next place of a token; the length of the bytes when there is none. */
function find(bytes: Buffer, token: Buffer, from: number): number {
  if (token.length === 1) return find1(bytes, token[0] ?? 0, from);
  const found = bytes.indexOf(token, from);
  return found < 0 ? bytes.length : found;
}

function find1(bytes: Buffer, byte: number, from: number): number {
  const found = bytes.indexOf(byte, from);
  return found < 0 ? bytes.length : found;
}

/** How many bytes are looked at one by one before a native search is worth its start. */
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

/** Lookups in bytes that have moved or grown since are void. */
export function forgetLookups(scan: Scan): void {
  scan.nextQuote = -1;
  scan.nextEscape = -1;
  scan.nextLf = -1;
  scan.nextCr = -1;
}

/** Begins a new record at `at`. */
export function restart(scan: Scan, at: number): void {
  scan.at = at;
  scan.start = at;
  scan.where = "cell-start";
  scan.hasMarks = false;
  scan.isTorn = false;
}

export function startsWith(bytes: Buffer, at: number, token: Buffer): boolean {
  for (let i = 0; i < token.length; i += 1) {
    if (bytes[at + i] !== token[i]) return false;
  }
  return true;
}
