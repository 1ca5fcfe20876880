// From what a source file says to all settings of its job.
import { defaultStrategy } from "@heddle/compiler/language";
import { completeValue } from "@heddle/compiler/settings";
import type { SourceConfig, SourceFile } from "./config.ts";
import { SOURCE } from "./definition.ts";

/** The settings with every default in place; paths stay as they are. */
export function completeSource(source: SourceFile): SourceConfig {
  return { ...completeValue(SOURCE, source), strategy: source.strategy ?? defaultStrategy(source.dataType) };
}
