// Rows as bytes against rows by values: the same lines, counts, rejected rows and order, byte for byte (invariant 11).
import { expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { batchOfLines } from "./support/byte-batches.ts";
import { BYTE_CONVERTERS } from "./support/byte-converters.ts";
import { type ByteMode, rarelyAsBytes, startMode } from "./support/byte-modes.ts";
import { nastyRows } from "./support/nasty-rows.ts";
import { seeded } from "./support/random.ts";

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

it("agree on nasty rows", { tags: ["bytes"] }, () => {
  const { rounds, seed } = campaign("bytes");
  const random = seeded(seed);
  const next = nastyRows(seed);
  const runs = MODES.map((mode) => {
    const run = startMode(mode, BYTE_CONVERTERS[mode.converter] ?? "");
    if (run === undefined || "why" in run) throw new Error(`${mode.converter}: ${run?.why ?? "errors"}`);
    return run;
  });
  for (let done = 0; done < rounds;) {
    const rows = Array.from({ length: 1 + Math.floor(random() * 40) }, next);
    for (const run of runs) {
      const batch = batchOfLines(rows, run.rows);
      if (batch.count === 0) continue;
      run.compare(batch, () => `seed ${seed}\n${Buffer.concat(rows).toString()}`);
      done += batch.count;
    }
  }
  expect(rarelyAsBytes(runs)).toEqual([]);
});
