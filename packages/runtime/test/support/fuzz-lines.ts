// Nasty rows of JSON, as bytes and by values.
import { batchOfLines } from "./byte-batches.ts";
import { BYTE_CONVERTERS } from "./byte-converters.ts";
import { type ByteMode, type ModeRun, type ObserveBatch, startModes } from "./byte-modes.ts";
import { nastyRows } from "./nasty-rows.ts";
import { seeded } from "./random.ts";

const MODES: readonly ByteMode[] = [
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
  { converter: "flagged", isRaw: true },
  { converter: "computed-flag" },
  { converter: "computed-flag", isRaw: true },
  { converter: "flag-of-row" },
  { converter: "operations" },
  { converter: "mirror", strategy: "mirror_sync" },
  { converter: "update", dataType: "user_properties" },
  { converter: "update", dataType: "group_properties" },
  { converter: "profile", dataType: "profiles", strategy: "mirror_sync" },
];

/** Maps rows until so many went through any converter. @throws an error where bytes and values differ */
export function fuzzLines(rounds: number, seed: number, observe?: ObserveBatch): readonly ModeRun[] {
  const random = seeded(seed);
  const next = nastyRows(seed);
  const runs = startModes(MODES, (name) => BYTE_CONVERTERS[name] ?? "", observe);
  for (let done = 0; done < rounds;) {
    const rows = Array.from({ length: 1 + Math.floor(random() * 40) }, next);
    for (const run of runs) {
      const batch = batchOfLines(rows, run.rows);
      if (batch.count === 0) continue;
      run.compare(batch, () => `seed ${seed}\n${Buffer.concat(rows).toString()}`);
      done += batch.count;
    }
  }
  return runs;
}
