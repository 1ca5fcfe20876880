// Snappy as the module unpacks it, against a decoder that is written as the format reads.
import { expect, it } from "vitest";
import { seeded } from "../../runtime/test/support/random.ts";
import { compileModule } from "../src/module.ts";
import { createSnappy } from "../src/snappy.ts";
import { MODULE as CHECKED } from "./checked-module.gen.ts";

const module = compileModule(CHECKED);
const snappy = module && createSnappy(module);
if (snappy === undefined) throw new Error("no module");

/** The bytes, or undefined where it is damaged. */
function plainly([...packed]: readonly number[]): number[] | undefined {
  let length = 0;
  for (let shift = 1; ; shift *= 128) {
    const byte = packed.shift();
    if (byte === undefined) return undefined;
    length += (byte & 127) * shift;
    if (byte < 128) break;
  }
  const out: number[] = [];
  const number = (bytes: number): number => packed.splice(0, bytes).reduce((sum, byte, i) => sum + byte * 256 ** i, 0);
  while (packed.length > 0) {
    const tag = packed.shift() ?? 0;
    const extra = [Math.max(0, (tag >> 2) - 59), 1, 2, 4][tag & 3] ?? 0;
    if (packed.length < extra) return undefined;
    const value = number(extra);
    if ((tag & 3) === 0) {
      const n = (extra === 0 ? tag >> 2 : value) + 1;
      if (n > packed.length) return undefined;
      out.push(...packed.splice(0, n));
    } else {
      const isNear = (tag & 3) === 1;
      const offset = isNear ? (tag >> 5) * 256 + value : value;
      const n = isNear ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
      if (offset === 0 || offset > out.length || out.length + n > length) return undefined;
      for (let i = 0; i < n; i += 1) out.push(out[out.length - offset] ?? 0);
    }
  }
  return out.length === length ? out : undefined;
}

function unpacked(packed: readonly number[]): number[] | undefined {
  const bytes = Uint8Array.from(packed);
  const length = snappy?.lengthOf(bytes);
  // What claims more is refused before: it is not as long as its page.
  if (length === undefined || length > 1e6) return undefined;
  const to = new Uint8Array(length);
  return snappy?.unpack(bytes, to) === true ? [...to] : undefined;
}

/** Every way to write a literal and a copy, of any length and distance. */
function packedBy(random: () => number): number[] {
  const int = (n: number): number => Math.floor(random() * n);
  const tags: number[] = [];
  let length = 0;
  for (let left = int(12); left >= 0; left -= 1) {
    const bytes = length === 0 ? 0 : int(4);
    const offset = 1 + int(Math.min(length, [0, 2047, 65_535, 1e6][bytes] ?? 0, random() < 0.5 ? 20 : 1e6));
    if (bytes === 0) {
      const n = 1 + int(random() < 0.8 ? 60 : 400);
      const extra = n <= 60 && random() < 0.5 ? 0 : Math.max(n > 256 ? 2 : 1, int(5));
      tags.push((extra === 0 ? n - 1 : 59 + extra) << 2);
      for (let i = 0; i < extra; i += 1) tags.push(Math.floor((n - 1) / 256 ** i) % 256);
      for (let i = 0; i < n; i += 1) tags.push(int(256));
      length += n;
    } else {
      const n = bytes === 1 ? 4 + int(8) : 1 + int(64);
      if (bytes === 1) tags.push(((offset >> 8) << 5) | ((n - 4) << 2) | 1, offset & 255);
      else
        tags.push(((n - 1) << 2) | bytes, offset & 255, (offset >> 8) & 255, ...(bytes === 3 ? [offset >> 16, 0] : []));
      length += n;
    }
  }
  return length < 128 ? [length, ...tags] : [(length & 127) | 128, length >> 7, ...tags];
}

it("is unpacked to the bytes that it is made of, and refused where it is damaged", () => {
  const random = seeded(11);
  const int = (n: number): number => Math.floor(random() * n);
  let whole = 0;
  for (let i = 0; i < 1_000; i += 1) {
    const packed = packedBy(random);
    expect(unpacked(packed)).toEqual(plainly(packed));
    whole += unpacked(packed) === undefined ? 0 : 1;
    packed[int(packed.length)] = int(256);
    if (random() < 0.3) packed.length = int(packed.length);
    if ((snappy.lengthOf(Uint8Array.from(packed)) ?? 0) < 1e6) expect(unpacked(packed)).toEqual(plainly(packed));
  }
  expect(whole).toBe(1_000);
});
