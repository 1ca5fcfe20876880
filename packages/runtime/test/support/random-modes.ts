// Random converters, without the rules of a data type.
import fc from "fast-check";
import { converterText } from "../../../compiler/test/support/arbitrary.ts";
import { type ModeRun, type ObserveBatch, startMode } from "./byte-modes.ts";
import { seeded } from "./random.ts";

/** Of fewer, chance decides whether any has a plan. */
const CONVERTERS = 50;
const ROWS = 2_500;

export type Share = Pick<ModeRun, "rows" | "asBytes">;

/**
 * Random converters by turns, some at a time: each mapper takes 16 MB, and no engine has room for thousands of them.
 * @throws an error where too few of them have a plan
 */
export async function fuzzAnyhow(
  fileType: string,
  { rounds, seed, observe }: { readonly rounds: number; readonly seed: number; readonly observe?: ObserveBatch },
  fuzz: (runs: readonly ModeRun[], rounds: number, seed: number) => Promise<readonly ModeRun[]>,
): Promise<readonly Share[]> {
  const random = seeded(seed);
  const shares: Share[] = [];
  let tried = 0;
  for (let left = rounds; left > 0; left -= ROWS) {
    const turn = Math.floor(random() * 2 ** 31);
    const runs = randomModes(fileType, turn, observe);
    tried += CONVERTERS;
    // Of a few dozens chance may leave none.
    if (runs.length > 0) await fuzz(runs, Math.min(left, ROWS), turn);
    shares.push(...runs.map(({ rows, asBytes }) => ({ rows, asBytes })));
  }
  if (shares.length <= tried * 0.05) throw new Error(`${shares.length} of ${tried} have a plan`);
  return shares;
}

/** Those of some random converters that have a plan. */
function randomModes(fileType: string, seed: number, observe: ObserveBatch | undefined): readonly ModeRun[] {
  const texts = fc.sample(converterText, { numRuns: CONVERTERS, seed });
  return texts
    .map((text) => text.replace('"fileType":"json"', `"fileType":"${fileType}"`))
    .map((text) => startMode({ converter: text, isRaw: true }, text, observe))
    .filter((run): run is ModeRun => run !== undefined && !("why" in run));
}

/** Which share of all rows went as bytes. */
export function shareAsBytes(shares: readonly Share[]): number {
  const sum = (of: (share: Share) => number): number => shares.reduce((all, share) => all + of(share), 0);
  return sum(({ asBytes }) => asBytes) / sum(({ rows }) => rows);
}
