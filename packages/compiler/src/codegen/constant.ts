import type { Value } from "../values/value.ts";

/** A constant made of literals at compile time; it may contain regular expressions, and an empty map that `run` uses as a cache. */
export type Constant = Value | RegExp | Map<string, never> | { readonly [key: string]: Constant } | readonly Constant[];
