// Records and texts of a plan in the module's memory.
import { SLACK, SPAN } from "./layout.gen.ts";
import type { Instance } from "./module.ts";

export const encoder = new TextEncoder();

/** Thrown where a plan cannot be laid out; the message says why, without a full stop. */
export class Unfit extends Error {}

/** Memory of the plan. */
export function take(instance: Instance, size: number): number {
  const at = instance.exports.allocate(size);
  if (at === 0) throw new Unfit("it is too large");
  return at;
}

/** A span that no row has set. */
export function span(instance: Instance): number {
  return take(instance, SPAN);
}

/** Addresses, one after another. */
export function list(instance: Instance, addresses: readonly number[]): number {
  const at = take(instance, Math.max(4, addresses.length * 4));
  instance.numbers.set(addresses, at >> 2);
  return at;
}

/** A text in memory, which may be loaded beyond its end. */
export function text(instance: Instance, value: string): { readonly at: number; readonly length: number } {
  const bytes = encoder.encode(value);
  const at = take(instance, bytes.length + SLACK);
  instance.bytes.set(bytes, at);
  return { at, length: bytes.length };
}
