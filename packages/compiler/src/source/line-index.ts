// Turns offsets of a text into lines and columns, for renderers and adapters only.
import type { Span } from "./span.ts";

/** Zero-based; `character` counts UTF-16 units, as LSP does. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface LineIndex {
  readonly lineCount: number;
  position(offset: number): Position;
  range(span: Span): Range;
  /** The offset of a position; one past its line's end is moved back to that end. */
  offset(position: Position): number;
  /** The offset where a line starts. */
  lineStart(line: number): number;
  /** A line's text without its line break. */
  lineText(line: number): string;
}

/** Indexes the lines of a text, which end in LF, CRLF or CR. */
export function createLineIndex(text: string): LineIndex {
  const starts = lineStarts(text);
  const startOf = (line: number): number => starts[Math.max(0, Math.min(line, starts.length - 1))] ?? 0;
  const endOf = (line: number): number => {
    let end = line + 1 < starts.length ? startOf(line + 1) : text.length;
    while (end > startOf(line) && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end--;
    return end;
  };
  const position = (offset: number): Position => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (startOf(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: Math.max(0, Math.min(offset, text.length) - startOf(low)) };
  };
  return {
    lineCount: starts.length,
    position,
    range: (span) => ({ start: position(span.start), end: position(span.end) }),
    offset: ({ line, character }) =>
      line >= starts.length ? text.length : Math.min(startOf(line) + character, endOf(line)),
    lineStart: startOf,
    lineText: (line) => text.slice(startOf(line), endOf(line)),
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  if (!text.includes("\r")) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 13 && text.charCodeAt(i + 1) === 10) i++;
    if (unit === 10 || unit === 13) starts.push(i + 1);
  }
  return starts;
}
