// heddle check: reports the diagnostics of converters and source files, and applies their certain fixes on request.
import { writeFile } from "node:fs/promises";
import {
  analyseWithRows,
  type Compiler,
  createCompiler,
  type Diagnostic,
  sortDiagnostics,
  type Value,
} from "@heddle/compiler";
import type { Purpose } from "@heddle/compiler/language";
import { printable } from "@heddle/compiler/printable";
import { applyEdits, fixAll, openDocument, SOURCE } from "@heddle/lsp";
import type { InputOf } from "../../command/define-command.ts";
import { writeDiagnostics } from "../../converter.ts";
import { Misuse } from "../../failure.ts";
import type { FileFindings } from "../../report/finding-formats.ts";
import { renderFindings } from "../../report/findings.ts";
import { plural } from "../../report/format.ts";
import { STANDARD_INPUT } from "../../standard-input.ts";
import type { Terminal } from "../../terminal.ts";
import { filePaths, isOurs } from "../../text-files.ts";
import type { command } from "./command.ts";
import { readTargets, type Target } from "./targets.ts";

type CheckInput = InputOf<typeof command>;

/** The rows of a sample are evaluated for so many milliseconds at most. */
const EVALUATION_LIMIT_MS = 10_000;

/** Exit code 1: errors, or warnings that are denied. @throws Misuse when a file cannot be read, after checking the others. */
export async function run(input: CheckInput, terminal: Terminal): Promise<number> {
  const { files, format, dataType, fix, denyWarnings } = input;
  const compiler = createCompiler();
  if (fix && files.includes(STANDARD_INPUT)) throw new Misuse("--fix writes files; - is standard input");
  const paths = await filePaths(files, isOurs);
  const { targets, missing, unread, misuse } = await readTargets(paths, { compiler, dataType, terminal });
  const findings: FileFindings[] = [];
  let fixed = 0;
  for (const target of targets) {
    const corrected = fix ? await fixFile(compiler, target) : target;
    if (corrected !== target) fixed += 1;
    const found = await findingsOf(compiler, corrected, input, terminal);
    if (format === "text") await writeDiagnostics(found.diagnostics, found.shownText, found.file, terminal.out);
    findings.push(found);
  }
  if (format !== "text") await terminal.out.write(await renderFindings(format, findings));
  else if (findings.length > 0) await terminal.err.write(`${summary(findings, fixed)}\n`);
  for (const line of [...missing, ...unread]) await terminal.err.write(`${printable(line)}\n`);
  if (misuse !== undefined) throw misuse;
  const has = (severity: Diagnostic["severity"]): boolean =>
    findings.some(({ diagnostics }) => diagnostics.some((diagnostic) => diagnostic.severity === severity));
  return has("error") || (denyWarnings && (has("warning") || missing.length > 0)) ? 1 : 0;
}

function summary(findings: readonly FileFindings[], fixed: number): string {
  const found = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings.flatMap(({ diagnostics }) => diagnostics)) found[severity] += 1;
  const parts = [
    plural(found.error, "error"),
    plural(found.warning, "warning"),
    ...(found.info === 0 ? [] : [plural(found.info, "note")]),
    ...(fixed === 0 ? [] : [`${fixed} corrected`]),
  ];
  return `${plural(findings.length, "file")} checked: ${parts.join(", ")}`;
}

/** Writes the file with every certain fix applied; the same target where there is nothing to fix. */
async function fixFile(compiler: Compiler, target: Target): Promise<Target> {
  const { path, kind, text, diagnostics: undecoded, purposes } = target;
  // What is not UTF-8 would be lost.
  if (undecoded.length > 0) return target;
  const document = openDocument(withPurpose(compiler, purposes[0]), { text, kind });
  const edits = fixAll(document)?.edits ?? [];
  if (edits.length === 0) return target;
  const corrected = applyEdits(text, edits);
  await writeFile(path, corrected).catch((error: Error) => {
    throw new Misuse(`${path} cannot be written: ${error.message}`);
  });
  return { ...target, text: corrected };
}

async function findingsOf(
  compiler: Compiler,
  { path: file, text, kind, diagnostics: undecoded, purposes }: Target,
  { rows, target }: Pick<CheckInput, "rows" | "target">,
  terminal: Terminal,
): Promise<FileFindings> {
  if (kind === "source") {
    const { diagnostics, shownText } = compiler.analyseSettings(text, SOURCE);
    return { file, text, shownText, diagnostics: [...undecoded, ...diagnostics] };
  }
  const sample = rows === undefined ? undefined : await sampleFor(compiler, text, rows, terminal);
  const found: Diagnostic[] = [];
  for (const purpose of purposes) {
    for (const diagnostic of await analyse(withPurpose(compiler, purpose), text, sample)) {
      const isKnown = found.some(
        ({ code, span, message }) =>
          code === diagnostic.code && message === diagnostic.message && span.start === diagnostic.span.start,
      );
      if (!isKnown) found.push(diagnostic);
    }
  }
  const sorted = sortDiagnostics(target === "amplitude" ? found.map(refuseExtension) : found);
  return { file, text, shownText: text, diagnostics: [...undecoded, ...sorted] };
}

/** What works with this runtime alone is an error where Amplitude's own import is to run the converter. */
function refuseExtension(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.code === "envelope-extension" ? { ...diagnostic, severity: "error" } : diagnostic;
}

type Analyser = Pick<Compiler, "analyse" | "analyseSettings">;

function withPurpose(compiler: Compiler, purpose: Purpose | undefined): Analyser {
  if (purpose === undefined) return compiler;
  return { ...compiler, analyse: (text, options) => compiler.analyse(text, { ...options, purpose }) };
}

/** The rows of the sample; undefined where the converter does not say how they are to be read. */
async function sampleFor(
  compiler: Compiler,
  text: string,
  name: string,
  terminal: Terminal,
): Promise<readonly Value[] | undefined> {
  const { converter } = compiler.analyse(text);
  if (converter === undefined) return undefined;
  // The runtime is large; a check without a sample need not load it.
  const { sampleRows } = await import("./sample-rows.ts");
  return sampleRows(name, converter.settings, terminal);
}

async function analyse(
  analyser: Analyser,
  text: string,
  sample: readonly Value[] | undefined,
): Promise<readonly Diagnostic[]> {
  if (sample === undefined) return analyser.analyse(text).diagnostics;
  const { createTimeout } = await import("@heddle/runtime/local");
  return analyseWithRows(analyser, text, sample, {
    now: Date.now(),
    evaluate: (work) => void createTimeout().run(EVALUATION_LIMIT_MS, work),
  }).diagnostics;
}
