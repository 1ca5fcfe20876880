// A value and the rule of its key to what becomes of it: as it is, in another form, left out with a note, or given back.
import {
  CHECK_ANY,
  CHECK_ANY_TEXT,
  CHECK_BOOLEAN,
  CHECK_CURRENCY,
  CHECK_DEVICE_ID,
  CHECK_FILLED,
  CHECK_FLOAT,
  CHECK_GROUP_PROPERTIES,
  CHECK_GROUPS,
  CHECK_ID,
  CHECK_INTEGER,
  CHECK_MUTATION,
  CHECK_OBJECT,
  CHECK_OPERATION,
  CHECK_PROPERTIES,
  CHECK_TEXT,
  CHECK_TIME,
  CHECK_TYPE,
  CHECK_UNKNOWN,
  FALSE,
  HAS_DOLLAR,
  HAS_ESCAPES,
  HAS_EXPONENT,
  IS_INTEGER,
  IS_ODD,
  NOTE_DEVICE_ID_TOO_SHORT,
  NOTE_EMPTY,
  NOTE_ID_TOO_SHORT,
  NOTE_NUMBER_AS_TEXT,
  NOTE_REFUSED_DEVICE_ID,
  NOTE_REFUSED_ID,
  NOTE_TEXT_AS_BOOLEAN,
  NOTE_TEXT_AS_NUMBER,
  NOTE_TIME_EARLY,
  NOTE_UNKNOWN_KEY,
  NULL,
  NUMBER,
  OBJECT,
  STRING,
  TRUE,
} from "./layout";
import { isPlainGroups } from "./groups";
import { ARE_UNSURE, operationsIn } from "./operations";
import { ID_REFUSED, ID_SHORT, ID_STAYS, idVerdict } from "./ids";
import { noteRule, Plan, Row } from "./state";
import { digitsEnd, fractionalEnd, MOST_DIGITS } from "./tokens";

export const GIVE_BACK: i32 = 0;
export const AS_IS: i32 = 1;
export const LEFT_OUT: i32 = 2;
export const QUOTED: i32 = 3;
export const UNQUOTED: i32 = 4;
export const AS_TRUE: i32 = 5;
export const AS_FALSE: i32 = 6;

/** Longer numbers are written by JavaScript. */
const MOST_NUMBER: usize = 100;

/** `start` to `end`: the value, a string with its quotes. `to`: how far the event is written. */
export function checkValue(check: u32, start: usize, end: usize, kindAndFlags: u32, to: usize): i32 {
  const kind = kindAndFlags & 0xff;
  const flags = kindAndFlags >> 8;
  if (kind == NULL) return check == CHECK_OPERATION ? GIVE_BACK : LEFT_OUT;
  switch (check) {
    case CHECK_TEXT:
    case CHECK_ANY_TEXT:
    case CHECK_FILLED:
    case CHECK_TYPE:
    case CHECK_ID:
    case CHECK_DEVICE_ID:
      return kind == STRING
        ? checkString(check, start, end, flags, to)
        : checkNumberText(check, start, end, kindAndFlags, to);
    case CHECK_INTEGER:
    case CHECK_FLOAT:
    case CHECK_TIME:
      if (kind == STRING) return checkNumeral(check, start + 1, end - 1, to);
      return kind == NUMBER ? checkNumber(check, start, end, flags, to) : GIVE_BACK;
    case CHECK_BOOLEAN:
      if (kind == STRING) return checkBooleanText(start + 1, end - 1 - start - 1, to);
      return kind == TRUE || kind == FALSE ? AS_IS : GIVE_BACK;
    case CHECK_MUTATION:
    case CHECK_CURRENCY:
      if (kind != STRING) return GIVE_BACK;
      if (end - start == 2) return leftOut(to, NOTE_EMPTY);
      if (check == CHECK_MUTATION) return isMutation(start, end - start) ? AS_IS : GIVE_BACK;
      return isCurrency(start, end - start) ? AS_IS : GIVE_BACK;
    case CHECK_GROUPS:
      return kind == OBJECT && isPlainGroups(start) ? AS_IS : GIVE_BACK;
    case CHECK_OBJECT:
    case CHECK_OPERATION:
      return kind == OBJECT ? AS_IS : GIVE_BACK;
    case CHECK_PROPERTIES:
    case CHECK_GROUP_PROPERTIES:
      if (kind != OBJECT) return GIVE_BACK;
      if ((flags & HAS_DOLLAR) == 0) return AS_IS;
      return operationsIn(start, check == CHECK_GROUP_PROPERTIES) == ARE_UNSURE ? GIVE_BACK : AS_IS;
    case CHECK_ANY:
      return AS_IS;
    case CHECK_UNKNOWN:
      return leftOut(to, NOTE_UNKNOWN_KEY);
    default:
      return GIVE_BACK;
  }
}

function leftOut(to: usize, rule: u32): i32 {
  noteRule(to, rule);
  return LEFT_OUT;
}

function checkString(check: u32, start: usize, end: usize, flags: u32, to: usize): i32 {
  const n = end - start - 2;
  if (check == CHECK_FILLED) return n > 0 ? AS_IS : leftOut(to, NOTE_EMPTY);
  if (check == CHECK_TYPE) {
    // An empty one is as good as none.
    if (n == 0) return LEFT_OUT;
    // Reserved names and those of updates begin so.
    const first = load<u8>(start, 1);
    return first != 0x24 && first != 0x5b && (flags & IS_ODD) == 0 ? AS_IS : GIVE_BACK;
  }
  if (!isId(check)) return AS_IS;
  if ((flags & HAS_ESCAPES) == 0) return checkId(check, start + 1, n, to);
  // An escape of up to six bytes is one character.
  return (flags & IS_ODD) == 0 && <i32>n >= 6 * Plan.minId && n > 6 * 36 ? AS_IS : GIVE_BACK;
}

function isId(check: u32): bool {
  return check == CHECK_ID || check == CHECK_DEVICE_ID;
}

function checkId(check: u32, start: usize, n: usize, to: usize): i32 {
  const verdict = idVerdict(start, n);
  if (verdict == ID_STAYS) return AS_IS;
  const isDevice = check == CHECK_DEVICE_ID;
  if (verdict == ID_REFUSED) return leftOut(to, isDevice ? NOTE_REFUSED_DEVICE_ID : NOTE_REFUSED_ID);
  return verdict == ID_SHORT ? leftOut(to, isDevice ? NOTE_DEVICE_ID_TOO_SHORT : NOTE_ID_TOO_SHORT) : GIVE_BACK;
}

/** A number where a text belongs. */
function checkNumberText(check: u32, start: usize, end: usize, kindAndFlags: u32, to: usize): i32 {
  if ((kindAndFlags & 0xff) != NUMBER || ((kindAndFlags >> 8) & IS_ODD) != 0 || end - start > MOST_NUMBER)
    return GIVE_BACK;
  noteRule(to, NOTE_NUMBER_AS_TEXT);
  if (!isId(check)) return QUOTED;
  const form = checkId(check, start, end - start, to);
  return form == AS_IS ? QUOTED : form;
}

function checkNumber(check: u32, start: usize, end: usize, flags: u32, to: usize): i32 {
  if (check == CHECK_FLOAT) return (flags & HAS_EXPONENT) == 0 && end - start <= MOST_NUMBER ? AS_IS : GIVE_BACK;
  if ((flags & (IS_INTEGER | IS_ODD)) != IS_INTEGER) return GIVE_BACK;
  return check == CHECK_INTEGER ? AS_IS : checkInstant(start, end, to) ? AS_IS : GIVE_BACK;
}

/** Whether an integer is an instant that a calendar reaches for sure; one before the year 2000 is noted. */
function checkInstant(start: usize, end: usize, to: usize): bool {
  const n = end - start;
  if (n > MOST_DIGITS) return false;
  if (n < 12 || load<u8>(start) == 0x2d || (n == 12 && isBefore2000(start))) noteRule(to, NOTE_TIME_EARLY);
  return true;
}

function isBefore2000(start: usize): bool {
  let value: u64 = 0;
  for (let q: usize = 0; q < 12; q++) value = value * 10 + (load<u8>(start + q) - 48);
  return value < 946684800000;
}

/** A text where a number belongs: an integer, for floats also a fraction, as JSON writes them but for zeros at its end. */
function checkNumeral(check: u32, start: usize, end: usize, to: usize): i32 {
  if (end == start) return check == CHECK_TIME ? GIVE_BACK : leftOut(to, NOTE_EMPTY);
  const digits = load<u8>(start) == 0x2d ? start + 1 : start;
  const wholeEnd = digitsEnd(digits);
  const whole = wholeEnd - digits;
  const first = <u32>load<u8>(digits);
  if (whole == 0 || end - start > MOST_NUMBER || (first == 0x30 && whole > 1)) return GIVE_BACK;
  const numeral = wholeEnd < end ? fractionalEnd(digits, wholeEnd, end) : end;
  if (numeral == 0 || (numeral > wholeEnd && check != CHECK_FLOAT)) return GIVE_BACK;
  // -0 is written without its sign.
  if (numeral == wholeEnd && first == 0x30 && digits != start) return GIVE_BACK;
  Row.numeralEnd = numeral;
  noteRule(to, NOTE_TEXT_AS_NUMBER);
  if (check == CHECK_TIME && !checkInstant(start, numeral, to)) return GIVE_BACK;
  return UNQUOTED;
}

function checkBooleanText(start: usize, n: usize, to: usize): i32 {
  if (n == 0) return leftOut(to, NOTE_EMPTY);
  const word = load<u32>(start) | 0x20202020;
  const isTrue = n == 4 && word == 0x65757274;
  const isFalse = n == 5 && word == 0x736c6166 && (load<u8>(start, 4) | 0x20) == 0x65;
  if (!isTrue && !isFalse) return GIVE_BACK;
  noteRule(to, NOTE_TEXT_AS_BOOLEAN);
  return isTrue ? AS_TRUE : AS_FALSE;
}

/** `INSERT`, `UPDATE` or `DELETE`, with its quotes: six bytes as one number. */
function isMutation(start: usize, n: usize): bool {
  const word = (load<u64>(start) >> 8) & 0xffffffffffff;
  return n == 8 && (word == 0x545245534e49 || word == 0x455441445055 || word == 0x4554454c4544);
}

/** Three letters in upper case, with their quotes. */
function isCurrency(start: usize, n: usize): bool {
  if (n != 5) return false;
  for (let q: usize = 1; q < 4; q++) if (<u32>load<u8>(start + q) - 0x41 >= 26) return false;
  return true;
}
