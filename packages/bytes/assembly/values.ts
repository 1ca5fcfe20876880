// A node of the plan to the span of its value: 0 for no value, and Row.isUnsure where the module cannot say.
import {
  N_ADD,
  N_ANY,
  N_CONCAT,
  N_CONDITION,
  N_CONSTANT,
  N_IFELSE,
  N_ISO_TIME_TO_MS,
  N_ITEM,
  N_LOWERCASE,
  N_MS_TO_ISO_TIME,
  N_PARSE_TIME_TO_MS,
  N_PATH,
  N_SPLIT,
  N_TEST,
  N_TYPEOF,
  NODE_A,
  NODE_B,
  NODE_C,
  NODE_KIND,
  NODE_SPAN,
  SPAN_ROW,
} from "./layout";
import { add } from "./operators/add";
import { concat } from "./operators/concat";
import { isoTimeToMs } from "./operators/iso-time-to-ms";
import { lowercase } from "./operators/lowercase";
import { msToIsoTime } from "./operators/ms-to-iso-time";
import { parseTimeToMs } from "./operators/parse-time-to-ms";
import { itemOfSplit, split } from "./operators/split";
import { Row } from "./state";
import { unsure } from "./temporaries";
import { typeofValue } from "./operators/typeof";
import { test } from "./tests";

export function valueOf(node: usize): usize {
  const kind = load<u32>(node, NODE_KIND);
  const a = <usize>load<u32>(node, NODE_A);
  if (kind == N_PATH) return load<u32>(a, SPAN_ROW) == Row.epoch ? a : 0;
  if (kind == N_CONSTANT) return node + NODE_SPAN;
  const count = load<u32>(node, NODE_B);
  switch (kind) {
    case N_ANY:
      return firstValue(a, count);
    case N_IFELSE: {
      const outcome = test(a);
      if (outcome < 0) return unsure();
      return valueOf(outcome != 0 ? load<u32>(node, NODE_B) : load<u32>(node, NODE_C));
    }
    case N_CONDITION:
      return valueAfterTest(a, count);
    case N_CONCAT:
      return concat(a, count);
    case N_LOWERCASE:
      return lowercase(valueOf(a));
    case N_ISO_TIME_TO_MS:
      return isoTimeToMs(valueOf(a));
    case N_MS_TO_ISO_TIME:
      return msToIsoTime(valueOf(a));
    case N_PARSE_TIME_TO_MS:
      return parseTimeToMs(valueOf(a), <usize>load<u32>(node, NODE_B), load<u32>(node, NODE_C));
    case N_SPLIT:
      return split(valueOf(a), <usize>load<u32>(node, NODE_B));
    case N_ITEM:
      return itemOfSplit(valueOf(a), <usize>load<u32>(node, NODE_B), load<u32>(node, NODE_C));
    case N_ADD:
      return add(a, count);
    case N_TYPEOF:
      return typeofValue(valueOf(a), <usize>load<u32>(node, NODE_B));
    case N_TEST: {
      const outcome = test(a);
      if (outcome < 0) return unsure();
      // Two constants, of which each is a node.
      return <usize>(outcome != 0 ? load<u32>(node, NODE_B) : load<u32>(node, NODE_C)) + NODE_SPAN;
    }
    default:
      return 0;
  }
}

function firstValue(list: usize, count: u32): usize {
  for (let i: u32 = 0; i < count; i++) {
    const span = valueOf(load<u32>(list + ((<usize>i) << 2)));
    if (span != 0 || Row.isUnsure) return span;
  }
  return 0;
}

/** `list`: pairs of a test and a value. */
function valueAfterTest(list: usize, count: u32): usize {
  for (let i: u32 = 0; i < count; i++) {
    const pair = list + ((<usize>i) << 3);
    const outcome = test(load<u32>(pair));
    if (outcome < 0) return unsure();
    if (outcome != 0) return valueOf(load<u32>(pair, 4));
  }
  return 0;
}
