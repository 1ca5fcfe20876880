// Raw Snappy to the bytes that it is made of. What it claims is not believed: it reads and writes within its bounds, and 16 bytes behind them.

/** Copies `n` bytes, and up to fifteen more. */
function copyBytes(to: usize, from: usize, n: usize): void {
  for (let q: usize = 0; q < n; q += 16) v128.store(to + q, v128.load(from + q));
}

/** Writes `n` bytes that came `offset` bytes before, of which the last may be those that it writes. */
function repeatBytes(to: usize, offset: usize, n: usize): void {
  const from = to - offset;
  if (offset >= 16) copyBytes(to, from, n);
  else if (offset >= 8) for (let q: usize = 0; q < n; q += 8) store<u64>(to + q, load<u64>(from + q));
  else for (let q: usize = 0; q < n; q++) store<u8>(to + q, load<u8>(from + q));
}

/** The length that stands at `p`, in up to four bytes, and one; 0 where it is too much. */
function longLength(p: usize, bytes: usize): usize {
  const shift = 32 - 8 * <u32>bytes;
  return <usize>((load<u32>(p) << shift) >> shift) + 1;
}

/** From `start`, behind the length in front, to `end`; whether it fills the bytes from `out` to `limit`. */
export function unpackSnappy(start: usize, end: usize, out: usize, limit: usize): bool {
  let p = start;
  let to = out;
  while (p < end) {
    const tag = <usize>load<u8>(p++);
    const kind = tag & 3;
    if (kind == 0) {
      let n = (tag >> 2) + 1;
      if (n > 60) {
        const bytes = n - 60;
        if (bytes > end - p) return false;
        n = longLength(p, bytes);
        p += bytes;
      }
      if (n == 0 || n > end - p || n > limit - to) return false;
      copyBytes(to, p, n);
      p += n;
      to += n;
      continue;
    }
    let n = (tag >> 2) + 1;
    let offset: usize = 0;
    if (kind == 1) {
      n = ((tag >> 2) & 7) + 4;
      offset = ((tag >> 5) << 8) | <usize>load<u8>(p);
      p++;
    } else if (kind == 2) {
      offset = <usize>load<u16>(p);
      p += 2;
    } else {
      offset = <usize>load<u32>(p);
      p += 4;
    }
    if (p > end || offset == 0 || offset > to - out || n > limit - to) return false;
    repeatBytes(to, offset, n);
    to += n;
  }
  return to == limit;
}
