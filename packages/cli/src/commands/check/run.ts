// heddle check: prints the diagnostics of converters and source files, as text or as JSON with LSP positions.
import {
  type Analysis,
  analyseWithRows,
  type Compiler,
  createCompiler,
  createLineIndex,
  type DecodedText,
  type Diagnostic,
  type Dict,
  type LineIndex,
  type Value,
} from "@heddle/compiler";
import { printable } from "@heddle/compiler/language";
import { kindOfFile, SOURCE } from "@heddle/lsp";
import type { RowShape } from "@heddle/runtime/local";
import type { InputOf } from "../../command/define-command.ts";
import { readText, requireFile, writeDiagnostics } from "../../converter.ts";
import { plural } from "../../report/format.ts";
import { STANDARD_INPUT } from "../../standard-input.ts";
import type { Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

/** How many rows of a sample are read (D). */
const SAMPLED_ROWS = 10_000;

/** Rows of which a pattern takes longer are left out of the findings about times. */
const EVALUATION_LIMIT_MS = 10_000;

/** Exit code 1: errors. @throws Misuse when a file cannot be read, after checking the others. */
export async function run({ files, format, rows }: InputOf<typeof command>, terminal: Terminal): Promise<number> {
  const { out, err } = terminal;
  if (rows !== undefined && rows !== STANDARD_INPUT) await requireFile(rows);
  const compiler = createCompiler();
  const reports: unknown[] = [];
  const found = { error: 0, warning: 0, info: 0 };
  let checked = 0;
  let misuse: unknown;
  for (const file of files) {
    let decoded: DecodedText;
    try {
      decoded = await readText(file);
    } catch (error) {
      misuse ??= error;
      continue;
    }
    checked += 1;
    const { text } = decoded;
    const analysis = await analyseFile(compiler, file, text, { rows, terminal });
    const diagnostics = [...decoded.diagnostics, ...analysis.diagnostics];
    const { shownText = text } = analysis;
    for (const { severity } of diagnostics) found[severity] += 1;
    if (format === "text") await writeDiagnostics(diagnostics, shownText, file, out);
    else {
      const lines = createLineIndex(text);
      reports.push({ file, diagnostics: diagnostics.map((diagnostic) => asJson(diagnostic, lines)) });
    }
  }
  if (format === "json") await out.write(`${JSON.stringify(reports, undefined, 2)}\n`);
  else if (checked > 0) {
    const parts = [
      plural(found.error, "error"),
      plural(found.warning, "warning"),
      ...(found.info === 0 ? [] : [plural(found.info, "note")]),
    ];
    await err.write(`${plural(checked, "file")} checked: ${parts.join(", ")}\n`);
  }
  if (misuse !== undefined) throw misuse;
  return found.error > 0 ? 1 : 0;
}

interface FileAnalysis {
  readonly diagnostics: readonly Diagnostic[];
  /** What may be shown of the text, where that is not all of it. */
  readonly shownText?: string;
}

/** A file is a source file where an editor takes it for one, else a converter. */
async function analyseFile(
  compiler: Compiler,
  file: string,
  text: string,
  { rows, terminal }: { readonly rows: string | undefined; readonly terminal: Terminal },
): Promise<FileAnalysis> {
  if (kindOfFile(file, text) === "source") return compiler.analyseSettings(text, SOURCE);
  return rows === undefined ? compiler.analyse(text) : analyseWith(compiler, text, rows, terminal);
}

/** Analyses with the types of sample rows, which are read as the converter's settings say. */
async function analyseWith(compiler: Compiler, text: string, path: string, terminal: Terminal): Promise<Analysis> {
  const plain = compiler.analyse(text);
  if (plain.converter === undefined) return plain;
  // The runtime is large; a check without a sample need not load it.
  const [{ rowsOfFile }, { createTimeout, RowError }] = await Promise.all([
    import("../../rows-of-file.ts"),
    import("@heddle/runtime/local"),
  ]);
  const rows: Value[] = [];
  let told = false;
  for await (const batch of rowsOfFile(path, { settings: plain.converter.settings, inputPaths: [[]] }, terminal)) {
    for (let i = 0; i < batch.count && rows.length < SAMPLED_ROWS; i += 1) {
      const row = batch.read(i);
      if (!(row instanceof RowError)) rows.push(row);
      if (told) continue;
      const odd = row instanceof RowError ? `[${row.code}] ${row.message}` : oddity(row, batch.shape?.(i));
      if (odd === undefined) continue;
      told = true;
      await terminal.err.write(`${path}: row ${batch.firstRow + i}: ${printable(odd)}\n`);
    }
    if (rows.length === SAMPLED_ROWS) break;
  }
  if (rows.length === 0 && !told) await terminal.err.write(`${path} has no rows\n`);
  return analyseWithRows(compiler, text, rows, {
    now: Date.now(),
    evaluate: (work) => void createTimeout().run(EVALUATION_LIMIT_MS, work),
  });
}

/** Many rows begin with a list of objects; one that has nothing else is a wrapper around the rows. */
function oddity(row: Value, shape: RowShape | undefined): string | undefined {
  if (shape?.habit === "wrapper-row" && Object.keys(row as Dict).length > 1) return undefined;
  return shape?.message;
}

function asJson({ severity, code, message, span }: Diagnostic, lines: LineIndex): unknown {
  return { severity, code, message, range: lines.range(span) };
}
