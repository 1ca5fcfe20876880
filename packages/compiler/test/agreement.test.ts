// Random converters and rows: the interpreter, the compiled program and the compiled module must agree on all of them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { createCompiler, disagreement, enginesFor } from "./support/agreement.ts";
import { converterText, row } from "./support/arbitrary.ts";

const { rounds, seed } = campaign("agreement");

test(`${rounds} random converters mean the same in every engine (seed ${seed})`, { tags: "agreement" }, async () => {
  const compiler = createCompiler();
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(converterText, fc.array(row, { minLength: 5, maxLength: 5 }), async (text, rows) => {
      const engines = await enginesFor(compiler, text, true);
      if (engines === undefined) return;
      compared++;
      const found = disagreement(engines, rows);
      expect(found === undefined ? "" : `${text}\n${found}`).toBe("");
    }),
    { numRuns: rounds, seed },
  );
  // The others have errors.
  expect(compared).toBeGreaterThanOrEqual(rounds * 0.9);
});
