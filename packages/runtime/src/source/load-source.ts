// From the text of a source file to the settings of one ingest job, or a failure that names each line to correct.
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { createLineIndex } from "@heddle/compiler";
import { printable } from "@heddle/compiler/language";
import { analyseSettings, resolvePaths, type SettingsAnalysis } from "@heddle/compiler/settings";
import { StageFailure } from "../contracts/stage-failure.ts";
import { completeSource } from "./complete-source.ts";
import type { SourceConfig } from "./config.ts";
import { SOURCE } from "./definition.ts";

/**
 * Reads a source file. Its relative paths are resolved against its folder.
 * @throws StageFailure of scope "job": `source/unreadable`, `source/not-json`, `source/invalid`, with every error and its place.
 */
export async function loadSource(path: string): Promise<SourceConfig> {
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
  if (analysis.value === undefined) throw sourceFailure(analysis, file);
  return resolvePaths(SOURCE, completeSource(analysis.value), (relative) => resolve(dirname(file), relative));
}

/** One line for each error, as `heddle check` begins it. */
function sourceFailure({ text, diagnostics, hasSyntaxErrors }: SettingsAnalysis, file: string): StageFailure {
  const lines = createLineIndex(text);
  const errors = diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ code, message, span }) => {
      const { line, character } = lines.position(span.start);
      return `${file}:${line + 1}:${character + 1}: error[${code}]: ${printable(message)}`;
    });
  return new StageFailure({
    code: hasSyntaxErrors ? "source/not-json" : "source/invalid",
    place: { file },
    message: errors.join("\n"),
    hint: `\`heddle check\` shows each line and how to correct it`,
  });
}
