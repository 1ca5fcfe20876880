// A row from its `{` to its end: the grammar of all of it, the spans of the paths that are read, and what keeps it from being passed on.
import { sameBytes, utf16Units } from "./bytes";
import {
  CONTAINER_FLAGS,
  FALSE,
  FRAME,
  HAS_DOLLAR,
  HAS_ESCAPES,
  HAS_EXPONENT,
  IS_DOLLAR,
  IS_INDEX,
  IS_INTEGER,
  IS_LONG,
  IS_ODD,
  IS_PRECISE,
  IS_SHARED,
  KEY_FLAGS,
  KEY_INDEX,
  KEY_LENGTH,
  KEY_NEXT,
  KEY_SEEN,
  KEY_SPAN,
  KEY_TOKEN,
  LIST,
  MANY_KEYS,
  MOST_DEPTH,
  NULL,
  NUMBER,
  OBJECT,
  PASSED_ON,
  SPAN_END,
  SPAN_KIND,
  SPAN_ROW,
  SPAN_START,
  STACK,
  STRING,
  TRUE,
  WHY_DEPTH,
  WHY_KEYS,
  WHY_NOT_JSON,
} from "./layout";
import { childOf, indexOf, isRepeated, itemOf, keyOf, knownKey, Shapes, unlearntKey } from "./shapes";
import { skipValue } from "./skip";
import { giveBack, Plan, Row } from "./state";
import { blanksEnd, literalEnd, longStringEnd, numberEnd, specialBytes, stringEnd } from "./tokens";

/** The key that `otherKey` found. */
let foundKey: usize = 0;

/** A key that is not the expected one. `start`: at its quote, or a blank before it; behind its colon, or 0. */
function otherKey(start: usize, container: usize, object: u32): usize {
  let i = start;
  let flags: u32 = 0;
  if (<u32>load<u8>(i) <= 0x20) {
    i = blanksEnd(i);
    flags = IS_ODD;
  }
  if (load<u8>(i) != 0x22) return giveBack(WHY_NOT_JSON);
  const key = i + 1;
  Row.flags = 0;
  i = stringEnd(key);
  if (i == 0) return giveBack(WHY_NOT_JSON);
  // Which key is it? JSON.parse knows.
  if ((Row.flags & HAS_ESCAPES) != 0) return giveBack(WHY_KEYS);
  const length = <u32>(i - 1 - key);
  if (load<u8>(i) != 0x3a) {
    i = blanksEnd(i);
    flags = IS_ODD;
    if (load<u8>(i) != 0x3a) return giveBack(WHY_NOT_JSON);
  }
  const isPassedOn = (load<u32>(container, CONTAINER_FLAGS) & PASSED_ON) != 0;
  const hasMany = (load<u32>(container, CONTAINER_FLAGS) & MANY_KEYS) != 0;
  foundKey = hasMany ? knownKey(container, key, length) : keyOf(container, key, length);
  if (foundKey == 0 && isPassedOn) {
    if (isRepeated(key, length, object) || indexOf(key, length) >= 0) return giveBack(WHY_KEYS);
    if (length > 0 && load<u8>(key) == 0x24) flags |= HAS_DOLLAR;
    foundKey = unlearntKey();
  } else if (foundKey == 0) foundKey = Shapes.plainKey;
  Row.flags = flags;
  return i + 1;
}

/** Whether the key whose token is expected stands at `i`. */
function isExpected(key: usize, i: usize, length: u32): bool {
  const token = <usize>load<u32>(key, KEY_TOKEN);
  const same = i8x16.bitmask(i8x16.eq(v128.load(token), v128.load(i)));
  if (length <= 16) return ctz(~same) >= <i32>length;
  return same == 0xffff && sameBytes(token + 16, i + 16, length - 16);
}

/** Whether a key that was `seen` in an object last may stand behind the one before: not twice, and indexes first and in order. */
function isInOrder(key: usize, previous: usize, seen: u32, object: u32): bool {
  const flags = load<u32>(key, KEY_FLAGS);
  if (seen == object && key != Shapes.plainKey) return false;
  if ((flags & IS_INDEX) == 0 || previous == 0) return true;
  return (load<u32>(previous, KEY_FLAGS) & IS_INDEX) != 0 && load<u32>(previous, KEY_INDEX) < load<u32>(key, KEY_INDEX);
}

/** Whether a string may have more units than are allowed; `flags` are its own. */
function isLongText(start: usize, end: usize, flags: u32): bool {
  // An escape is at most one unit for each of its bytes.
  return (flags & HAS_ESCAPES) != 0 || utf16Units(start + 1, end - start - 2) > Plan.maxUnits;
}

/** The end of a literal; its kind in `literalKind`. */
function wordEnd(i: usize, c: u32): usize {
  literalKind = c == 0x74 ? TRUE : c == 0x66 ? FALSE : NULL;
  return literalEnd(i);
}
let literalKind: u32 = 0;

/** Of one value alone. */
const OWN_FLAGS: u32 = IS_INTEGER | HAS_EXPONENT | IS_PRECISE;

/** Walks the row at its `{`; behind its end, or 0 where it must be given back. */
export function walk(start: usize): usize {
  let i = start + 1;
  let container = Plan.root;
  let object = ++Shapes.objects;
  Shapes.rowObject = object;
  Shapes.inSet = 0;
  let depth: u32 = 0;
  let isList = false;
  // Where the key that is expected next is remembered.
  let next: usize = container;
  let previous: usize = 0;
  let index: u32 = 0;
  let key: usize = 0;
  let kind: u32 = 0;
  let from: usize = 0;
  // Of the open container.
  let flags: u32 = 0;
  Row.flags = 0;
  if (load<u8>(i) == 0x7d) return i + 1;
  while (true) {
    if (!isList) {
      key = load<u32>(next);
      if (load<u8>(i) == 0x20) {
        i++;
        flags |= IS_ODD;
      }
      const length = load<u32>(key, KEY_LENGTH);
      if (key != 0 && isExpected(key, i, length)) i += length;
      else {
        i = otherKey(i, container, object);
        if (i == 0) return 0;
        flags |= Row.flags;
        key = foundKey;
        if ((load<u32>(key, KEY_FLAGS) & IS_SHARED) == 0) store<u32>(next, <u32>key);
      }
      next = key + KEY_NEXT;
      const seen = load<u32>(key, KEY_SEEN);
      const keyFlags = load<u32>(key, KEY_FLAGS);
      if (seen == object || keyFlags != 0) {
        if (!isInOrder(key, previous, seen, object)) return giveBack(WHY_KEYS);
        if ((keyFlags & IS_DOLLAR) != 0) flags |= HAS_DOLLAR;
        if ((keyFlags & IS_SHARED) != 0) next = container;
      }
      store<u32>(key, object, KEY_SEEN);
      previous = key;
    } else key = itemOf(container, index++);
    let c = <u32>load<u8>(i);
    if (c <= 0x20) {
      i = blanksEnd(i);
      c = load<u8>(i);
      flags |= IS_ODD;
    }
    from = i;
    let own: u32 = 0;
    if (c == 0x22) {
      kind = STRING;
      const mask = specialBytes(i + 1);
      i += 1 + ctz(mask);
      // Most strings are short, and without escapes.
      if (mask == 0 || load<u8>(i) != 0x22) {
        Row.flags = 0;
        i = longStringEnd(mask == 0 ? from + 17 : i);
        if (i == 0) return giveBack(WHY_NOT_JSON);
        own = Row.flags;
        if (<i32>(i - from) - 2 > Plan.maxUnits && isLongText(from, i, own)) own |= IS_LONG;
      } else {
        i++;
        // Limits may be lower than what is loaded at once.
        if (<i32>(i - from) - 2 > Plan.maxUnits && isLongText(from, i, own)) own |= IS_LONG;
      }
    } else if (c == 0x2d || c - 48 < 10) {
      kind = NUMBER;
      Row.flags = 0;
      i = numberEnd(i);
      if (i == 0) return giveBack(WHY_NOT_JSON);
      own = Row.flags;
    } else if (c == 0x7b || c == 0x5b) {
      const isObject = c == 0x7b;
      kind = isObject ? OBJECT : LIST;
      const child = childOf(container, key, isObject);
      if (child == 0) {
        Row.flags = 0;
        i = skipValue(i);
        if (i == 0) return giveBack(WHY_NOT_JSON);
        own = Row.flags;
      } else {
        if (depth >= MOST_DEPTH) return giveBack(WHY_DEPTH);
        i = blanksEnd(i + 1);
        if (i != from + 1) own |= IS_ODD;
        if (load<u8>(i) != (isObject ? 0x7d : 0x5d)) {
          const frame = STACK + <usize>depth * FRAME;
          store<u32>(frame, <u32>container);
          store<u32>(frame, object, 4);
          store<u32>(frame, <u32>key, 8);
          store<u32>(frame, <u32>from, 12);
          store<u32>(frame, <u32>next, 16);
          store<u32>(frame, flags, 20);
          store<u32>(frame, index, 24);
          store<u32>(frame, <u32>previous | (isList ? 1 : 0), 28);
          depth++;
          flags = own;
          container = child;
          isList = !isObject;
          object = ++Shapes.objects;
          next = container;
          previous = 0;
          index = 0;
          continue;
        }
        i++;
      }
    } else {
      i = wordEnd(i, c);
      if (i == 0) return giveBack(WHY_NOT_JSON);
      kind = literalKind;
    }
    while (true) {
      if (key != 0) {
        const span = <usize>load<u32>(key, KEY_SPAN);
        if (span != 0) {
          store<u32>(span, Row.epoch, SPAN_ROW);
          store<u32>(span, <u32>from, SPAN_START);
          store<u32>(span, <u32>i, SPAN_END);
          store<u32>(span, kind | (own << 8), SPAN_KIND);
        }
      }
      flags |= own & ~OWN_FLAGS;
      let end = <u32>load<u8>(i);
      if (end <= 0x20) {
        i = blanksEnd(i);
        end = load<u8>(i);
        flags |= IS_ODD;
      }
      i++;
      if (end == 0x2c) break;
      if (end != (isList ? 0x5d : 0x7d)) return giveBack(WHY_NOT_JSON);
      if (depth == 0) return i;
      depth--;
      kind = isList ? LIST : OBJECT;
      own = flags;
      const frame = STACK + <usize>depth * FRAME;
      container = load<u32>(frame);
      object = load<u32>(frame, 4);
      key = load<u32>(frame, 8);
      from = load<u32>(frame, 12);
      next = load<u32>(frame, 16);
      flags = load<u32>(frame, 20);
      index = load<u32>(frame, 24);
      const before = <usize>load<u32>(frame, 28);
      isList = (before & 1) != 0;
      previous = before & ~1;
    }
  }
}
