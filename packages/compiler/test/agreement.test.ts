// Random converters and rows: the interpreter, the compiled program and the compiled module must agree on all of them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createCompiler, disagreement, enginesFor } from "./support/agreement.ts";
import { converterText, row } from "./support/arbitrary.ts";

test("2,000 random programs mean the same in every engine", async () => {
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
    { numRuns: 2_200, seed: 20_261_122 },
  );
  expect(compared).toBeGreaterThanOrEqual(2_000);
}, 300_000);
