// Converters with the rules of their data types, by which batches are mapped as bytes and by values, and compared.
import { isDeepStrictEqual } from "node:util";
import { type ByteMapper, compileModule, createByteMapper } from "@heddle/bytes";
import { acceptEvent, createCompiler } from "@heddle/compiler";
import type { DataTypeName, StrategyName } from "@heddle/compiler/language";
import { MODULE as CHECKED } from "../../../bytes/test/checked-module.gen.ts";
import { NO_BYTE_RULES } from "../../src/6-check/byte-rules.ts";
import { createChecks } from "../../src/6-check/checks.ts";
import { rowOfBatch } from "../../src/4-rows/row-of-batch.ts";
import type { MappedBatch } from "../../src/contracts/mapped-batch.ts";
import type { RowBatch } from "../../src/contracts/row-batch.ts";
import { programMapper } from "../../src/job/converter-parts.ts";
import { mapRows } from "../../src/job/map-rows.ts";
import { firstDifference } from "../../src/job/verify-rows.ts";

const module = compileModule(CHECKED);

export interface ByteMode {
  readonly converter: string;
  readonly dataType?: DataTypeName;
  readonly strategy?: StrategyName;
  readonly isRaw?: true;
  /** The least share of rows that must go as bytes: a way that is never taken is never tested. */
  readonly least?: number;
}

const PLACE = { bucket: "file", key: 'x/"é".json', now: 1_700_000_000_000 };

export interface ModeRun {
  readonly mode: ByteMode;
  rows: number;
  asBytes: number;
  /** Why rows went by values, and how many. */
  readonly byValues: Record<string, number>;
  /** Maps a batch both ways. @throws an error where they differ, with `shown` in its message */
  compare(batch: RowBatch, shown: () => string): void;
}

/** Is told what a batch came to, as bytes and by values, which was the same. */
export type ObserveBatch = (asBytes: MappedBatch, byValues: MappedBatch) => void;

/** A mode and the text of its converter; a reason where the converter has no plan, undefined where it has errors. */
export function startMode(
  mode: ByteMode,
  text: string,
  observe?: ObserveBatch,
): ModeRun | { readonly why: string } | undefined {
  const { dataType = "event", strategy = "append_only", isRaw } = mode;
  const { program } = createCompiler().loadProgram(text);
  if (program === undefined || module === undefined) return undefined;
  const { ignoreEventFlag } = program.settings;
  const rules = createChecks({ dataType, strategy, ...(ignoreEventFlag === undefined ? {} : { ignoreEventFlag }) });
  const checks = isRaw === true ? { check: acceptEvent } : rules;
  const bytes = createByteMapper(program, {
    rules: isRaw === true ? NO_BYTE_RULES : (rules.byteRules() ?? NO_BYTE_RULES),
    losesTime: isRaw !== true && program.lostTime !== undefined,
    module,
    pieceBytes: 20_000,
  });
  if ("why" in bytes) return bytes;
  const parts = { mapper: programMapper(program, ""), checks };
  return compareRun(mode, parts, bytes, observe);
}

/** All of some modes. @throws an error where one has no plan */
export function startModes(
  modes: readonly ByteMode[],
  textOf: (converter: string) => string,
  observe: ObserveBatch | undefined,
): readonly ModeRun[] {
  return modes.map((mode) => {
    const run = startMode(mode, textOf(mode.converter), observe);
    if (run === undefined || "why" in run) throw new Error(`${mode.converter}: ${run?.why ?? "errors"}`);
    return run;
  });
}

function compareRun(
  mode: ByteMode,
  parts: Parameters<typeof mapRows>[0],
  bytes: ByteMapper,
  observe: ObserveBatch | undefined,
): ModeRun {
  const context = { ...PLACE, sample: 0, keys: mode.isRaw !== true, form: "lines" } as const;
  const run: ModeRun = {
    mode,
    rows: 0,
    asBytes: 0,
    byValues: {},
    compare(batch, shown) {
      const withBytes = { ...parts, bytes: { mapper: () => bytes, accepts: () => true } };
      // A row alone, as previews map it.
      const row = rowOfBatch(batch, run.rows % batch.count);
      const alone = firstDifference(mapRows(withBytes, row, context), mapRows(parts, row, context));
      if (alone !== undefined) throw new Error(`${JSON.stringify(mode)}: alone, ${alone}\n${row.raw(0)}`);
      const asBytes = mapRows(withBytes, batch, context);
      const byValues = mapRows(parts, batch, context);
      const difference = firstDifference(asBytes, byValues);
      if (difference !== undefined)
        throw new Error(`${JSON.stringify(mode)}: ${difference}\n${otherLines(asBytes, byValues)}\n${shown()}`);
      const [one, other] = [comparedOf(asBytes), comparedOf(byValues)];
      if (!isDeepStrictEqual(one, other)) throw new Error(JSON.stringify({ mode, one, other }) + shown());
      observe?.(asBytes, byValues);
      run.rows += batch.count;
      const { byBytes, byValues: reasons } = asBytes.paths ?? { byBytes: 0, byValues: { "no bytes": batch.count } };
      run.asBytes += byBytes;
      for (const [why, rows] of Object.entries(reasons)) run.byValues[why] = (run.byValues[why] ?? 0) + rows;
    },
  };
  return run;
}

function comparedOf({ keys, timed, withInsertId, lostTime, rejects }: ReturnType<typeof mapRows>) {
  return { keys, timed, withInsertId, lostTime, rejects };
}

/** The first rows set aside and lines that differ. */
function otherLines(...mapped: readonly ReturnType<typeof mapRows>[]): string {
  const [ours = [], theirs = []] = mapped.map(({ rejects }) => rejects.map((reject) => JSON.stringify(reject)));
  const other = theirs.findIndex((reject, i) => reject !== ours[i]);
  const [bytes = [], values = []] = mapped.map(({ lines }) =>
    Buffer.from(lines?.bytes ?? "")
      .toString()
      .split("\n"),
  );
  const at = bytes.findIndex((line, i) => line !== values[i]);
  return `${ours[other]}\n${theirs[other]}\n${bytes[at]}\n${values[at]}`;
}

/** The modes of which too few rows went as bytes. */
export function rarelyAsBytes(runs: readonly ModeRun[]) {
  const shares = runs.map(({ mode, rows, asBytes, byValues }) => ({ ...mode, share: asBytes / rows, rows, byValues }));
  return shares.filter(({ share, least = 0.4 }) => share < least);
}
