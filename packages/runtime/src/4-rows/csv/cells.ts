// The text of one CSV record to its cells, quotes and escapes resolved.
import type { CellMarks } from "@heddle/bytes";
import type { CsvSettings } from "@heddle/compiler";

/**
 * Cuts a record whose quotes are sound. A quote inside a cell that does not start with one is text like any other (D). Inside
 * quotes, the escape character makes the character after it literal (D: as csv-parse reads it); outside, a delimiter, quote,
 * escape character or line end after it, and before anything else it is text itself (D).
 * @param hasMarks whether quotes or escape characters are in it
 */
export function cutCells(text: string, settings: CsvSettings, hasMarks: boolean): string[] {
  return hasMarks ? cutMarked(text, settings) : text.split(settings.delimiter);
}

function cutMarked(text: string, settings: CsvSettings): string[] {
  const { delimiter, quote, escape } = settings;
  const isUsual = isSameOrNone(escape, quote);
  if (delimiter.length === 1 && quote.length === 1 && isUsual) return cutUsual(text, delimiter.charCodeAt(0), quote);
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (quote !== "" && text.startsWith(quote, at)) {
      const end = closingQuote(text, at + quote.length, settings);
      cells.push(unescape(text.slice(at + quote.length, end), settings));
      // Sound quotes: the delimiter follows, or the end.
      at = end + quote.length;
    } else if (isUsual) {
      const found = text.indexOf(delimiter, at);
      const end = found < 0 ? text.length : found;
      cells.push(text.slice(at, end));
      at = end;
    } else {
      const cell = bareCell(text, at, settings);
      cells.push(cell.text);
      at = cell.end;
    }
    if (at >= text.length) return cells;
    at += delimiter.length;
  }
}

interface BareCell {
  readonly text: string;
  readonly end: number;
}

/** The cell that starts at `from` without a quote, up to the delimiter or the end. */
function bareCell(text: string, from: number, { delimiter, quote, escape }: CsvSettings): BareCell {
  const literals = ["\r\n", "\r", "\n", delimiter, quote, escape].filter((token) => token !== "");
  let cell = "";
  let done = from;
  for (let at = from; ;) {
    const found = text.indexOf(delimiter, at);
    const end = found < 0 ? text.length : found;
    const escaped = text.indexOf(escape, at);
    if (escaped < 0 || escaped >= end) return { text: cell + text.slice(done, end), end };
    at = escaped + escape.length;
    const literal = literals.find((token) => text.startsWith(token, at));
    if (literal === undefined) continue;
    cell += text.slice(done, escaped) + literal;
    at += literal.length;
    done = at;
  }
}

/** The same for a delimiter and a quote of one unit each, where a quote inside quotes is doubled: unit by unit, as cells are short. */
function cutUsual(text: string, delimiter: number, quote: string): string[] {
  const mark = quote.charCodeAt(0);
  const cells: string[] = [];
  for (let at = 0; ; at += 1) {
    const isQuoted = text.charCodeAt(at) === mark;
    const from = isQuoted ? at + 1 : at;
    let end = from;
    let hasDoubled = false;
    if (isQuoted) {
      for (; end < text.length; end += 1) {
        if (text.charCodeAt(end) !== mark) continue;
        if (text.charCodeAt(end + 1) !== mark) break;
        hasDoubled = true;
        end += 1;
      }
      // Sound quotes: the delimiter follows, or the end.
      at = end + 1;
    } else {
      while (end < text.length && text.charCodeAt(end) !== delimiter) end += 1;
      at = end;
    }
    const cell = text.slice(from, end);
    cells.push(hasDoubled ? cell.replaceAll(quote + quote, quote) : cell);
    if (at >= text.length) return cells;
  }
}

function closingQuote(text: string, from: number, { quote, escape }: CsvSettings): number {
  let at = from;
  for (;;) {
    const found = text.indexOf(quote, at);
    if (found < 0) return text.length;
    if (isSameOrNone(escape, quote)) {
      if (!text.startsWith(quote, found + quote.length)) return found;
      at = found + 2 * quote.length;
    } else {
      const escaped = text.indexOf(escape, at);
      if (escaped < 0 || escaped > found) return found;
      at = escaped + escape.length + charLength(text, escaped + escape.length);
    }
  }
}

function unescape(text: string, { quote, escape }: CsvSettings): string {
  if (isSameOrNone(escape, quote)) return text.includes(quote) ? text.replaceAll(quote + quote, quote) : text;
  let from = 0;
  let result = "";
  for (;;) {
    const found = text.indexOf(escape, from);
    if (found < 0) return from === 0 ? text : result + text.slice(from);
    const literal = found + escape.length;
    const next = literal + charLength(text, literal);
    result += text.slice(from, found) + text.slice(literal, next);
    from = next;
  }
}

/** The characters around cells as single bytes; undefined where one takes more, or where an escape character is not the quote. */
export function cellMarks({ delimiter, quote, escape }: CsvSettings): CellMarks | undefined {
  const isSingle = (mark: string): boolean => mark.length === 1 && mark.charCodeAt(0) < 128;
  if (!isSingle(delimiter) || !(quote === "" || isSingle(quote)) || !isSameOrNone(escape, quote)) return undefined;
  return { delimiter: delimiter.charCodeAt(0), quote: quote === "" ? undefined : quote.charCodeAt(0) };
}

function isSameOrNone(escape: string, quote: string): boolean {
  return escape === "" || escape === quote;
}

function charLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
