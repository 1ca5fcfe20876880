// From a converter file to the program that maps rows and the hash that tells which converter it was.
import {
  createCompiler,
  createLineIndex,
  decodeText,
  type Diagnostic,
  type Program,
  renderDiagnostic,
} from "@heddle/compiler";
import { readFile } from "node:fs/promises";
import { StageFailure } from "../contracts/stage-failure.ts";
import { createHash } from "../process/crypto.ts";

export interface LoadedConverter {
  readonly program: Program;
  /** SHA-256 of the file's bytes, in hex. */
  readonly hash: string;
  readonly text: string;
  /** Warnings; a converter with errors is not loaded. */
  readonly diagnostics: readonly Diagnostic[];
}

/** @throws StageFailure of scope "job": `converter/unreadable`, or `converter/has-errors`, whose message shows each error with its line. */
export async function loadConverter(path: string): Promise<LoadedConverter> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new StageFailure({
      code: "converter/unreadable",
      place: { file: path },
      cause: error,
      message: `cannot read the converter ${path}: ${(error as Error).message}`,
      hint: "check `converter` in the source file; its path is relative to that file",
    });
  });
  const { text, diagnostics } = decodeText(bytes);
  if (diagnostics.length > 0) throw hasErrors(diagnostics, text, path);
  return compileConverter(text, path, createHash("sha256").update(bytes).digest("hex"));
}

function hasErrors(errors: readonly Diagnostic[], text: string, path: string): StageFailure {
  const lines = createLineIndex(text);
  return new StageFailure({
    code: "converter/has-errors",
    place: { file: path },
    message: `the converter has errors:\n${errors.map((error) => renderDiagnostic(error, { file: path, lines, color: false })).join("\n")}`,
    hint: `correct them; \`heddle check ${path}\` shows them too`,
  });
}

/** As {@link loadConverter}, from a text that is at hand; `path` names it in messages. */
export function compileConverter(
  text: string,
  path: string,
  hash: string = createHash("sha256").update(text).digest("hex"),
): LoadedConverter {
  const { diagnostics, program } = createCompiler().loadProgram(text);
  if (program === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    throw hasErrors(errors, text, path);
  }
  return { program, hash, text, diagnostics };
}
