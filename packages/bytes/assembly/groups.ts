// Groups that stay as they are: not too many, and only texts that say something.
import { Plan } from "./state";
import { blanksEnd, stringEnd } from "./tokens";

let end: usize = 0;

/** How many texts stand at `start`, alone or in a list that is not empty; 0 where it is anything else. Behind them: `end`. */
function textsAt(start: usize): i32 {
  let p = start;
  const isList = load<u8>(p) == 0x5b;
  let texts = 0;
  do {
    if (isList) p = blanksEnd(p + 1);
    if (load<u8>(p) != 0x22 || load<u8>(p, 1) == 0x22) return 0;
    p = stringEnd(p + 1);
    texts++;
    if (isList) p = blanksEnd(p);
  } while (isList && load<u8>(p) == 0x2c);
  end = isList ? p + 1 : p;
  return texts;
}

/** Whether the rules leave an object of groups, which is valid JSON, as it is. */
export function isPlainGroups(start: usize): bool {
  let types = 0;
  let values = 0;
  let p = blanksEnd(start + 1);
  if (load<u8>(p) == 0x7d) return true;
  while (true) {
    // A key and its colon.
    p = blanksEnd(stringEnd(blanksEnd(p) + 1));
    const texts = textsAt(blanksEnd(p + 1));
    if (texts == 0) return false;
    types++;
    values += texts;
    p = blanksEnd(end);
    if (load<u8>(p) == 0x7d) return types <= Plan.groupTypes && values <= Plan.groupValues;
    p++;
  }
}
