// In: the lines of a module and where each came from. Out: a source map (version 3) from the module to the converter.
import { addMapping, GenMapping, setSourceContent, toEncodedMap } from "@jridgewell/gen-mapping";
import { createLineIndex } from "../../source/line-index.ts";
import type { ModuleLine } from "./emit-module.ts";

export interface SourceMapNames {
  /** The converter's file, as the map names it. */
  readonly source: string;
  /** The module's file. */
  readonly file: string;
}

/** The map as JSON text; it holds the converter's text. */
export function sourceMapOf(lines: readonly ModuleLine[], converter: string, names: SourceMapNames): string {
  const index = createLineIndex(converter);
  const map = new GenMapping({ file: names.file });
  setSourceContent(map, names.source, converter);
  for (const [line, { text, start }] of lines.entries()) {
    if (start === undefined) continue;
    const original = index.position(start);
    addMapping(map, {
      generated: { line: line + 1, column: text.length - text.trimStart().length },
      source: names.source,
      original: { line: original.line + 1, column: original.character },
    });
  }
  return JSON.stringify(toEncodedMap(map));
}
