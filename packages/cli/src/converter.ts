// From a converter's path to its program, or to its errors on standard error.
import {
  createCompiler,
  createLineIndex,
  type DecodedText,
  type Diagnostic,
  type LineIndex,
  type Program,
  renderDiagnostic,
} from "@heddle/compiler";
import { printable } from "@heddle/compiler/printable";
import { readText } from "./named-file.ts";
import { plural } from "./report/format.ts";
import { displayWidth, wrapTokens } from "./report/width.ts";
import { reportWidth, type Terminal, type TextOutput } from "./terminal.ts";

/** A diagnostic as text for a terminal: what it says is wrapped between words, and the line of the file is cut. */
export function findingText(
  diagnostic: Diagnostic,
  of: { readonly file: string; readonly lines: LineIndex },
  output: Pick<TextOutput, "isTty" | "color" | "columns">,
): string {
  const columns = reportWidth(output);
  const text = renderDiagnostic(diagnostic, { ...of, color: output.color, columns, widthOf: displayWidth });
  return text
    .split("\n")
    .map((line) => wrapTokens(line, columns, " ".repeat(/^ *= (?:note|fix|help): /.exec(line)?.[0].length ?? 4)))
    .join("\n");
}

/** Writes diagnostics as text, in their order. */
export async function writeDiagnostics(
  diagnostics: readonly Diagnostic[],
  text: string,
  file: string,
  output: TextOutput,
): Promise<void> {
  const lines = createLineIndex(text);
  for (const diagnostic of diagnostics) await output.write(`${findingText(diagnostic, { file, lines }, output)}\n\n`);
}

/** Loads a converter for mapping; `read` reads its text. Writes its errors to standard error and returns undefined if it has any; warnings are only counted. */
export async function loadConverterFile(
  path: string,
  terminal: Terminal,
  read: (path: string) => Promise<DecodedText> = readText,
): Promise<{ readonly program: Program; readonly text: string } | undefined> {
  const { text, diagnostics: undecoded } = await read(path);
  const { diagnostics, program } = createCompiler().loadProgram(text);
  if (program === undefined || undecoded.length > 0) {
    const errors = [...undecoded, ...diagnostics.filter(({ severity }) => severity === "error")];
    await writeDiagnostics(errors, text, path, terminal.err);
    await terminal.err.write(`${printable(path)}: ${plural(errors.length, "error")}; nothing was mapped\n`);
    return undefined;
  }
  const warnings = diagnostics.filter(({ severity }) => severity === "warning").length;
  if (warnings > 0) {
    const said = `${printable(path)}: ${plural(warnings, "warning")}; run heddle check ${printable(path)} to see them`;
    await terminal.err.write(`${wrapTokens(said, reportWidth(terminal.err), "  ")}\n`);
  }
  return { program, text };
}
