// Rows as bytes against rows by values: the same lines, counts, rejected rows and order, byte for byte (invariant 11).
import { type ByteMapper, compileModule, createByteMapper } from "@heddle/bytes";
import { acceptEvent, createCompiler } from "@heddle/compiler";
import type { DataTypeName, StrategyName } from "@heddle/compiler/language";
import { expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { MODULE as CHECKED } from "../../bytes/test/checked-module.gen.ts";
import { jsonBatch } from "../src/4-rows/json/json-batch.ts";
import { NO_BYTE_RULES } from "../src/6-check/byte-rules.ts";
import { createChecks } from "../src/6-check/checks.ts";
import type { RowBatch } from "../src/contracts/row-batch.ts";
import { programMapper } from "../src/job/converter-parts.ts";
import { mapRows } from "../src/job/map-rows.ts";
import { firstDifference } from "../src/job/verify-rows.ts";
import { BYTE_CONVERTERS } from "./support/byte-converters.ts";
import { nastyRows } from "./support/nasty-rows.ts";
import { seeded } from "./support/random.ts";

const module = compileModule(CHECKED);

interface Mode {
  readonly converter: string;
  readonly dataType?: DataTypeName;
  readonly strategy?: StrategyName;
  readonly isRaw?: true;
  /** The least share of rows that must go as bytes: a way that is never taken is never tested. */
  readonly least?: number;
}

const MODES: readonly Mode[] = [
  { converter: "pass" },
  { converter: "pass", isRaw: true },
  { converter: "pass", strategy: "mirror_sync" },
  { converter: "export" },
  { converter: "times" },
  { converter: "deep" },
  { converter: "nested" },
  { converter: "nested", isRaw: true },
  { converter: "select" },
  { converter: "computed" },
  { converter: "computed", isRaw: true },
  { converter: "flagged" },
  { converter: "mirror", strategy: "mirror_sync" },
  { converter: "update", dataType: "user_properties" },
  { converter: "update", dataType: "group_properties" },
  { converter: "profile", dataType: "profiles", strategy: "mirror_sync" },
];
const PLACE = { bucket: "file", key: 'x/"é".json', now: 1_700_000_000_000 };

function partsOf({ converter, dataType = "event", strategy = "append_only", isRaw }: Mode) {
  const { program, diagnostics } = createCompiler().loadProgram(BYTE_CONVERTERS[converter] ?? "");
  if (program === undefined || module === undefined) throw new Error(JSON.stringify(diagnostics));
  const { ignoreEventFlag } = program.settings;
  const rules = createChecks({ dataType, strategy, ...(ignoreEventFlag === undefined ? {} : { ignoreEventFlag }) });
  const checks = isRaw === true ? { check: acceptEvent } : rules;
  const bytes = createByteMapper(program, {
    rules: isRaw === true ? NO_BYTE_RULES : (rules.byteRules() ?? NO_BYTE_RULES),
    losesTime: isRaw !== true && program.lostTime !== undefined,
    module,
    pieceBytes: 20_000,
  });
  return { mapper: programMapper(program, ""), checks, bytes };
}

/** Lines of some rows, of which some are blank. */
function batchOf(rows: readonly Uint8Array[], firstRow: number): RowBatch | undefined {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const row of rows) {
    const end = row.at(-1) === 13 ? row.length - 1 : row.length;
    if (row.some((byte) => byte !== 32 && byte !== 9 && byte !== 13)) {
      starts.push(at);
      ends.push(at + end);
    }
    at += row.length + 1;
  }
  const bytes = Buffer.concat(rows.flatMap((row) => [row, Buffer.from("\n")]));
  return starts.length === 0 ? undefined : jsonBatch({ bytes, offset: 0, starts, ends, firstRow });
}

it("agree on nasty rows", { tags: ["bytes"] }, () => {
  const { rounds, seed } = campaign("bytes");
  const random = seeded(seed);
  const next = nastyRows(seed);
  const modes = MODES.map((mode) => ({ ...partsOf(mode), mode, rows: 0, asBytes: 0, firstRow: 0 }));
  for (const { bytes, mode } of modes) if ("why" in bytes) throw new Error(`${mode.converter}: ${bytes.why}`);
  for (let done = 0; done < rounds;) {
    const rows = Array.from({ length: 1 + Math.floor(random() * 40) }, next);
    for (const state of modes) {
      const batch = batchOf(rows, state.firstRow);
      if (batch === undefined) continue;
      const context = { ...PLACE, sample: 0, keys: state.mode.isRaw !== true, form: "lines" } as const;
      const parts = { mapper: state.mapper, checks: state.checks };
      const asBytes = mapRows(
        { ...parts, bytes: { mapper: () => state.bytes as ByteMapper, accepts: () => true } },
        batch,
        context,
      );
      const byValues = mapRows(parts, batch, context);
      const difference = firstDifference(asBytes, byValues);
      if (difference !== undefined)
        expect.fail(`${JSON.stringify(state.mode)} seed ${seed}: ${difference}\n${Buffer.concat(rows).toString()}`);
      const rest = ({ keys, timed, withInsertId, lostTime, rejects }: typeof asBytes) => ({
        keys,
        timed,
        withInsertId,
        lostTime,
        rejects,
      });
      expect({ ...rest(asBytes), mode: state.mode }).toEqual({ ...rest(byValues), mode: state.mode });
      state.rows += batch.count;
      state.asBytes += asBytes.paths?.byBytes ?? 0;
      state.firstRow += batch.count;
      done += batch.count;
    }
  }
  const shares = modes.map(({ mode, rows, asBytes }) => ({ ...mode, share: asBytes / rows }));
  expect(shares.filter(({ share, least = 0.4 }) => share < least)).toEqual([]);
});
