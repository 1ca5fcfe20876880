// Values that operators make while one key of one event is written: texts and spans that are then forgotten.
import {
  IS_LONG,
  SPAN,
  SPAN_END,
  SPAN_KIND,
  SPAN_START,
  STRING,
  TEMP_SPANS,
  TEMP_SPANS_END,
  TEMP_TEXT,
  TEMP_TEXT_END,
} from "./layout";
import { Plan, Row } from "./state";
import { utf16Units } from "./bytes";

export class Temporaries {
  static span: usize = TEMP_SPANS;
  /** Where the next text goes. */
  static text: usize = TEMP_TEXT;
}

export function clearTemporaries(): void {
  Temporaries.span = TEMP_SPANS;
  Temporaries.text = TEMP_TEXT;
}

/** What a function returns where it does not know the answer. */
export function unsure(): usize {
  Row.isUnsure = true;
  return 0;
}

export function hasRoom(to: usize, bytes: usize): bool {
  return to + bytes + 64 <= TEMP_TEXT_END;
}

/** The span of a value that was made from `start` to `end` in the texts. */
export function temporary(start: usize, end: usize, kind: u32): usize {
  const span = Temporaries.span;
  if (span + SPAN > TEMP_SPANS_END) return unsure();
  Temporaries.span = span + SPAN;
  Temporaries.text = end;
  store<u32>(span, <u32>start, SPAN_START);
  store<u32>(span, <u32>end, SPAN_END);
  store<u32>(span, kind, SPAN_KIND);
  return span;
}

/** As {@link temporary}, of a string with its quotes; `flags` are those of its parts. */
export function temporaryString(start: usize, end: usize, flags: u32): usize {
  const isLong = <i32>(end - start) - 2 > Plan.maxUnits && utf16Units(start + 1, end - start - 2) > Plan.maxUnits;
  return temporary(start, end, STRING | ((isLong ? flags | IS_LONG : flags & ~IS_LONG) << 8));
}
