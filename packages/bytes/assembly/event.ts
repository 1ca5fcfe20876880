// The spans of a row to the event as a line: whole, or a draft whose holes JavaScript's results fill.
import { copyOdd, writeDecimal } from "./canonical";
import { copyCut } from "./cut";
import { copy } from "./bytes";
import { AS_FALSE, AS_IS, AS_TRUE, checkValue, GIVE_BACK, LEFT_OUT, UNQUOTED } from "./checks";
import {
  BREAKS_LIMITS,
  CHECK_ANY_TEXT,
  CHECK_GROUP_PROPERTIES,
  CHECK_GROUPS,
  CHECK_NONE,
  CHECK_PROPERTIES,
  CHECK_TEXT,
  HAS_DOLLAR,
  HAS_FLAG,
  HAS_PRICE,
  HAS_QUANTITY,
  HAS_REVENUE,
  HAS_REVENUE_KEYS,
  HAS_TIME,
  HOLE,
  IS_LONG,
  IS_ODD,
  MOST_NEEDED,
  NEEDED,
  NEEDS_ALL,
  NEEDS_ALWAYS,
  NEEDS_NONE,
  NULL,
  OBJECT,
  OP_CLOSE,
  OP_END,
  OP_FLAG,
  OP_INSERT_ID,
  OP_MERGE,
  OP_NODE,
  OP_OPEN,
  OP_PATH,
  OP_TEXT,
  OP_UNIT,
  R_FIRST_ROW,
  ROWS_ARE_LINES,
  SLACK,
  SPAN_END,
  SPAN_KIND,
  SPAN_ROW,
  SPAN_START,
  STEP,
  STEP_CHECK,
  STEP_GUARD_COUNT,
  STEP_GUARDS,
  STEP_HAS,
  STEP_KEY,
  STEP_LENGTH,
  STEP_MASK,
  STEP_OP,
  STEP_TEXT,
  STEP_UNIT,
  STEP_VALUE,
  STEP_WANTED,
  STRING,
  WHY_LARGE,
  WHY_LONG_TEXT,
  WHY_MERGE,
  WHY_NO_TIME,
  WHY_OPERATOR,
  WHY_REVENUE,
  WHY_VALUE,
} from "./layout";
import { ARE_PLAIN, operationsIn } from "./operations";
import { giveBack, leaveHole, Plan, result, Row, Rows } from "./state";
import { clearTemporaries } from "./temporaries";
import { test } from "./tests";
import { valueOf } from "./values";

/** What a value may take more than its bytes: quotes, a comma, and what a store writes too much. */
const EXTRA: usize = SLACK + 8;

/**
 * A piece of the row that the event takes as it is: values one behind the other, with the keys between them. It is copied once it is known
 * where it ends.
 */
class Piece {
  static from: usize = 0;
  /** Behind its last value; 0 where there is no piece. */
  static end: usize = 0;
  static to: usize = 0;
}

/** Copies the piece that is open, and a comma behind it. Whatever else is written comes behind it. */
function copyPiece(): void {
  if (Piece.end == 0) return;
  const length = Piece.end - Piece.from;
  copy(Piece.to, Piece.from, length);
  store<u8>(Piece.to + length, 0x2c);
  Piece.end = 0;
}

/** Adds a key and its value, which stay as they are; behind their comma, or 0 where there is no room. */
function addToPiece(to: usize, limit: usize, step: usize, from: usize, end: usize): usize {
  // As in `writeEvent`.
  if (from - load<u32>(step, STEP_KEY) == Piece.end + 1 && Rows.form == ROWS_ARE_LINES) {
    const next = to + (end - Piece.end);
    if (next + EXTRA > limit) return noRoom();
    Piece.end = end;
    return next;
  }
  copyPiece();
  const next = writeText(to, limit, step, end - from);
  if (next == 0) return 0;
  Piece.from = from;
  Piece.end = end;
  Piece.to = next;
  return next + (end - from) + 1;
}

/** Writes a key and its value, which stay as they are; behind their comma, or 0 where there is no room. Most are short. */
function writePlain(start: usize, limit: usize, step: usize, from: usize, end: usize): usize {
  const length = <usize>load<u32>(step, STEP_LENGTH);
  const size = end - from;
  if (start + length + size + EXTRA > limit) return noRoom();
  const text = <usize>load<u32>(step, STEP_TEXT);
  v128.store(start, v128.load(text));
  if (length > 16) copy(start + 16, text + 16, length - 16);
  const to = start + length;
  v128.store(to, v128.load(from));
  if (size > 16) copy(to + 16, from + 16, size - 16);
  store<u8>(to + size, 0x2c);
  return to + size + 1;
}

function noRoom(): usize {
  Row.isFull = true;
  return giveBack(WHY_LARGE);
}

/** Writes the text of a step; behind it, or 0 where there is no room for it and `more` bytes. */
export function writeText(to: usize, limit: usize, step: usize, more: usize): usize {
  const length = <usize>load<u32>(step, STEP_LENGTH);
  if (to + length + more + EXTRA > limit) return noRoom();
  copy(to, load<u32>(step, STEP_TEXT), length);
  return to + length;
}

/** Writes a value that is a piece of JSON in one of the forms that {@link checkValue} gives. */
export function writeForm(start: usize, from: usize, end: usize, form: i32, isOdd: bool): usize {
  let to = start;
  if (form == AS_IS) {
    if (isOdd) return copyOdd(to, from, end);
    copy(to, from, end - from);
    return to + (end - from);
  }
  if (form == AS_TRUE || form == AS_FALSE) {
    store<u32>(to, form == AS_TRUE ? 0x65757274 : 0x736c6166);
    if (form == AS_TRUE) return to + 4;
    store<u8>(to, 0x65, 4);
    return to + 5;
  }
  if (form == UNQUOTED) {
    const length = Row.numeralEnd - from - 1;
    copy(to, from + 1, length);
    return to + length;
  }
  store<u8>(to++, 0x22);
  copy(to, from, end - from);
  to += end - from;
  store<u8>(to, 0x22);
  return to + 1;
}

/** Writes a key with the value of a span; behind its comma, the same place where it is left out, or 0. */
function writeValue(to: usize, limit: usize, step: usize, span: usize): usize {
  const from = <usize>load<u32>(span, SPAN_START);
  const end = <usize>load<u32>(span, SPAN_END);
  const kind = load<u32>(span, SPAN_KIND);
  const check = <u32>load<u8>(step, STEP_CHECK);
  let form = AS_IS;
  if (check != CHECK_NONE && (check != CHECK_TEXT || (kind & 0xff) != STRING)) {
    form = checkValue(check, from, end, kind, to);
    if (form == GIVE_BACK) return giveBack(WHY_VALUE);
    if (form == LEFT_OUT) return to;
  }
  const isLong = (kind & (IS_LONG << 8)) != 0 && check != CHECK_ANY_TEXT;
  if (isLong && (check == CHECK_GROUPS || (kind & (BREAKS_LIMITS << 8)) != 0)) return giveBack(WHY_LONG_TEXT);
  Row.has |= load<u16>(step, STEP_HAS);
  const isOdd = (kind & (IS_ODD << 8)) != 0;
  if (form == AS_IS && !isOdd && !isLong) {
    if (Rows.form != ROWS_ARE_LINES) return writePlain(to, limit, step, from, end);
    return addToPiece(to, limit, step, from, end);
  }
  copyPiece();
  let next = writeText(to, limit, step, isOdd || isLong ? 6 * (end - from) : end - from);
  if (next == 0) return 0;
  next = isLong ? copyCut(next, from, end, to) : writeForm(next, from, end, form, isOdd);
  if (next == 0) return giveBack(WHY_VALUE);
  store<u8>(next, 0x2c);
  return next + 1;
}

function writeNode(to: usize, limit: usize, step: usize): usize {
  clearTemporaries();
  Row.isUnsure = false;
  const span = valueOf(load<u32>(step, STEP_VALUE));
  if (!Row.isUnsure) {
    const next = span == 0 ? to : writeValue(to, limit, step, span);
    // What an operator made is written over by the next one.
    copyPiece();
    return next;
  }
  if (load<u32>(step, STEP_UNIT) == 0) return giveBack(WHY_OPERATOR);
  leaveHole(to, step);
  Row.needs = NEEDS_ALL;
  return to;
}

/** Closes an object: without the comma behind its last member. Before a hole that is not known yet. */
function close(to: usize, firstHole: usize): usize {
  const isOpen = Row.hole > firstHole && load<u32>(Row.hole - HOLE) == <u32>to;
  const at = !isOpen && load<u8>(to - 1) == 0x2c ? to - 1 : to;
  store<u8>(at, 0x7d);
  return at + 1;
}

/** The members of a path that is a dict, before those of the plan; whose keys it must not have. */
function openMerged(to: usize, limit: usize, step: usize): usize {
  const span = <usize>load<u32>(step, STEP_VALUE);
  const kind = load<u32>(span, SPAN_ROW) == Row.epoch ? load<u32>(span, SPAN_KIND) : NULL;
  Row.has |= load<u16>(step, STEP_HAS);
  if ((kind & 0xff) == NULL) {
    const open = writeText(to, limit, step, 1);
    if (open == 0) return 0;
    store<u8>(open, 0x7b);
    return open + 1;
  }
  const flags = kind >> 8;
  if ((kind & 0xff) != OBJECT) return giveBack(WHY_MERGE);
  const check = <u32>load<u8>(step, STEP_CHECK);
  const isProperties = check == CHECK_PROPERTIES || check == CHECK_GROUP_PROPERTIES;
  if (isProperties && (flags & HAS_DOLLAR) != 0) {
    // Properties would be mixed with operations.
    const found = operationsIn(load<u32>(span, SPAN_START), check == CHECK_GROUP_PROPERTIES);
    if (found != ARE_PLAIN) return giveBack(WHY_MERGE);
  }
  const guards = <usize>load<u32>(step, STEP_GUARDS);
  const count = load<u32>(step, STEP_GUARD_COUNT);
  for (let i: u32 = 0; i < count; i++) {
    if (load<u32>(load<u32>(guards + ((<usize>i) << 2)), SPAN_ROW) == Row.epoch) return giveBack(WHY_MERGE);
  }
  const from = <usize>load<u32>(span, SPAN_START);
  const end = <usize>load<u32>(span, SPAN_END);
  const isOdd = (flags & IS_ODD) != 0;
  const isLong = (flags & IS_LONG) != 0;
  const start = writeText(to, limit, step, isOdd || isLong ? 6 * (end - from) : end - from);
  if (start == 0) return 0;
  const closed = isLong ? copyCut(start, from, end, to) : writeForm(start, from, end, AS_IS, isOdd);
  if (closed == 0) return giveBack(WHY_VALUE);
  if (closed == start + 2) return closed - 1;
  store<u8>(closed - 1, 0x2c);
  return closed;
}

export function writeInsertId(start: usize, limit: usize, row: u32): usize {
  if (start + Plan.insertIdLength + 32 + EXTRA > limit) return noRoom();
  copy(start, Plan.insertId, Plan.insertIdLength);
  const to = writeDecimal(start + Plan.insertIdLength, <u64>result(R_FIRST_ROW) + row);
  store<u16>(to, 0x2c22);
  return to + 2;
}

function writeDefault(to: usize, limit: usize, step: usize, row: u32): usize {
  // With holes it is known once they are filled whether the default is needed.
  if (Row.needs != NEEDS_NONE) {
    leaveHole(to, step);
    return to;
  }
  if ((Row.has & load<u16>(step, STEP_HAS)) != 0) return to;
  Row.has |= load<u16>(step, STEP_HAS);
  return load<u8>(step, STEP_OP) == OP_INSERT_ID ? writeInsertId(to, limit, row) : writeText(to, limit, step, 0);
}

function writeStep(to: usize, limit: usize, step: usize, row: u32, firstHole: usize): usize {
  copyPiece();
  switch (<u32>load<u8>(step, STEP_OP)) {
    case OP_NODE:
      return writeNode(to, limit, step);
    case OP_TEXT:
    case OP_OPEN:
      Row.has |= load<u16>(step, STEP_HAS);
      return writeText(to, limit, step, 0);
    case OP_CLOSE: {
      const closed = close(to, firstHole);
      store<u8>(closed, 0x2c);
      return closed + 1;
    }
    case OP_MERGE:
      return openMerged(to, limit, step);
    case OP_UNIT:
      leaveHole(to, step);
      Row.needs |= NEEDS_ALWAYS;
      return to;
    default:
      return writeDefault(to, limit, step, row);
  }
}

/** Whether it is known if the row is ignored, or a unit will tell. */
function testFlag(to: usize, step: usize): bool {
  const node = <usize>load<u32>(step, STEP_VALUE);
  clearTemporaries();
  const outcome = node == 0 ? -1 : test(node);
  Row.isUnsure = false;
  Row.isIgnored = outcome > 0;
  if (outcome >= 0) return true;
  if (load<u32>(step, STEP_UNIT) == 0) return false;
  leaveHole(to, step);
  Row.needs = node == 0 ? NEEDS_ALWAYS : NEEDS_ALL;
  return true;
}

/** Writes the event of the row whose spans are there, or a draft of it; behind its line end, or 0 where the row is given back. */
export function writeEvent(start: usize, limit: usize, row: u32): usize {
  const firstHole = Row.hole;
  Row.has = 0;
  Row.notes = 0;
  Row.spelled = 0;
  Row.needs = NEEDS_NONE;
  Row.isUnsure = false;
  Row.isIgnored = false;
  Row.isSetAside = false;
  Row.isFull = false;
  let step = Plan.steps;
  if (load<u8>(step, STEP_OP) == OP_FLAG) {
    if (!testFlag(start, step)) return giveBack(WHY_OPERATOR);
    if (Row.isIgnored && !Plan.canFail) return start;
    if (Row.isIgnored) Row.has |= HAS_FLAG;
    step += STEP;
  }
  if (start + EXTRA > limit) return noRoom();
  let to = start;
  Piece.end = 0;
  store<u8>(to++, 0x7b);
  const epoch = Row.epoch;
  const areLines = Rows.form == ROWS_ARE_LINES;
  for (; load<u8>(step, STEP_OP) != OP_END; step += STEP) {
    if (load<u8>(step, STEP_OP) == OP_PATH) {
      const span = <usize>load<u32>(step, STEP_VALUE);
      if (load<u32>(span, SPAN_ROW) != epoch) continue;
      const before = Piece.end;
      const isPlain = (load<u32>(span, SPAN_KIND) & load<u32>(step, STEP_MASK)) == load<u32>(step, STEP_WANTED);
      // One byte between a value and the key of another can only be a comma.
      if (isPlain && areLines && load<u32>(span, SPAN_START) - load<u32>(step, STEP_KEY) == <u32>before + 1) {
        const end = <usize>load<u32>(span, SPAN_END);
        to += end - before;
        if (to + EXTRA > limit) return noRoom();
        Piece.end = end;
        Row.has |= load<u16>(step, STEP_HAS);
        continue;
      }
      to = writeValue(to, limit, step, span);
    } else to = writeStep(to, limit, step, row, firstHole);
    if (to == 0) return 0;
  }
  copyPiece();
  if (Row.isFull) return noRoom();
  Row.isIgnored = (Row.has & HAS_FLAG) != 0 && Row.needs == NEEDS_NONE;
  if (Row.isIgnored) return start;
  // Those of a draft are looked at once it is filled.
  if (!Row.isDraft && !isSound(Row.has)) return 0;
  to = close(to, firstHole);
  store<u8>(to, 0x0a);
  return to + 1;
}

/** Whether the rules about several keys find nothing; else the row is set aside or given back. */
export function isSound(has: u32): bool {
  if (!Plan.hasRules) return true;
  for (let i: u32 = 0; i < MOST_NEEDED; i++) {
    const mask = load<u32>(NEEDED + ((<usize>i) << 2));
    if (mask == 0 || (has & mask) != 0) continue;
    Row.isSetAside = true;
    Row.lacks = i;
    return false;
  }
  if (Plan.needsTime && (has & HAS_TIME) == 0) return giveBack(WHY_NO_TIME) != 0;
  if ((has & HAS_REVENUE_KEYS) != 0 && (has & (HAS_PRICE | HAS_REVENUE)) == 0) return giveBack(WHY_REVENUE) != 0;
  const all = HAS_PRICE | HAS_QUANTITY | HAS_REVENUE;
  return (has & all) != all || giveBack(WHY_REVENUE) != 0;
}
