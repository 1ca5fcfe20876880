// From the text of a source file to the settings of one ingest job, or a failure that names each line to correct.
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { createLineIndex, type Diagnostic } from "@heddle/compiler";
import { printable } from "@heddle/compiler/language";
import { analyseSettings, resolvePaths, resolveVariables, type UnsetVariable } from "@heddle/compiler/settings";
import { StageFailure } from "../contracts/stage-failure.ts";
import { completeSource } from "./complete-source.ts";
import { HIDDEN, type SourceConfig } from "./config.ts";
import { SOURCE } from "./definition.ts";

/**
 * Reads a source file, and puts variables of the environment in place. Its relative paths are resolved against its folder.
 * @throws StageFailure of scope "job": `source/unreadable`, `source/not-json`, `source/invalid`, `source/unset-variable`, with every error
 * and its place.
 */
export async function loadSource(path: string, environment: NodeJS.ProcessEnv = process.env): Promise<SourceConfig> {
  const file = resolve(path);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new StageFailure({
      code: "source/unreadable",
      place: { file },
      message: `cannot read the source file ${path}: ${(error as Error).message}`,
      hint: "check the path and its permissions",
      cause: error,
    });
  });
  const analysis = analyseSettings(text, SOURCE);
  if (analysis.value === undefined)
    throw sourceFailure(analysis.hasSyntaxErrors ? "source/not-json" : "source/invalid", file, linesOf(analysis, file));
  const resolved = resolveVariables(analysis, SOURCE, environment);
  if (resolved.unset.length > 0)
    throw sourceFailure("source/unset-variable", file, unsetLines(resolved.unset, text, file));
  if (resolved.value === undefined)
    throw sourceFailure("source/invalid", file, linesOf({ text, diagnostics: resolved.diagnostics }, file));
  const config = resolvePaths(SOURCE, completeSource(resolved.value), (relative) => resolve(dirname(file), relative));
  return resolved.hidden.length === 0 ? config : { ...config, [HIDDEN]: resolved.hidden };
}

const HINTS = {
  "source/not-json": "`heddle check` shows each line and how to correct it",
  "source/invalid": "`heddle check` shows each line and how to correct it",
  "source/unset-variable": "set it in the environment of heddle; `$${` is a `${` that names no variable",
} as const;

/** One line for each error, as `heddle check` begins it. */
function sourceFailure(code: keyof typeof HINTS, file: string, lines: readonly string[]): StageFailure {
  return new StageFailure({ code, place: { file }, message: lines.join("\n"), hint: HINTS[code] });
}

function linesOf(
  { text, diagnostics }: { readonly text: string; readonly diagnostics: readonly Diagnostic[] },
  file: string,
): readonly string[] {
  const lines = createLineIndex(text);
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ code, message, span }) => {
      const { line, character } = lines.position(span.start);
      return `${file}:${line + 1}:${character + 1}: error[${code}]: ${printable(message)}`;
    });
}

function unsetLines(unset: readonly UnsetVariable[], text: string, file: string): readonly string[] {
  const lines = createLineIndex(text);
  return unset.map(({ name, span }) => {
    const { line, character } = lines.position(span.start);
    return `${file}:${line + 1}:${character + 1}: error[source/unset-variable]: The environment has no variable \`${name}\``;
  });
}
