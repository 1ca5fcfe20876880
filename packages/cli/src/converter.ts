// From a converter's path to its program, or to its errors on standard error.
import { readFile, stat } from "node:fs/promises";
import { createCompiler, createLineIndex, type Diagnostic, type Program, renderDiagnostic } from "@heddle/compiler";
import { Misuse } from "./failure.ts";
import { plural } from "./report/format.ts";
import type { Terminal, TextOutput } from "./terminal.ts";

/** Reads a file the user named. @throws Misuse when it cannot be read. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new Misuse(unreadable(path, error));
  }
}

/** @throws Misuse when there is no such file. */
export async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw new Misuse(unreadable(path, error));
  });
  if (found.isDirectory()) throw new Misuse(`${path} is a folder, not a file`);
}

/** Why a path cannot be read, in a few words. */
export function unreadable(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return `there is no file ${path}`;
  if (code === "EISDIR") return `${path} is a folder, not a file`;
  if (code === "EACCES") return `${path} may not be read`;
  return `${path} cannot be read: ${message}`;
}

/** Writes diagnostics as text, one after the other. */
export async function writeDiagnostics(
  diagnostics: readonly Diagnostic[],
  text: string,
  file: string,
  output: TextOutput,
): Promise<void> {
  const lines = createLineIndex(text);
  for (const diagnostic of diagnostics)
    await output.write(`${renderDiagnostic(diagnostic, { file, lines, color: output.color })}\n\n`);
}

/** The converter ready to map, or undefined after its errors were written to standard error. Warnings are only counted. */
export async function loadConverterFile(
  path: string,
  terminal: Terminal,
): Promise<{ readonly program: Program; readonly text: string } | undefined> {
  const text = await readText(path);
  const { diagnostics, program } = createCompiler().loadProgram(text);
  if (program === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    await writeDiagnostics(errors, text, path, terminal.err);
    await terminal.err.write(`${path}: ${plural(errors.length, "error")}; nothing is mapped\n`);
    return undefined;
  }
  const warnings = diagnostics.filter(({ severity }) => severity === "warning").length;
  if (warnings > 0)
    await terminal.err.write(`${path}: ${plural(warnings, "warning")}; heddle check ${path} shows them\n`);
  return { program, text };
}
