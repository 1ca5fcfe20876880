// A test of the plan to its outcome: 1 true, 0 false, -1 where the module cannot say or the value has no truth.
import { sameBytes } from "./bytes";
import {
  FALSE,
  HAS_ESCAPES,
  IS_ODD,
  LIST,
  NODE_A,
  NODE_B,
  NODE_C,
  NODE_KIND,
  NULL,
  NUMBER,
  OBJECT,
  SPAN_END,
  SPAN_KIND,
  SPAN_START,
  STRING,
  T_AND,
  T_CONTAINS,
  T_EQUALS,
  T_IS_FLAGGED,
  T_NOT,
  T_OR,
  T_TRUE,
  TRUE,
} from "./layout";
import { Row } from "./state";
import { valueOf } from "./values";

export function test(node: usize): i32 {
  const kind = load<u32>(node, NODE_KIND);
  const a = <usize>load<u32>(node, NODE_A);
  if (kind == T_TRUE) return 1;
  if (kind == T_NOT) {
    const outcome = test(a);
    return outcome < 0 ? outcome : 1 - outcome;
  }
  if (kind == T_AND || kind == T_OR) return junction(a, load<u32>(node, NODE_B), kind == T_OR ? 1 : 0);
  const span = valueOf(a);
  if (Row.isUnsure) return -1;
  if (kind == T_EQUALS) return isEqual(span, <usize>load<u32>(node, NODE_B));
  if (kind == T_IS_FLAGGED) return isFlagged(span);
  if (span == 0) return 0;
  if (kind == T_CONTAINS) return containsText(span, <usize>load<u32>(node, NODE_B), load<u32>(node, NODE_C));
  return truth(span);
}

/** `decider`: the outcome at which evaluation stops. */
function junction(list: usize, count: u32, decider: i32): i32 {
  for (let i: u32 = 0; i < count; i++) {
    const outcome = test(load<u32>(list + ((<usize>i) << 2)));
    if (outcome < 0 || outcome == decider) return outcome;
  }
  return 1 - decider;
}

/** Whether a value equals a constant, which is a string, a number, a boolean or null. */
function isEqual(span: usize, constant: usize): i32 {
  const other = load<u32>(constant, SPAN_KIND) & 0xff;
  if (span == 0) return other == NULL ? 1 : 0;
  const kind = load<u32>(span, SPAN_KIND);
  // A number beyond a double's range, here or inside, has no answer.
  if ((kind & (IS_ODD << 8)) != 0) return -1;
  if ((kind & 0xff) != other) return 0;
  const a = <usize>load<u32>(span, SPAN_START);
  const b = <usize>load<u32>(constant, SPAN_START);
  const n = <u32>(load<u32>(span, SPAN_END) - <u32>a);
  return n == load<u32>(constant, SPAN_END) - <u32>b && sameBytes(a, b, n) ? 1 : 0;
}

function truth(span: usize): i32 {
  const kind = load<u32>(span, SPAN_KIND);
  const what = kind & 0xff;
  if (what == TRUE) return 1;
  if (what == FALSE || what == NULL || what == NUMBER) return 0;
  if (what == OBJECT || what == LIST || (kind & (HAS_ESCAPES << 8)) != 0) return -1;
  const start = <usize>load<u32>(span, SPAN_START);
  if (load<u32>(span, SPAN_END) - <u32>start != 6) return 0;
  return (load<u32>(start, 1) | 0x20202020) == 0x65757274 ? 1 : 0;
}

/** Whether the value of `ignoreEventFlag` skips its row: true, or that text in any case. */
function isFlagged(span: usize): i32 {
  return span == 0 || (load<u32>(span, SPAN_KIND) & 0xff) >= OBJECT ? 0 : truth(span);
}

function containsText(span: usize, text: usize, length: u32): i32 {
  const kind = load<u32>(span, SPAN_KIND);
  if ((kind & 0xff) == NULL) return 0;
  if ((kind & 0xff) != STRING || (kind & (HAS_ESCAPES << 8)) != 0) return -1;
  const end = <usize>load<u32>(span, SPAN_END) - 1;
  if (length == 0) return 1;
  const first = i8x16.splat(load<u8>(text));
  for (let p = <usize>load<u32>(span, SPAN_START) + 1; p + length <= end; p += 16) {
    let mask = i8x16.bitmask(i8x16.eq(v128.load(p), first));
    while (mask != 0) {
      const at = p + ctz(mask);
      if (at + length > end) return 0;
      if (sameBytes(at, text, length)) return 1;
      mask &= mask - 1;
    }
  }
  return 0;
}
