// Ids that Amplitude refuses: placeholders in any case, and those that are too short.
import { characters } from "./bytes";
import { Plan } from "./state";

export const ID_STAYS: i32 = 0;
export const ID_REFUSED: i32 = 1;
export const ID_SHORT: i32 = 2;
export const ID_UNSURE: i32 = 3;

const LONGEST_REFUSED: usize = 36;

function isRefused(p: usize, n: usize): bool {
  // Each is a length and a text in lower case; 0xff ends the list.
  let refused = Plan.refusedIds;
  while (true) {
    const length = <usize>load<u8>(refused);
    if (length == 0xff) return false;
    if (length == n && isSameText(refused + 1, p, n)) return true;
    refused += length + 1;
  }
}

function isSameText(lower: usize, p: usize, n: usize): bool {
  for (let q: usize = 0; q < n; q++) {
    const c = <u32>load<u8>(p + q);
    if (load<u8>(lower + q) != (c - 0x41 < 26 ? c | 0x20 : c)) return false;
  }
  return true;
}

/** Whether one of the bytes can be that of a letter whose lower case is ASCII: the Kelvin sign. */
function mayBecomeAscii(p: usize, n: usize): bool {
  for (let q: usize = 0; q < n; q++) if (load<u8>(p + q) == 0xe2) return true;
  return false;
}

/** What becomes of an id without escapes. `p`: behind its quote. */
export function idVerdict(p: usize, n: usize): i32 {
  if (n <= LONGEST_REFUSED) {
    if (isRefused(p, n)) return ID_REFUSED;
    if (mayBecomeAscii(p, n)) return ID_UNSURE;
  }
  const bytes = <i32>n;
  if (bytes >= Plan.minId * 4) return ID_STAYS;
  return bytes < Plan.minId || characters(p, n) < Plan.minId ? ID_SHORT : ID_STAYS;
}
