// A draft and the results of its units to the line of an event.
import { writeCharacter, writeDecimal } from "./canonical";
import { copy } from "./bytes";
import { AS_IS, checkValue, GIVE_BACK, LEFT_OUT, QUOTED, UNQUOTED } from "./checks";
import { isSound, writeForm, writeInsertId, writeText } from "./event";
import {
  CHECK_ANY_TEXT,
  CHECK_NONE,
  CHECK_OPERATION,
  FALSE,
  HAS_ESCAPES,
  HAS_FLAG,
  HOLE,
  IS_INTEGER,
  NOTE_COUNT,
  NOTE_STRING_CUT,
  NUMBER,
  OBJECT,
  OP_DEFAULT,
  OP_FLAG,
  OP_INSERT_ID,
  ROW_DRAFT,
  ROW_DRAFT_END,
  ROW_HAS,
  ROW_HOLES,
  ROW_HOLES_END,
  ROW_INPUTS,
  ROW_NUMBER,
  SLACK,
  STEP_CHECK,
  STEP_HAS,
  STEP_OP,
  STEP_UNIT,
  STRING,
  TRUE,
  UNIT_ENDS,
  UNIT_FALSE,
  UNIT_FRACTION,
  UNIT_INTEGER,
  UNIT_JSON,
  UNIT_KINDS,
  UNIT_NONE,
  UNIT_NULL,
  UNIT_NUMBERS,
  UNIT_STRING,
  UNIT_TEXT,
  UNIT_TRUE,
  UNIT_UNSURE,
  WHY_LARGE,
  WHY_UNIT,
  WHY_VALUE,
  CHECK_UNKNOWN,
  NOTE_UNKNOWN_KEY,
} from "./layout";
import { addNote, giveBack, Plan, Row } from "./state";

/** UTF-16 as the inside of a JSON string; at most six bytes for each unit. */
function narrow(start: usize, from: usize, end: usize): usize {
  let to = start;
  let p = from;
  while (p < end) {
    const v = v128.load(p);
    const rest = <i32>((end - p) >> 1);
    const some = rest < 8 ? (1 << rest) - 1 : 255;
    const wide = i16x8.bitmask(i16x8.ne(v128.and(v, i16x8.splat(<i16>0xff80)), i16x8.splat(0)));
    const b = i8x16.narrow_i16x8_u(v, v);
    const quotes = v128.or(i8x16.eq(b, i8x16.splat(0x22)), i8x16.eq(b, i8x16.splat(0x5c)));
    const special = (i8x16.bitmask(v128.or(quotes, i8x16.lt_u(b, i8x16.splat(0x20)))) | wide) & some;
    store<u64>(to, i64x2.extract_lane(b, 0));
    const plain = <usize>(special != 0 ? ctz(special) : min(rest, 8));
    to += plain;
    p += plain << 1;
    if (special == 0) continue;
    let code = <u32>load<u16>(p);
    p += 2;
    if ((code & 0xfc00) == 0xd800 && p < end && (<u32>load<u16>(p) & 0xfc00) == 0xdc00) {
      code = 0x10000 + ((code - 0xd800) << 10) + (load<u16>(p) - 0xdc00);
      p += 2;
    }
    to = writeCharacter(to, code);
  }
  return to;
}

/** The same of JSON, whose quotes and backslashes stand for themselves. */
function narrowJson(start: usize, from: usize, end: usize): usize {
  let to = start;
  for (let p = from; p < end; p += 2) {
    let code = <u32>load<u16>(p);
    if (code < 0x80) {
      store<u8>(to++, code);
      continue;
    }
    if ((code & 0xfc00) == 0xd800 && p + 2 < end) {
      p += 2;
      code = 0x10000 + ((code - 0xd800) << 10) + (load<u16>(p) - 0xdc00);
    }
    to = writeCharacter(to, code);
  }
  return to;
}

/** Kind and flags of the result that {@link writeResult} wrote. */
let written: u32 = 0;

/** Writes a result as JSON; behind it. `from` to `end`: its text. */
function writeResult(start: usize, kind: u32, unit: usize, from: usize, end: usize): usize {
  let to = start;
  if (kind == UNIT_STRING) {
    store<u8>(to, 0x22);
    to = narrow(to + 1, from, end);
    store<u8>(to, 0x22);
    let flags: u32 = 0;
    for (let p = start + 1; p < to; p++) if (load<u8>(p) == 0x5c) flags |= HAS_ESCAPES;
    written = STRING | (flags << 8);
    return to + 1;
  }
  if (kind == UNIT_INTEGER) {
    const value = load<f64>(UNIT_NUMBERS + (unit << 3));
    if (value < 0) store<u8>(to++, 0x2d);
    written = NUMBER | (IS_INTEGER << 8);
    return writeDecimal(to, <u64>(value < 0 ? -value : value));
  }
  if (kind == UNIT_TRUE || kind == UNIT_FALSE) {
    written = kind == UNIT_TRUE ? TRUE : FALSE;
    store<u32>(to, kind == UNIT_TRUE ? 0x65757274 : 0x736c6166);
    store<u8>(to, 0x65, 4);
    return kind == UNIT_TRUE ? to + 4 : to + 5;
  }
  if (kind == UNIT_NULL) {
    store<u32>(to, 0x6c6c756e);
    return to + 4;
  }
  written = kind == UNIT_FRACTION ? NUMBER : OBJECT;
  return narrowJson(to, from, end);
}

/** Puts a value that was written at `from` into its form, in its place; behind it. */
function reform(from: usize, end: usize, form: i32): usize {
  if (form == AS_IS) return end;
  if (form == QUOTED) {
    memory.copy(from + 1, from, end - from);
    store<u8>(from, 0x22);
    store<u8>(end + 1, 0x22);
    return end + 2;
  }
  if (form == UNQUOTED) {
    const length = Row.numeralEnd - from - 1;
    memory.copy(from, from + 1, length);
    return from + length;
  }
  return writeForm(from, from, end, form, false);
}

/** The index of the result for a step with a unit. */
function unitOf(step: usize, row: usize): usize {
  return <usize>(load<u32>(row, ROW_INPUTS) * Plan.unitCount + load<u32>(step, STEP_UNIT) - 1);
}

/** Where the text of a result starts. */
function textStart(unit: usize): usize {
  return UNIT_TEXT + (unit == 0 ? 0 : (<usize>load<u32>(UNIT_ENDS + (unit << 2) - 4)) << 1);
}

function textEnd(unit: usize): usize {
  return UNIT_TEXT + ((<usize>load<u32>(UNIT_ENDS + (unit << 2))) << 1);
}

/** Whether a result that is no string or not true leaves the row; sets `Row.isIgnored`, where it is true or spells that in any case. */
function fillFlag(unit: usize): bool {
  const kind = <u32>load<u8>(UNIT_KINDS + unit);
  if (kind == UNIT_UNSURE) return false;
  Row.isIgnored = kind == UNIT_TRUE;
  const from = textStart(unit);
  if (kind == UNIT_STRING && textEnd(unit) - from == 8)
    Row.isIgnored = (load<u64>(from) | 0x0020002000200020) == 0x0065007500720074;
  return true;
}

/** Where a string of JavaScript's ends for the rule of its key, and whether it is cut there. */
function cutEnd(from: usize, end: usize, check: u32): usize {
  if (<i32>(end - from) >> 1 <= Plan.maxUnits || check == CHECK_ANY_TEXT) return end;
  const cut = from + ((<usize>Plan.maxUnits) << 1);
  addNote(NOTE_STRING_CUT);
  const splitsPair = (load<u16>(cut) & 0xfc00) == 0xdc00 && (load<u16>(cut - 2) & 0xfc00) == 0xd800;
  return splitsPair ? cut - 2 : cut;
}

/** Writes the key of a unit with its result; behind its comma, the same place where it is left out, or 0. */
function fillUnit(start: usize, limit: usize, step: usize, row: usize): usize {
  const unit = unitOf(step, row);
  const kind = <u32>load<u8>(UNIT_KINDS + unit);
  const check = <u32>load<u8>(step, STEP_CHECK);
  if (kind == UNIT_NULL && check == CHECK_OPERATION) return giveBack(WHY_VALUE);
  if (kind == UNIT_NONE || (kind == UNIT_NULL && check != CHECK_NONE)) return start;
  if (kind == UNIT_UNSURE) return giveBack(WHY_UNIT);
  if (check == CHECK_UNKNOWN) {
    addNote(NOTE_UNKNOWN_KEY);
    return start;
  }
  const from = textStart(unit);
  const end = kind == UNIT_STRING ? cutEnd(from, textEnd(unit), check) : textEnd(unit);
  const at = writeText(start, limit, step, 3 * (end - from) + 32);
  if (at == 0) return 0;
  let to = writeResult(at, kind, unit, from, end);
  if (check != CHECK_NONE && kind != UNIT_JSON) {
    const form = checkValue(check, at, to, written, start);
    if (form == GIVE_BACK) return giveBack(WHY_VALUE);
    if (form == LEFT_OUT) return start;
    to = reform(at, to, form);
  }
  Row.has |= load<u16>(step, STEP_HAS);
  store<u8>(to, 0x2c);
  return to + 1;
}

function fillHole(to: usize, limit: usize, step: usize, row: usize): usize {
  if (step < NOTE_COUNT) {
    addNote(<u32>step);
    return to;
  }
  const op = <u32>load<u8>(step, STEP_OP);
  if (op == OP_FLAG) return fillFlag(unitOf(step, row)) ? to : giveBack(WHY_UNIT);
  if (op != OP_DEFAULT && op != OP_INSERT_ID) return fillUnit(to, limit, step, row);
  if ((Row.has & load<u16>(step, STEP_HAS)) != 0) return to;
  Row.has |= load<u16>(step, STEP_HAS);
  return op == OP_INSERT_ID ? writeInsertId(to, limit, load<u32>(row, ROW_NUMBER)) : writeText(to, limit, step, 0);
}

/** Writes the line of a row of a scan, unless that is ignored; behind it, or 0 where the row is given back, or there is no room for it (`Row.isFull`). */
export function fillDraft(start: usize, limit: usize, row: usize): usize {
  Row.notes = 0;
  Row.isSetAside = false;
  Row.isIgnored = false;
  Row.isFull = false;
  Row.has = load<u32>(row, ROW_HAS);
  let to = start;
  let p = <usize>load<u32>(row, ROW_DRAFT);
  const draftEnd = <usize>load<u32>(row, ROW_DRAFT_END);
  const lastHole = <usize>load<u32>(row, ROW_HOLES_END);
  for (let hole = <usize>load<u32>(row, ROW_HOLES); ; hole += HOLE) {
    const stop = hole < lastHole ? <usize>load<u32>(hole) : draftEnd;
    if (stop > p) {
      if (to + (stop - p) + SLACK > limit) {
        Row.isFull = true;
        return giveBack(WHY_LARGE);
      }
      // Behind what was left out there is a comma too many.
      if (load<u8>(p) == 0x7d && load<u8>(to - 1) == 0x2c) to--;
      copy(to, p, stop - p);
      to += stop - p;
      p = stop;
    }
    if (hole >= lastHole) break;
    to = fillHole(to, limit, load<u32>(hole, 4), row);
    if (to == 0) return 0;
    if (Row.isIgnored) return start;
  }
  if (Row.isFull) return giveBack(WHY_LARGE);
  Row.isIgnored = (Row.has & HAS_FLAG) != 0;
  if (Row.isIgnored) return start;
  return isSound(Row.has) ? to : 0;
}
