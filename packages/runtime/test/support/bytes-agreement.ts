// Rows through a converter as bytes, by the module that checks its bounds, and by values.
import { compileModule, createByteMapper } from "@heddle/bytes";
import { acceptEvent, createCompiler, type Value } from "@heddle/compiler";
import { MODULE as CHECKED } from "../../../bytes/test/checked-module.gen.ts";
import { jsonBatch } from "../../src/4-rows/json/json-batch.ts";
import { NO_BYTE_RULES } from "../../src/6-check/byte-rules.ts";
import { programMapper } from "../../src/job/converter-parts.ts";
import { mapRows } from "../../src/job/map-rows.ts";
import { firstDifference } from "../../src/job/verify-rows.ts";

const module = compileModule(CHECKED);
const compiler = createCompiler();
const CONTEXT = { bucket: "b", key: "k", now: 1_700_000_000_123, sample: 0, keys: false, form: "lines" } as const;

export interface Agreement {
  /** Undefined where both ways come to the same. */
  readonly difference: string | undefined;
  /** How many rows went as bytes; or why none does. */
  readonly asBytes: number;
  readonly why?: string;
}

/** Maps rows, none of them blank, to what an expression yields, without rules. */
export function agreementOn(event: Value, rows: readonly (string | Uint8Array)[]): Agreement | undefined {
  const text = JSON.stringify({ converterConfig: { fileType: "json", convertToAmplitudeFunc: event } }, (_key, value) =>
    typeof value === "bigint" ? JSON.rawJSON(value.toString()) : (value as Value),
  );
  const { program } = compiler.loadProgram(text);
  if (program === undefined || module === undefined) return undefined;
  const mapper = createByteMapper(program, { rules: NO_BYTE_RULES, losesTime: false, module });
  if ("why" in mapper) return { difference: undefined, asBytes: 0, why: mapper.why };
  const lines = rows.map((row) => Buffer.from(row));
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    ends.push(at + line.length);
    at += line.length + 1;
  }
  const bytes = Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")]));
  const batch = jsonBatch({ bytes, offset: 0, starts, ends, firstRow: 0 });
  const parts = { mapper: programMapper(program, ""), checks: { check: acceptEvent } };
  const asBytes = mapRows({ ...parts, bytes: { mapper: () => mapper, accepts: () => true } }, batch, CONTEXT);
  return {
    difference: firstDifference(asBytes, mapRows(parts, batch, CONTEXT)),
    asBytes: asBytes.paths?.byBytes ?? 0,
  };
}
