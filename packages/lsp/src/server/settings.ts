// In: what an editor sends as settings, which may be anything. Out: settings, with defaults for what is not there or wrong.
import { DEFAULT_PATTERNS, type NamePatterns } from "../service/kind.ts";

export interface Settings {
  readonly patterns: NamePatterns;
  /** A sample file for every converter, in place of the one beside it: a path, from the converter's folder. */
  readonly sample?: string;
  /** The address under which the reference is served, in place of the site on the web; it ends in a slash. */
  readonly reference?: string;
  /** The row of the sample whose values inlay hints show, from 0. */
  readonly hintRow: number;
}

export const DEFAULT_SETTINGS: Settings = { patterns: DEFAULT_PATTERNS, hintRow: 0 };

/** Reads `{ converterFiles, sourceFiles, sample, hintRow, referenceUrl }`. */
export function readSettings(value: unknown): Settings {
  if (typeof value !== "object" || value === null) return DEFAULT_SETTINGS;
  const given = value as Readonly<Record<string, unknown>>;
  const texts = (name: string): readonly string[] | undefined => {
    const list = given[name];
    return Array.isArray(list) && list.every((item): item is string => typeof item === "string") ? list : undefined;
  };
  const { sample, hintRow, referenceUrl } = given;
  return {
    patterns: {
      converter: texts("converterFiles") ?? DEFAULT_PATTERNS.converter,
      source: texts("sourceFiles") ?? DEFAULT_PATTERNS.source,
    },
    hintRow: typeof hintRow === "number" && Number.isInteger(hintRow) && hintRow >= 0 ? hintRow : 0,
    ...(typeof referenceUrl === "string" &&
      /^(?:https?|file):\/\//.test(referenceUrl) && { reference: referenceUrl.replace(/\/?$/, "/") }),
    ...(typeof sample === "string" && sample !== "" && { sample }),
  };
}
