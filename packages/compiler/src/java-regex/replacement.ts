// In: a replacement in Java's syntax and the pattern it belongs to. Out: its literal texts and captures, or the problem that Java would report.
import { BACKSLASH_HINT, literalHint } from "./describe.ts";
import type { RegexProblem } from "./tree.ts";

/** What a replacement needs to know of its pattern. */
export interface ReplacementTarget {
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  /** By Java's group number, 0 is the whole match: the ECMAScript capture, or why its content cannot be known. */
  readonly captures: readonly (number | RegexProblem)[];
}

export type Replacement =
  | {
      readonly ok: true;
      /** Literal texts and ECMAScript capture numbers, for `javaReplaceAll`. */
      readonly parts: readonly (string | number)[];
      /** Java's numbers of the groups that it inserts, each once, in order of appearance. */
      readonly groups: readonly number[];
    }
  | { readonly ok: false; readonly problems: readonly RegexProblem[] };

/**
 * Reads what `Matcher.appendReplacement` reads: `$1` (as many digits as still name a group), `${name}`, and a backslash
 * before a character to be taken literally. Offsets are UTF-16 offsets in the replacement. Never throws.
 */
export function parseReplacement(replacement: string, regex: ReplacementTarget): Replacement {
  const parts: (string | number)[] = [];
  const groups: number[] = [];
  const problems: RegexProblem[] = [];
  const literal = (text: string): void => {
    const last = parts.at(-1);
    if (typeof last === "string") parts[parts.length - 1] = last + text;
    else parts.push(text);
  };
  let i = 0;
  while (i < replacement.length) {
    const char = replacement.charAt(i);
    if (char === "\\") {
      if (i + 1 === replacement.length) {
        problems.push(escapable("the replacement ends with a backslash", i, i + 1, BACKSLASH_HINT));
        break;
      }
      literal(replacement.charAt(i + 1));
      i += 2;
      continue;
    }
    if (char !== "$") {
      literal(char);
      i++;
      continue;
    }
    const reference = readReference(replacement, i, regex);
    if ("problem" in reference) {
      problems.push(reference.problem);
      i = reference.problem.end;
      continue;
    }
    const capture = regex.captures[reference.group] ?? 0;
    if (typeof capture === "number") {
      parts.push(capture);
      if (!groups.includes(reference.group)) groups.push(reference.group);
    } else problems.push({ ...capture, start: i, end: reference.end });
    i = reference.end;
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, parts, groups };
}

type Reference = { readonly group: number; readonly end: number } | { readonly problem: RegexProblem };

const DOLLAR_HINT = literalHint("$");

function readReference(replacement: string, start: number, regex: ReplacementTarget): Reference {
  if (replacement.charAt(start + 1) === "{") return readName(replacement, start, regex);
  const digit = (index: number): number => replacement.charCodeAt(index) - 0x30;
  const isDigit = (index: number): boolean => index < replacement.length && digit(index) >= 0 && digit(index) <= 9;
  if (!isDigit(start + 1))
    return { problem: escapable("`$` must be followed by a group number or {name}", start, start + 1, DOLLAR_HINT) };
  let group = digit(start + 1);
  let end = start + 2;
  while (isDigit(end) && group * 10 + digit(end) <= regex.groupCount) {
    group = group * 10 + digit(end);
    end++;
  }
  if (group > regex.groupCount) {
    const has = regex.groupCount === 0 ? "no group" : regex.groupCount === 1 ? "1 group" : `${regex.groupCount} groups`;
    return { problem: escapable(`there is no group ${group}: the pattern has ${has}`, start, end, DOLLAR_HINT) };
  }
  return { group, end };
}

function readName(replacement: string, start: number, regex: ReplacementTarget): Reference {
  const name = /^[A-Za-z0-9]*/.exec(replacement.slice(start + 2))?.[0] ?? "";
  const end = start + 2 + name.length;
  if (name === "") return { problem: escapable("`${` must be followed by a group name", start, end, DOLLAR_HINT) };
  if (replacement.charAt(end) !== "}")
    return {
      problem: syntax(`\`\${${name}\` is missing its closing \`}\``, start, end, "a name has only letters and digits"),
    };
  if (/^[0-9]/.test(name))
    return { problem: syntax("a group name must start with a letter", start, end + 1, "a number needs no braces: $1") };
  const group = regex.groupNames.get(name);
  return group === undefined
    ? { problem: syntax(`there is no group named \`${name}\``, start, end + 1) }
    : { group, end: end + 1 };
}

function syntax(message: string, start: number, end: number, hint?: string): RegexProblem {
  return hint === undefined ? { kind: "syntax", message, start, end } : { kind: "syntax", message, start, end, hint };
}

/** A problem of a character that a backslash before it makes a plain one. */
function escapable(message: string, start: number, end: number, hint: string): RegexProblem {
  return { ...syntax(message, start, end, hint), escapeAt: start };
}
