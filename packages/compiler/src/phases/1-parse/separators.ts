// In: the parts of one list or object and what separates them, in the order of the text. Out: findings about commas, for both readers.
import type { Span } from "../../source/span.ts";
import {
  commaBeforeNothing,
  missingComma,
  type Report,
  strayToken,
  trailingComma,
  wrongSeparator,
} from "./findings.ts";

export interface Separator {
  readonly image: string;
  readonly start: number;
}

/** How far the parts of a list or object have been read. */
export interface Parts {
  readonly what: "members" | "items";
  last: Span | undefined;
  /** What was read after the last part. */
  separator: Separator | undefined;
  /** Other characters where commas belong, each with the end of the part before the last one. */
  readonly misused: { readonly separator: Separator; readonly before: number | undefined }[];
  beforeLast: Span | undefined;
}

export function noParts(what: Parts["what"]): Parts {
  return { what, last: undefined, separator: undefined, misused: [], beforeLast: undefined };
}

/** Takes a separator; of several in a row a comma counts, or else the first. */
export function takeSeparator(parts: Parts, found: Separator, report: Report): void {
  const { separator, last } = parts;
  if (last !== undefined && separator === undefined) parts.separator = found;
  else if (separator !== undefined && separator.image !== "," && found.image === ",") {
    remove(separator, report);
    parts.separator = found;
  } else remove(found, report);
}

/** Takes a part. `swallowed`: the ends of parts that have taken in the comma after them. */
export function takePart(parts: Parts, span: Span, swallowed: ReadonlySet<number>, report: Report): void {
  const { separator, last, beforeLast } = parts;
  if (separator === undefined) {
    if (last !== undefined && !swallowed.has(last.end)) missingComma(last.end, parts.what, report);
  } else if (separator.image !== ",") parts.misused.push({ separator, before: beforeLast?.end });
  parts.separator = undefined;
  parts.beforeLast = last;
  parts.last = span;
}

/**
 * Reports what is left to say at the end. Gives the place of a bracket that was lost: before an item that a colon follows, which
 * is a key of what is around the list; otherwise after the last part.
 */
export function endParts(
  { what, last, separator, misused }: Parts,
  { closed, lostBeforeNext }: { readonly closed: boolean; readonly lostBeforeNext: boolean },
  report: Report,
): number | undefined {
  if (separator !== undefined) {
    if (separator.image !== ",") remove(separator, report);
    // The comma of what has lost its bracket belongs after the whole of it.
    else if (!lostBeforeNext) trailingComma(spanOf(separator), report);
  }
  const runOn = closed || what === "members" ? undefined : misused.find((one) => one.separator.image === ":")?.before;
  for (const one of misused) wrongSeparator(one.separator, ",", report, runOn === undefined);
  return runOn ?? last?.end;
}

function remove(separator: Separator, report: Report): void {
  if (separator.image === ",") commaBeforeNothing(spanOf(separator), report);
  else strayToken(separator.image, separator.start, report);
}

function spanOf({ image, start }: Separator): Span {
  return { start, end: start + image.length };
}
