// Ids that Amplitude refuses: placeholders in any case, and those that are too short.
import { characters, hasByte } from "./bytes";
import { Plan } from "./state";

export const ID_STAYS: i32 = 0;
export const ID_REFUSED: i32 = 1;
export const ID_SHORT: i32 = 2;
export const ID_UNSURE: i32 = 3;

const LONGEST_REFUSED: usize = 36;

/** How long refused ids are, a bit for each length. */
let refusedLengths: u64 = 0;

/** Has to be told once the list of refused ids is there. */
export function noteRefusedIds(): void {
  refusedLengths = 0;
  let refused = Plan.refusedIds;
  while (load<u8>(refused) != 0xff) {
    const length = <usize>load<u8>(refused);
    refusedLengths |= (<u64>1) << (<u64>min<usize>(length, 63));
    refused += length + 1;
  }
}

function isRefused(p: usize, n: usize): bool {
  if ((refusedLengths & ((<u64>1) << (<u64>n))) == 0) return false;
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

/** What becomes of an id without escapes. `p`: behind its quote. */
export function idVerdict(p: usize, n: usize): i32 {
  if (n <= LONGEST_REFUSED) {
    if (isRefused(p, n)) return ID_REFUSED;
    // One of the bytes can be that of a letter whose lower case is ASCII: the Kelvin sign.
    if (hasByte(p, n, <i8>0xe2)) return ID_UNSURE;
  }
  const bytes = <i32>n;
  if (bytes >= Plan.minId * 4) return ID_STAYS;
  return bytes < Plan.minId || characters(p, n) < Plan.minId ? ID_SHORT : ID_STAYS;
}
