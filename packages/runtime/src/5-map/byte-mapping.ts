// From a program and the rules of events to the mapper of rows as bytes.
import { isUtf8 } from "node:buffer";
import { createByteMapper, type ByteMapper, type ByteRules, layout, type Texts } from "@heddle/bytes";
import type { Program } from "@heddle/compiler";
import type { ByteMapping } from "../contracts/byte-mapping.ts";
import { whyByValues } from "../4-rows/rows.ts";
import { byteModule } from "../process/byte-module.ts";
import { minorGc } from "../process/minor-gc.ts";
import { isUnguarded } from "./map-batch.ts";

/** After so many rows of which none went as bytes, trying costs a tenth more than it brings. */
const FRUITLESS_ROWS = 500;
/** Then one batch of so many is tried, for files change; of twice as many after each that is fruitless, too. */
const ONE_OF = 16;
const ONE_OF_AT_MOST = 256;

/** `losesTime`: whether rules ask whether an event lost its time. */
export function byteMapping(
  program: Program,
  rules: ByteRules | undefined,
  { losesTime }: { readonly losesTime: boolean },
): ByteMapping {
  let mapper: ByteMapper | { readonly why: string } | undefined;
  const create = (): ByteMapper | { readonly why: string } => {
    const module = byteModule();
    if ("why" in module) return module;
    const why = whyByValues(program.settings);
    if (why !== undefined) return { why };
    if (rules === undefined) return { why: "the source has limits of its own" };
    return createByteMapper(program, { rules, module, losesTime, texts: NODE_TEXTS });
  };
  let collect: ((bytes: number) => void) | undefined;
  let fruitless = 0;
  let oneOf = ONE_OF;
  let passedOver = 0;
  const isWorthIt = (): boolean => {
    if (fruitless < FRUITLESS_ROWS) {
      oneOf = ONE_OF;
      return true;
    }
    passedOver += 1;
    if (passedOver < oneOf) return false;
    passedOver = 0;
    oneOf = Math.min(oneOf * 2, ONE_OF_AT_MOST);
    return true;
  };
  return {
    mapper: () => (mapper ??= create()),
    accepts: (batch) => isUnguarded(program, batch) && isWorthIt(),
    passed(garbage, rows, asBytes) {
      fruitless = asBytes === 0 ? fruitless + rows : 0;
      (collect ??= minorGc())(garbage);
    },
  };
}

/** Node's own ways between bytes and strings, several times faster than portable ones. */
const NODE_TEXTS: Texts = {
  ascii: (bytes, at, length) => bufferOf(bytes).toString("latin1", at, at + length),
  wide: (bytes, at, length) => bufferOf(bytes).toString("utf16le", at, at + length * 2),
  writeWide(bytes, at, text) {
    bufferOf(bytes).write(text, at, "utf16le");
  },
  write: (bytes, at, text) => bufferOf(bytes).write(text, at),
  isUtf8,
};

let last: { readonly bytes: Uint8Array; readonly buffer: Buffer } | undefined;

/** The same bytes as a Buffer, made once for the memory in use. */
function bufferOf(bytes: Uint8Array): Buffer {
  if (last?.bytes !== bytes) last = { bytes, buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) };
  return last.buffer;
}

/** Why the module gave a row back, by its numbers for reasons. */
const REASONS: { readonly [why: number]: string } = {
  [layout.WHY_NOT_JSON]: "not JSON",
  [layout.WHY_NO_OBJECT]: "no object",
  [layout.WHY_KEYS]: "keys repeated, escaped or out of order",
  [layout.WHY_DEPTH]: "nested deeply",
  [layout.WHY_VALUE]: "a rule changes a value",
  [layout.WHY_LONG_TEXT]: "a long text",
  [layout.WHY_REVENUE]: "rules of revenue",
  [layout.WHY_NO_TIME]: "no time",
  [layout.WHY_OPERATOR]: "an operator is not sure",
  [layout.WHY_UNIT]: "a computed value breaks a limit",
  [layout.WHY_LARGE]: "a large row",
  [layout.WHY_ENCODING]: "not UTF-8",
  [layout.WHY_MERGE]: "merged dicts share a key",
  [layout.WHY_QUOTES]: "bad quotes",
  [layout.WHY_CELLS]: "more cells than columns",
};

export function reasonOf(why: number): string {
  return REASONS[why] ?? "other";
}
