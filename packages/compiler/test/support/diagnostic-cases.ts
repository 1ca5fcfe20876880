// The cases of fixtures/diagnostics: converters and source files, what a user sees of them, and what is left when a fix is applied.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Analysis,
  analyseWithRows,
  type Compiler,
  createLineIndex,
  type Diagnostic,
  type Fix,
  parseJson,
  renderDiagnostic,
} from "../../src/index.ts";
import { CATALOG, type DiagnosticCode, DIAGNOSTIC_CODES } from "../../src/language.ts";
import { SOURCE } from "../../../lsp/src/service/source/definition.gen.ts";

export const casesFolder = join(import.meta.dirname, "../../../../fixtures/diagnostics");

export interface Case {
  readonly code: DiagnosticCode;
  /** The name of the input file. */
  readonly name: string;
  readonly text: string;
  /** Rows, one JSON value a line. */
  readonly sample: string | undefined;
}

/** The file that belongs to a case: `input-2.json` has `expected-2.txt`. */
export function companion({ code, name }: Case, file: string): string {
  const number = /^input(-\d+)?\.json$/.exec(name)?.[1] ?? "";
  return join(casesFolder, code, file.replace(".", `${number}.`));
}

export function readCases(): readonly Case[] {
  return DIAGNOSTIC_CODES.flatMap((code) => {
    const folder = join(casesFolder, code);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => /^input(?:-\d+)?\.json$/.test(name))
      .toSorted()
      .map((name): Case => {
        const sampleFile = companion({ code, name, text: "", sample: undefined }, "sample.ndjson");
        return {
          code,
          name,
          text: readFileSync(join(folder, name), "utf8"),
          sample: existsSync(sampleFile) ? readFileSync(sampleFile, "utf8") : undefined,
        };
      });
  });
}

/** Analyses as `heddle check` does, with the sample if there is one; source files against the definition that the editor has. */
export function analyseCase(compiler: Compiler, { code, text, sample }: Omit<Case, "name">): CaseAnalysis {
  if (CATALOG[code].file === "source") return compiler.analyseSettings(text, SOURCE);
  const rows = sample?.trimEnd().split("\n").map(parseJson);
  return rows === undefined ? compiler.analyse(text) : analyseWithRows(compiler, text, rows, { now: 0 });
}

export interface CaseAnalysis extends Pick<Analysis, "text" | "diagnostics" | "hasErrors"> {
  /** What may be shown of the text, where that is not all of it. */
  readonly shownText?: string;
}

/** What a user sees. */
export function rendered({ text, shownText = text, diagnostics }: CaseAnalysis, file: string): string {
  const lines = createLineIndex(shownText);
  return diagnostics.map((diagnostic) => `${renderDiagnostic(diagnostic, { file, lines, color: false })}\n`).join("");
}

/** What an editor gets: ranges from 0, in UTF-16 units. */
export function asJson({ text, diagnostics }: CaseAnalysis): string {
  const lines = createLineIndex(text);
  const list = diagnostics.map(({ severity, code, message, span, fixes, related, tags }) => ({
    severity,
    code,
    message,
    range: lines.range(span),
    ...(tags && { tags }),
    ...(related && { related: related.map((place) => ({ message: place.message, range: lines.range(place.span) })) }),
    ...(fixes && {
      fixes: fixes.map((fix) => ({
        title: fix.title,
        edits: fix.edits.map((edit) => ({ range: lines.range(edit.span), newText: edit.text })),
      })),
    }),
  }));
  return `${JSON.stringify(list, null, 2)}\n`;
}

/** The text with all edits of a fix. */
export function applyFix(text: string, fix: Fix): string {
  const edits = fix.edits
    .map((edit, index) => ({ ...edit, index }))
    .toSorted((a, b) => b.span.start - a.span.start || b.span.end - a.span.end || b.index - a.index);
  return edits.reduce(
    (before, { span, text: inserted }) => before.slice(0, span.start) + inserted + before.slice(span.end),
    text,
  );
}

/** The first finding of the case's own code that has a fix. */
export function firstFixable({ diagnostics }: CaseAnalysis, code: DiagnosticCode): Diagnostic | undefined {
  return diagnostics.find((diagnostic) => diagnostic.code === code && diagnostic.fixes !== undefined);
}
