// Every case of fixtures/lsp.
import { describe } from "vitest";
import { check, readCases } from "./check.ts";

for (const [file, cases] of readCases()) {
  describe(file, () => {
    for (const one of cases) check(one);
  });
}
