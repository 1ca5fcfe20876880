// Level "mapper only": compiled converters on parsed rows, against the mappers written by hand.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createCompiler, type Value } from "@heddle/compiler";
import { HAND_WRITTEN } from "./hand-written.ts";
import { inTurns, type Result } from "./measure.ts";
import { makeRows, makeWideRows } from "./rows.ts";

export const CONVERTERS = join(import.meta.dirname, "..", "..", "fixtures", "bench");

export function converterText(name: string): string {
  return readFileSync(join(CONVERTERS, `${name}.converter.json`), "utf8");
}

export async function mapperLevel(runs: number): Promise<Result[]> {
  const results: Result[] = [];
  for (const [name, byHand] of Object.entries(HAND_WRITTEN)) {
    const { program } = createCompiler().loadProgram(converterText(name));
    if (program === undefined) throw new Error(`${name} has errors`);
    const made = [...(name === "wide" ? makeWideRows(400) : makeRows(0, 2000))].map((row) => JSON.stringify(row));
    const rows = made.map((text) => JSON.parse(text) as Value);
    const context = { now: 0 };
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    for (const row of rows) {
      const [ours, theirs] = [plain(program.map(row, context)), plain(byHand(row as never))];
      if (!isDeepStrictEqual(ours, theirs))
        throw new Error(
          `${name}: the mappers differ on ${JSON.stringify(row)}:\n${JSON.stringify(ours)}\n${JSON.stringify(theirs)}`,
        );
    }
    const rounds = name === "wide" ? 50 : 20;
    let kept: unknown;
    const times = await inTurns(runs, {
      heddle: () => {
        for (let round = 0; round < rounds; round += 1) for (const row of rows) kept = program.map(row, context);
      },
      hand: () => {
        for (let round = 0; round < rounds; round += 1) for (const row of rows) kept = byHand(row as never);
      },
    });
    if (kept === undefined) throw new Error("nothing was mapped");
    const ratio = times.hand / times.heddle;
    const level = `mapper only: ${name}`;
    const count = rows.length * rounds;
    results.push({
      level,
      what: "heddle",
      seconds: times.heddle,
      rows: count,
      ratio,
      target: ">= 1 x the mapper written by hand",
      met: ratio >= 1,
    });
    results.push({ level, what: "by hand", seconds: times.hand, rows: count, ratio: 1 });
  }
  return results;
}
