// Tells converter files and source files from other JSON: by schema marker, by name, by content.
import type { DocumentKind } from "./document.ts";

export interface NamePatterns {
  /** Globs on the file's path, such as `*.converter.json`. */
  readonly converter: readonly string[];
  readonly source: readonly string[];
}

export const DEFAULT_PATTERNS: NamePatterns = {
  converter: ["*.converter.json", "converter.json"],
  source: ["*.source.json", "source.json"],
};

/** How much of a text is looked at. */
const LOOKED_AT = 20_000;

/** The kind of a file; undefined for one that is none of ours. */
export function kindOfFile(
  path: string,
  text: string,
  patterns: NamePatterns = DEFAULT_PATTERNS,
): DocumentKind | undefined {
  const start = text.slice(0, LOOKED_AT);
  const marker = /"\$schema"\s*:\s*"[^"]*?(converter|source)(?:\.schema)?\.json"/.exec(start)?.[1];
  if (marker === "converter" || marker === "source") return marker;
  if (patterns.converter.some((glob) => matchesGlob(glob, path))) return "converter";
  if (patterns.source.some((glob) => matchesGlob(glob, path))) return "source";
  if (/"convertToAmplitudeFunc"\s*:|"converterConfig"\s*:/.test(start)) return "converter";
  return /"bucket"\s*:/.test(start) && /"converter"\s*:/.test(start) && /"(?:sink|ledger)"\s*:/.test(start)
    ? "source"
    : undefined;
}

/** A glob without a slash is matched with the file's name alone; `*` stops at slashes, `**` does not. */
export function matchesGlob(glob: string, path: string): boolean {
  const name = glob.includes("/") ? path : path.slice(path.lastIndexOf("/") + 1);
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*\/|\*\*|\*|\?/g, (piece) =>
      piece === "**/" ? "(?:.*/)?" : piece === "**" ? ".*" : piece === "*" ? "[^/]*" : "[^/]",
    );
  return new RegExp(`^${glob.includes("/") ? "(?:.*/)?" : ""}${pattern}$`).test(name);
}
