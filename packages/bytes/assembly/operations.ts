// Properties that are valid JSON to whether the rules leave the operations in them as they are.
import { sameBytes } from "./bytes";
import { skipValue } from "./skip";
import { Plan } from "./state";
import { blanksEnd, stringEnd } from "./tokens";

/** No operations, or properties that begin like one. */
export const ARE_PLAIN: i32 = 0;
/** Only operations that are allowed, each of them an object. */
export const ARE_OPERATIONS: i32 = 1;
export const ARE_UNSURE: i32 = 2;

const IS_NONE: i32 = 0;
const IS_ALLOWED: i32 = 1;
const IS_FORBIDDEN: i32 = 2;

/** What operation a name of `n` bytes is. */
function operation(name: usize, n: usize, ofGroups: bool): i32 {
  // Each is its length, whether it is for groups, too, and a text; 0xff ends the list.
  let known = Plan.operations;
  while (true) {
    const length = <usize>load<u8>(known);
    if (length == 0xff) return IS_NONE;
    if (length == n && sameBytes(known + 2, name, <u32>n))
      return ofGroups && load<u8>(known, 1) == 0 ? IS_FORBIDDEN : IS_ALLOWED;
    known += length + 2;
  }
}

/** `start`: at the `{` of an object whose keys have no escapes. */
export function operationsIn(start: usize, ofGroups: bool): i32 {
  let operations = 0;
  let others = 0;
  let p = start;
  while (true) {
    p = blanksEnd(p + 1);
    if (load<u8>(p) == 0x7d) break;
    const name = p + 1;
    const end = stringEnd(name);
    const value = blanksEnd(blanksEnd(end) + 1);
    if (load<u8>(name) != 0x24) others++;
    else {
      const found = operation(name, end - 1 - name, ofGroups);
      if (found == IS_FORBIDDEN || (found == IS_ALLOWED && load<u8>(value) != 0x7b)) return ARE_UNSURE;
      if (found == IS_ALLOWED) operations++;
    }
    p = skipValue(value);
    if (p == 0) return ARE_UNSURE;
    p = blanksEnd(p);
    if (load<u8>(p) == 0x7d) break;
  }
  if (operations == 0) return ARE_PLAIN;
  return others == 0 ? ARE_OPERATIONS : ARE_UNSURE;
}
