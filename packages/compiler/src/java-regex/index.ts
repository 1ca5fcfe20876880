// In: a Java 17 regular expression. Out: an ECMAScript one that matches the same, or problems with their places: never a silent difference.
import { emit } from "./emit.ts";
import { parsePattern } from "./parse.ts";
import { ProblemFound, type RegexProblem } from "./tree.ts";
import { createUnicodeTables } from "./unicode-tables.ts";

export { describeRegexProblem } from "./describe.ts";
export { findCatastrophicBacktracking, type ExponentialFinding } from "./catastrophic-backtracking.ts";
export { parseReplacement, type Replacement, type ReplacementTarget } from "./replacement.ts";
export { searchCost, type SearchCost } from "./search-cost.ts";
export { javaReplaceAll } from "./runtime-replace.ts";
export type { RegexProblem } from "./tree.ts";

export interface RegexUse {
  /** `find`: successive matches anywhere, as `String.replaceAll`. `matches`: the whole text, as `Matcher.matches`. */
  readonly use: "find" | "matches";
}

export interface TranslatedRegex {
  readonly ok: true;
  /** For `new RegExp(source, flags)`; holds no named groups. For `matches` it is anchored at both ends. */
  readonly source: string;
  /** For `find`: `gu`, or `uy` where the pattern starts with \G; for `matches`: `u`. */
  readonly flags: string;
  /** Java's count of capturing groups. */
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  /** By Java's group number (0: the whole match): the ECMAScript capture, or why a replacement cannot use it. */
  readonly captures: readonly (number | RegexProblem)[];
}

export type RegexTranslation = TranslatedRegex | { readonly ok: false; readonly problems: readonly RegexProblem[] };

/**
 * Translates a pattern with the meaning of `java.util.regex` in Java 17. Offsets of problems are UTF-16 offsets in the
 * pattern. Never throws: what is too long or too deep is a problem as well.
 */
export function translateRegex(pattern: string, options: RegexUse = { use: "find" }): RegexTranslation {
  try {
    const tables = createUnicodeTables();
    const parsed = parsePattern(pattern, tables);
    const emitted = emit(parsed.root, parsed.groupCount, tables, options.use === "matches");
    const problems = [...parsed.untranslatable, ...emitted.problems].sort((a, b) => a.start - b.start);
    if (problems.length > 0) return { ok: false, problems };
    const flags = options.use === "matches" ? "u" : emitted.sticky ? "uy" : "gu";
    // Some engines compile only when they first run: a pattern too large for them shows here.
    new RegExp(emitted.source, flags).exec("");
    return {
      ok: true,
      source: emitted.source,
      flags,
      groupCount: parsed.groupCount,
      groupNames: parsed.groupNames,
      captures: emitted.captures,
    };
  } catch (error) {
    if (error instanceof ProblemFound) return { ok: false, problems: [error.problem] };
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return {
      ok: false,
      problems: [
        {
          kind: "untranslatable",
          message: "it is too large for a JavaScript regular expression",
          start: 0,
          end: pattern.length,
        },
      ],
    };
  }
}
