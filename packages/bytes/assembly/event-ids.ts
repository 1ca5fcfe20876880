// Lines of events to the places of the ids in them, from which the keys of deduplication are made.
import { sameBytes } from "./bytes";
import { EVENT_ENDS, EVENT_ID_BYTES, EVENT_IDS, R_EVENTS } from "./layout";
import { skipValue } from "./skip";
import { Output, result } from "./state";

/** The names with their quote and colon, one after another. */
const USER: StaticArray<u8> = [0x75, 0x73, 0x65, 0x72, 0x5f, 0x69, 0x64, 0x22, 0x3a, 0, 0, 0, 0, 0, 0, 0];
const DEVICE: StaticArray<u8> = [0x64, 0x65, 0x76, 0x69, 0x63, 0x65, 0x5f, 0x69, 0x64, 0x22, 0x3a, 0, 0, 0, 0, 0];
const INSERT: StaticArray<u8> = [0x69, 0x6e, 0x73, 0x65, 0x72, 0x74, 0x5f, 0x69, 0x64, 0x22, 0x3a, 0, 0, 0, 0, 0];

/** Which id the key at `p`, behind its quote, names: 0 to 2, or -1. */
function idAt(p: usize): i32 {
  const first = load<u8>(p);
  if (first == 0x75 && sameBytes(p, changetype<usize>(USER), 9)) return 0;
  if (first == 0x64 && sameBytes(p, changetype<usize>(DEVICE), 11)) return 1;
  return first == 0x69 && sameBytes(p, changetype<usize>(INSERT), 11) ? 2 : -1;
}

/** Behind the key at `p`, whose quote is open, and its colon. */
function behindKey(start: usize): usize {
  let p = start;
  while (true) {
    const c = load<u8>(p);
    if (c == 0x22) return p + 2;
    p += c == 0x5c ? 2 : 1;
  }
}

/** Notes the places of ids in all lines of the output. */
export function locateIds(): void {
  const count = result(R_EVENTS);
  let line = Output.start;
  for (let event: u32 = 0; event < count; event++) {
    const ids = EVENT_IDS + <usize>event * EVENT_ID_BYTES;
    memory.fill(ids, 0, EVENT_ID_BYTES);
    let p = line + 1;
    while (load<u8>(p) == 0x22) {
      const id = idAt(p + 1);
      const value = behindKey(p + 1);
      const end = skipValue(value);
      if (id >= 0) {
        store<u32>(ids + ((<usize>id) << 3), <u32>value);
        store<u32>(ids + ((<usize>id) << 3), <u32>end, 4);
      }
      p = load<u8>(end) == 0x2c ? end + 1 : end;
    }
    line = Output.start + load<u32>(EVENT_ENDS + ((<usize>event) << 2));
  }
}
