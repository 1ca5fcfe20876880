// heddle check: converter files to their diagnostics, as text or as JSON with positions as in LSP.
import { createCompiler, createLineIndex, type Diagnostic, type LineIndex } from "@heddle/compiler";
import { readText, writeDiagnostics } from "../converter.ts";
import { plural } from "../report/format.ts";
import type { Terminal } from "../terminal.ts";

export interface CheckCommandOptions {
  readonly format: "text" | "json";
}

/** 0: no errors; 1: errors. @throws Misuse when a file cannot be read; the others are checked all the same. */
export async function checkCommand(files: readonly string[], { format }: CheckCommandOptions, { out, err }: Terminal): Promise<number> {
  const compiler = createCompiler();
  const reports: unknown[] = [];
  const found = { error: 0, warning: 0, info: 0 };
  let checked = 0;
  let misuse: unknown;
  for (const file of files) {
    let text: string;
    try {
      text = await readText(file);
    } catch (error) {
      misuse ??= error;
      continue;
    }
    checked += 1;
    const { diagnostics } = compiler.analyse(text);
    for (const { severity } of diagnostics) found[severity] += 1;
    if (format === "text") await writeDiagnostics(diagnostics, text, file, out);
    else {
      const lines = createLineIndex(text);
      reports.push({ file, diagnostics: diagnostics.map((diagnostic) => asJson(diagnostic, lines)) });
    }
  }
  if (format === "json") await out.write(`${JSON.stringify(reports, undefined, 2)}\n`);
  else if (checked > 0) {
    const parts = [plural(found.error, "error"), plural(found.warning, "warning"), ...(found.info === 0 ? [] : [plural(found.info, "note")])];
    await err.write(`${plural(checked, "file")} checked: ${parts.join(", ")}\n`);
  }
  if (misuse !== undefined) throw misuse;
  return found.error > 0 ? 1 : 0;
}

function asJson({ severity, code, message, span }: Diagnostic, lines: LineIndex): unknown {
  return { severity, code, message, range: lines.range(span) };
}
