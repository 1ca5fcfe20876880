// Every diagnostic as the user sees it, and every fix applied. `UPDATE=1 pnpm vitest run diagnostics` writes what is expected anew.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCompiler, decodeText } from "../src/index.ts";
import { CATALOG, DIAGNOSTIC_CODES, explainDiagnostic } from "../src/language.ts";
import { SOURCE } from "../../lsp/src/service/source/definition.gen.ts";
import {
  analyseCase,
  applyFix,
  asJson,
  casesFolder,
  companion,
  firstFixable,
  readCases,
  rendered,
} from "./support/diagnostic-cases.ts";

const compiler = createCompiler();

if (process.env["UPDATE"] === "1") update();

/** Writes the example of the catalog as each code's first case, and what is expected of every case. */
function update(): void {
  for (const code of DIAGNOSTIC_CODES) {
    const { example, sample } = CATALOG[code];
    if (example === undefined) continue;
    mkdirSync(join(casesFolder, code), { recursive: true });
    writeFileSync(join(casesFolder, code, "input.json"), example);
    if (sample !== undefined) writeFileSync(join(casesFolder, code, "sample.ndjson"), sample);
  }
  for (const one of readCases()) {
    const analysis = analyseCase(compiler, one);
    writeFileSync(companion(one, "expected.txt"), rendered(analysis, one.name));
    writeFileSync(companion(one, "expected.json"), asJson(analysis));
    const fix = firstFixable(analysis, one.code)?.fixes?.[0];
    if (fix === undefined) rmSync(companion(one, "fixed.json"), { force: true });
    else writeFileSync(companion(one, "fixed.json"), applyFix(one.text, fix));
  }
}

const cases = readCases();

describe("catalog", () => {
  it.each(DIAGNOSTIC_CODES)("%s has an example with the finding, and a corrected one without it", (code) => {
    const { title, explanation, example, corrected, sample } = CATALOG[code];
    expect(title).toMatch(/^[A-Za-z].*[^.]$/);
    expect(explanation).toMatch(/^.{60,360}\.$/s);
    if (example === undefined || corrected === undefined)
      return expect(["program-too-large", "syntax-encoding"]).toContain(code);
    expect(readFileSync(join(casesFolder, code, "input.json"), "utf8")).toBe(example);
    const codesOf = (text: string): string[] =>
      analyseCase(compiler, { code, text, sample }).diagnostics.map((diagnostic) => diagnostic.code);
    expect(codesOf(example)).toContain(code);
    expect(codesOf(corrected)).not.toContain(code);
    expect(analyseCase(compiler, { code, text: corrected, sample }).hasErrors).toBe(false);
  });

  it("finds a converter that is too large for a module", () => {
    const alternatives = Array.from({ length: 40_000 }, (_, index) => `"k${index}"`).join(",");
    const text = `{"converterConfig": {"fileType": "json", "compressionType": "none", "convertToAmplitudeFunc": {"event_type": "t", "user_id": ["any", ${alternatives}]}}}`;
    expect(compiler.compileModule(text).diagnostics.map((diagnostic) => diagnostic.code)).toEqual([
      "program-too-large",
    ]);
  });

  it("finds the first byte that is not UTF-8, and nothing where all are", () => {
    const place = (bytes: readonly number[]) => {
      const { diagnostics } = decodeText(Uint8Array.from(bytes));
      return diagnostics.map(({ code, message, span }) => [code, /0x../.exec(message)?.[0], span.start]);
    };
    const e = [0xc3, 0xa9];
    expect(place([...e, 0x61])).toEqual([]);
    expect(place([0xef, 0xbb, 0xbf, ...e])).toEqual([]);
    expect(place([])).toEqual([]);
    expect(place([...e, 0xe9, 0x61])).toEqual([["syntax-encoding", "0xE9", 1]]);
    expect(place([0x61, 0xed, 0xa0, 0x80])).toEqual([["syntax-encoding", "0xED", 1]]);
    expect(place([0xff, 0xfe, 0x7b, 0])).toEqual([["syntax-encoding", "0xFF", 0]]);
    expect(place([...e, ...e, 0xf0, 0x9f])).toEqual([["syntax-encoding", "0xF0", 2]]);
  });

  it("explains every code and no other", () => {
    for (const code of DIAGNOSTIC_CODES)
      expect(explainDiagnostic(code, SOURCE), code).toContain(`[${code}]: ${CATALOG[code].title}\n`);
    for (const code of DIAGNOSTIC_CODES.filter((one) => CATALOG[one].example !== undefined))
      expect(explainDiagnostic(code, SOURCE), code).toMatch(
        /\nExample:\n[^]*\nFinding:\n[^]*(?:converter|source)\.json:\d+[^]*\nCorrected:\n/,
      );
    for (const code of ["", "constructor", "__proto__", "no-such-code"])
      expect(explainDiagnostic(code)).toBeUndefined();
  });
});

describe.each(cases)("$code $name", (one) => {
  const analysis = analyseCase(compiler, one);

  it("is shown as expected", () => {
    expect(analysis.diagnostics.map((diagnostic) => diagnostic.code)).toContain(one.code);
    expect(rendered(analysis, one.name)).toBe(readFileSync(companion(one, "expected.txt"), "utf8"));
    expect(asJson(analysis)).toBe(readFileSync(companion(one, "expected.json"), "utf8"));
    const fix = firstFixable(analysis, one.code)?.fixes?.[0];
    const expected = companion(one, "fixed.json");
    expect(fix === undefined ? undefined : applyFix(one.text, fix)).toBe(
      existsSync(expected) ? readFileSync(expected, "utf8") : undefined,
    );
  });

  it("has spans inside the text, in order, and each finding once", () => {
    const places = analysis.diagnostics.map(({ span }) => span);
    for (const { start, end } of places) expect(start >= 0 && start <= end && end <= one.text.length).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a.start - b.start || a.end - b.end));
    // Of what is missing, several are reported at one place.
    const identities = analysis.diagnostics
      .filter(({ code }) => !/^envelope-|-missing-key$/.test(code))
      .map(({ code, span }) => `${code} ${span.start}-${span.end}`);
    expect(identities).toEqual([...new Set(identities)]);
  });

  it("is resolved by each of its fixes", () => {
    const syntax = (text: string): number =>
      analyseCase(compiler, { ...one, text }).diagnostics.filter(({ code }) => code.startsWith("syntax-")).length;
    for (const { code, message, fixes = [] } of analysis.diagnostics) {
      const same = (text: string): number =>
        analyseCase(compiler, { ...one, text }).diagnostics.filter(
          (other) => other.code === code && other.message === message,
        ).length;
      for (const fix of fixes) {
        const fixed = applyFix(one.text, fix);
        expect(same(fixed), `${code}: ${fix.title}\n${fixed}`).toBeLessThan(same(one.text));
        expect(syntax(fixed), `${code}: ${fix.title}\n${fixed}`).toBeLessThanOrEqual(syntax(one.text));
        expect(
          analyseCase(compiler, { ...one, text: fixed }).diagnostics.filter(({ severity }) => severity === "error")
            .length,
          `${code}: ${fix.title}\n${fixed}`,
        ).toBeLessThanOrEqual(analysis.diagnostics.filter(({ severity }) => severity === "error").length);
      }
    }
  });
});
