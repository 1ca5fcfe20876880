// In: a regex case and what a JVM answers to it; out: whether our translation agrees, refuses to translate, or is wrong.
import { javaReplaceAll, parseReplacement, translateRegex } from "../../packages/compiler/src/java-regex/index.ts";

export interface RegexCase {
  readonly pattern: string;
  readonly replacement: string;
  readonly input: string;
}

export type RegexAnswer =
  /** Java refuses the pattern; it takes too long; or it fails in another way than by refusing. */
  | { readonly kind: "syntax" }
  | { readonly kind: "slow" }
  | { readonly kind: "crash" }
  | {
      readonly kind: "answer";
      readonly matches: boolean;
      readonly found: boolean;
      /** Some match starts or ends within a pair of surrogates, which ours never does. */
      readonly split: boolean;
      /** Undefined: Java refuses the replacement. */
      readonly replaced: string | undefined;
    };

export interface Verdict {
  readonly kind: "agrees" | "refuses" | "incomparable" | "disagrees";
  readonly detail: string;
}

/** A line of the committed vectors: [pattern, replacement, input, answer]; the answer is "syntax", or [matches, found, replaced], replaced null if Java refuses the replacement. */
export function readVector(line: string): { readonly one: RegexCase; readonly answer: RegexAnswer } {
  const [pattern, replacement, input, answer] = JSON.parse(line) as [
    string,
    string,
    string,
    "syntax" | [0 | 1, 0 | 1, string | null],
  ];
  const one = { pattern, replacement, input };
  if (answer === "syntax") return { one, answer: { kind: "syntax" } };
  return {
    one,
    answer: {
      kind: "answer",
      matches: answer[0] === 1,
      found: answer[1] === 1,
      split: false,
      replaced: answer[2] ?? undefined,
    },
  };
}

/** `translate`: the translator, or one that remembers what it translated. */
export function compareCase(
  one: RegexCase,
  answer: RegexAnswer,
  translate: typeof translateRegex = translateRegex,
): Verdict {
  const { pattern, replacement, input } = one;
  const find = translate(pattern, { use: "find" });
  if (answer.kind === "syntax") {
    if (find.ok) return { kind: "disagrees", detail: `Java refuses the pattern, we make /${find.source}/ of it` };
    return find.problems.some((problem) => problem.kind === "syntax")
      ? AGREES
      : { kind: "refuses", detail: "untranslatable, while Java calls it a syntax error" };
  }
  if (!find.ok) {
    const syntax = find.problems.find((problem) => problem.kind === "syntax");
    if (syntax !== undefined)
      return answer.kind === "crash"
        ? INCOMPARABLE
        : { kind: "disagrees", detail: `Java takes the pattern, we call it a syntax error: ${syntax.message}` };
    return { kind: "refuses", detail: find.problems[0]?.message ?? "" };
  }
  if (answer.kind !== "answer" || answer.split) return INCOMPARABLE;

  const whole = translate(pattern, { use: "matches" });
  if (!whole.ok) return { kind: "refuses", detail: whole.problems[0]?.message ?? "" };
  const matches = new RegExp(whole.source, whole.flags).test(input);
  if (matches !== answer.matches)
    return { kind: "disagrees", detail: `matches() is ${answer.matches} in Java, here ${matches}: /${whole.source}/` };

  const parsed = parseReplacement(replacement, find);
  if (!parsed.ok) {
    const untranslatable = parsed.problems.find((problem) => problem.kind === "untranslatable");
    if (untranslatable !== undefined) return { kind: "refuses", detail: untranslatable.message };
    return answer.replaced === undefined || !answer.found
      ? AGREES
      : { kind: "disagrees", detail: `Java takes the replacement, we do not: ${parsed.problems[0]?.message}` };
  }
  const replaced = javaReplaceAll(new RegExp(find.source, find.flags), parsed.parts, input);
  return replaced === answer.replaced
    ? AGREES
    : {
        kind: "disagrees",
        detail: `Java makes ${JSON.stringify(answer.replaced)}, we make ${JSON.stringify(replaced)}: /${find.source}/`,
      };
}

const AGREES: Verdict = { kind: "agrees", detail: "" };
const INCOMPARABLE: Verdict = { kind: "incomparable", detail: "" };
