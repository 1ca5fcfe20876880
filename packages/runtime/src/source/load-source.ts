// From the text of a SOURCE.json to the settings of one ingest job, or a failure that names the line to mend.
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { defaultStrategy } from "@heddle/compiler/language";
import { StageFailure } from "../contracts/stage-failure.ts";
import type { SourceConfig, SourceFile } from "./config.ts";
import { validateSource } from "./validate.ts";

/**
 * Reads a source file. Its relative paths are resolved against the folder that it lies in.
 * @throws StageFailure of scope "job": `source/unreadable`, `source/not-json`, `source/invalid`, with every finding and its place.
 */
export async function loadSource(path: string): Promise<SourceConfig> {
  const file = resolve(path);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new StageFailure({
      code: "source/unreadable",
      place: { file },
      message: `the source file ${path} cannot be read: ${(error as Error).message}`,
      hint: "check the path and its permissions",
      cause: error,
    });
  });
  return configOf(validateSource(text, file), dirname(file));
}

function configOf(source: SourceFile, folder: string): SourceConfig {
  const limits = source.limits ?? {};
  return {
    ...source,
    prefix: source.prefix ?? "",
    strategy: source.strategy ?? defaultStrategy(source.dataType),
    converter: resolve(folder, source.converter),
    ledger: resolve(folder, source.ledger),
    sink:
      "directory" in source.sink ? { ...source.sink, directory: resolve(folder, source.sink.directory) } : source.sink,
    ...(source.log?.file === undefined ? {} : { log: { ...source.log, file: resolve(folder, source.log.file) } }),
    limits,
    setAside: source.setAside ?? { action: "skip-row" },
  };
}
