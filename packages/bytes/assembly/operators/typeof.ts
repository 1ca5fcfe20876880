// typeof: the constant that names the kind of a value.
import { NODE_SPAN, SPAN_KIND } from "../layout";

/** `names`: a node of a constant for each kind, by its number. */
export function typeofValue(span: usize, names: usize): usize {
  if (span == 0) return 0;
  const kind = <usize>load<u32>(span, SPAN_KIND) & 0xff;
  return <usize>load<u32>(names + (kind << 2)) + NODE_SPAN;
}
