// A value with strings that are too long to the same with these cut, as JSON.stringify writes it.
import { copyOdd, escapedUnit, shortEscape, writeCharacter } from "./canonical";
import { NOTE_STRING_CUT } from "./layout";
import { noteRule, Plan } from "./state";
import { blanksEnd, stringEnd } from "./tokens";

/** The character that was read last, or a lone surrogate. */
let code: u32 = 0;

/** Reads the character or escape at `p` in a string; behind it. */
function readCharacter(p: usize): usize {
  const c = <u32>load<u8>(p);
  if (c == 0x5c) return readEscape(p);
  if (c < 0x80) {
    code = c;
    return p + 1;
  }
  const second = <u32>load<u8>(p, 1) & 63;
  if (c < 0xe0) {
    code = ((c & 31) << 6) | second;
    return p + 2;
  }
  const third = <u32>load<u8>(p, 2) & 63;
  if (c < 0xf0) {
    code = ((c & 15) << 12) | (second << 6) | third;
    return p + 3;
  }
  code = ((c & 7) << 18) | (second << 12) | (third << 6) | (<u32>load<u8>(p, 3) & 63);
  return p + 4;
}

function readEscape(p: usize): usize {
  const c = <u32>load<u8>(p, 1);
  if (c != 0x75) {
    code = shortEscape(c);
    return p + 2;
  }
  code = escapedUnit(p);
  if ((code & 0xfc00) != 0xd800 || load<u16>(p, 6) != 0x755c) return p + 6;
  const low = escapedUnit(p + 6);
  if ((low & 0xfc00) != 0xdc00) return p + 6;
  code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
  return p + 12;
}

/** Copies the string from `from` to `end`, cut where it has too many units of UTF-16: between characters. */
function copyString(start: usize, from: usize, end: usize, noteAt: usize): usize {
  let to = start;
  let units: i32 = 0;
  store<u8>(to++, 0x22);
  for (let p = from + 1; p < end - 1;) {
    p = readCharacter(p);
    units += code < 0x10000 ? 1 : 2;
    if (units > Plan.maxUnits) {
      noteRule(noteAt, NOTE_STRING_CUT);
      break;
    }
    to = writeCharacter(to, code);
  }
  store<u8>(to, 0x22);
  return to + 1;
}

/** Where the next string from `p` on starts; `end` where there is none. */
function nextString(start: usize, end: usize): usize {
  let p = start;
  while (p < end && load<u8>(p) != 0x22) p++;
  return p;
}

/** As `copyOdd`, but for strings that are no keys; each that is cut is noted in an event that is written up to `noteAt`. */
export function copyCut(start: usize, from: usize, end: usize, noteAt: usize): usize {
  let to = start;
  let p = from;
  while (p < end) {
    const string = nextString(p, end);
    const next = string < end ? stringEnd(string + 1) : end;
    const isShort = string == end || <i32>(next - string) - 2 <= Plan.maxUnits;
    const isKey = !isShort && next < end && load<u8>(blanksEnd(next)) == 0x3a;
    to = copyOdd(to, p, isShort || isKey ? next : string);
    if (to == 0) return 0;
    if (!isShort && !isKey) to = copyString(to, string, next, noteAt);
    p = next;
  }
  return to;
}
