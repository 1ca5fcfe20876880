// Checks a converter. In: its file's name and text; out: the findings as text for a terminal, or nothing.
import { createCompiler, createLineIndex, renderDiagnostic } from "@heddle/compiler";

const compiler = createCompiler();

export function check(file: string, text: string): string {
  const lines = createLineIndex(text);
  const { diagnostics } = compiler.analyse(text);
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, { file, lines, color: false })).join("\n");
}
