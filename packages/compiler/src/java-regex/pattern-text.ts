// In: a pattern's text. Out: its code points with their offsets, quoted stretches (\Q..\E) rewritten as escapes the way Java does before it parses.

export interface PatternText {
  readonly points: readonly number[];
  /** The UTF-16 offset at which each code point stands, and one more: the text's length. */
  readonly offsets: readonly number[];
}

const BACKSLASH = 0x5c;

export function readPatternText(pattern: string): PatternText {
  const points: number[] = [];
  const offsets: number[] = [];
  for (let i = 0; i < pattern.length;) {
    const point = pattern.codePointAt(i) ?? 0;
    points.push(point);
    offsets.push(i);
    i += point > 0xffff ? 2 : 1;
  }
  offsets.push(pattern.length);
  return unquote({ points, offsets });
}

function unquote(text: PatternText): PatternText {
  const { points, offsets } = text;
  const quoteStart = findQuote(points);
  if (quoteStart < 0) return text;
  const outPoints = points.slice(0, quoteStart);
  const outOffsets = offsets.slice(0, quoteStart);
  const put = (offset: number, ...added: readonly number[]): void => {
    for (const point of added) {
      outPoints.push(point);
      outOffsets.push(offset);
    }
  };

  let quoted = true;
  let first = true;
  let i = quoteStart + 2;
  while (i < points.length) {
    const point = points[i] ?? 0;
    const offset = offsets[i] ?? 0;
    i++;
    if (point > 0x7f || isLetter(point)) put(offset, point);
    else if (point >= 0x30 && point <= 0x39) {
      // The first digit of a quote could lengthen a back reference before it, so Java writes it as \x3N.
      if (first) put(offset, BACKSLASH, 0x78, 0x33);
      put(offset, point);
    } else if (point !== BACKSLASH) {
      if (quoted) put(offset, BACKSLASH);
      put(offset, point);
    } else if (quoted) {
      if (points[i] === 0x45) {
        i++;
        quoted = false;
      } else put(offset, BACKSLASH, BACKSLASH);
    } else if (points[i] === 0x51) {
      i++;
      quoted = true;
      first = true;
      continue;
    } else {
      put(offset, point);
      if (i < points.length) {
        put(offsets[i] ?? 0, points[i] ?? 0);
        i++;
      }
    }
    first = false;
  }
  outOffsets.push(offsets.at(-1) ?? 0);
  return { points: outPoints, offsets: outOffsets };
}

function findQuote(points: readonly number[]): number {
  for (let i = 0; i < points.length - 1; i++) {
    if (points[i] !== BACKSLASH) continue;
    if (points[i + 1] === 0x51) return i;
    i++;
  }
  return -1;
}

function isLetter(point: number): boolean {
  return (point >= 0x41 && point <= 0x5a) || (point >= 0x61 && point <= 0x7a);
}
