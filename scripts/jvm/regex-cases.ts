// In: a seed; out: regex cases: every construct of Java's patterns against texts that tell its readings apart, and random patterns.
import { CONSTRUCTS } from "./regex-constructs.ts";
import type { RegexCase } from "./regex-compare.ts";

/** The cases of the committed vectors: always the same. */
export function committedCases(): RegexCase[] {
  const cases = CONSTRUCTS.flatMap(({ patterns, inputs, replacements }) =>
    patterns.flatMap((pattern) =>
      inputs.flatMap((input) => replacements.map((replacement) => ({ pattern, replacement, input }))),
    ),
  );
  return [...cases, ...randomCases(1600, 20_260_101)];
}

export function randomCases(count: number, seed: number): RegexCase[] {
  const random = generator(seed);
  return Array.from({ length: count }, () => randomCase(random));
}

type Random = (below: number) => number;

/** A linear congruential step mixed by shifts: the same numbers on every machine. */
function generator(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    let mixed = state ^ (state >>> 15);
    mixed = Math.imul(mixed, 0x2c1b3c6d) >>> 0;
    mixed ^= mixed >>> 12;
    return (mixed >>> 0) % below;
  };
}

function pick<T>(random: Random, from: readonly T[]): T {
  const found = from[random(from.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}

const LETTERS = ["a", "b", "c", "A", "B", "k", "1", "0", "_", " ", "-", ",", "x"];
const ODD = [
  "\n",
  "\r",
  "\r\n",
  "\u0085",
  "\u2028",
  "é",
  "É",
  "ß",
  "\u0130",
  "\u0131",
  "\u212a",
  "\u017f",
  "µ",
  "😀",
  "𝒜",
  "\u0301",
  "\ud83d",
  "\ude00",
  "\u{10400}",
  "\u{10428}",
  "ǅ",
  "٣",
  "\t",
];

function randomCase(random: Random): RegexCase {
  const groups = { count: 0 };
  const flags =
    random(4) === 0
      ? `(?${pick(random, ["i", "m", "s", "x", "u", "d", "U", "iu", "im", "xs", "iU", "md", "i-m"])})`
      : "";
  const pattern = flags + alternatives(random, 3, groups);
  const mutated = random(12) === 0 ? mutate(random, pattern) : pattern;
  return {
    pattern: mutated,
    replacement: randomReplacement(random, groups.count),
    input: randomInput(random, mutated),
  };
}

function alternatives(random: Random, depth: number, groups: { count: number }): string {
  const count = random(4) === 0 ? 2 + random(2) : 1;
  return Array.from({ length: count }, () => sequence(random, depth, groups)).join("|");
}

function sequence(random: Random, depth: number, groups: { count: number }): string {
  const count = random(12) === 0 ? 0 : 1 + random(3);
  return Array.from(
    { length: count },
    () => atom(random, depth, groups) + (random(5) < 2 ? quantifier(random) : ""),
  ).join("");
}

function quantifier(random: Random): string {
  return (
    pick(random, ["?", "*", "+", "{2}", "{0,2}", "{1,}", "{1,3}", "{0}", "*"]) + pick(random, ["", "", "", "?", "+"])
  );
}

function atom(random: Random, depth: number, groups: { count: number }): string {
  const choice = random(depth > 0 ? 20 : 12);
  if (choice < 6) return pick(random, LETTERS);
  if (choice < 7) return pick(random, ODD);
  if (choice < 9) return pick(random, ESCAPES);
  if (choice < 11) return characterClass(random, 2);
  if (choice < 12)
    return pick(random, ["^", "$", ".", "\\b", "\\B", "\\A", "\\Z", "\\z", "\\R", "\\X", "\\1", "\\2", "."]);
  if (choice < 15) {
    groups.count++;
    return `(${alternatives(random, depth - 1, groups)})`;
  }
  if (choice < 17) return `(?:${alternatives(random, depth - 1, groups)})`;
  const open = pick(random, ["(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i:", "(?x:", "(?s-i:"]);
  return `${open}${alternatives(random, depth - 1, groups)})`;
}

const ESCAPES = [
  "\\d",
  "\\D",
  "\\w",
  "\\W",
  "\\s",
  "\\S",
  "\\h",
  "\\H",
  "\\v",
  "\\V",
  "\\p{L}",
  "\\P{L}",
  "\\p{Lu}",
  "\\p{Lower}",
  "\\p{Punct}",
  "\\p{IsAlphabetic}",
  "\\p{IsLatin}",
  "\\p{InGreek}",
  "\\x41",
  "\\u0062",
  "\\x{1F600}",
  "\\0101",
  "\\t",
  "\\n",
  "\\.",
  "\\-",
  "\\cA",
  "\\Qa.b\\E",
  "\\p{javaLowerCase}",
  "\\N{DIGIT ONE}",
  "\\G",
  "\\e",
];

function characterClass(random: Random, depth: number): string {
  const member = (): string => {
    const choice = random(10);
    if (choice < 4) return pick(random, ["a", "b", "c", "k", "A", "1", "_", " ", "^", "-", "&", "."]);
    if (choice < 6) return pick(random, ["a-c", "A-Z", "0-9", "a-z", "\\x00-\\x7f", "à-ÿ", "b-k"]);
    if (choice < 7)
      return pick(random, ["\\d", "\\w", "\\W", "\\s", "\\p{L}", "\\P{Lu}", "\\h", "\\v", "\\]", "\\\\", "\\x{10400}"]);
    if (choice < 8) return pick(random, ODD);
    if (choice < 9 && depth > 0) return characterClass(random, depth - 1);
    return "&&";
  };
  return `[${random(4) === 0 ? "^" : ""}${Array.from({ length: 1 + random(4) }, member).join("")}]`;
}

function mutate(random: Random, pattern: string): string {
  const place = random(pattern.length + 1);
  const inserted = pick(random, [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "*",
    "\\",
    "?",
    "+",
    "|",
    "(?",
    "\\Q",
    "\\E",
    "&&",
    "#",
    "-",
    "\\k<a>",
    "(?<a>",
  ]);
  return pattern.slice(0, place) + inserted + pattern.slice(place + random(2));
}

function randomReplacement(random: Random, groups: number): string {
  return pick(random, ["<$0>", "#", "", "<$1>", "$1$2", "\\$", "$12", "[$2]"].slice(0, groups === 0 ? 3 : 8));
}

function randomInput(random: Random, pattern: string): string {
  const pieces = [...pattern].filter((char) => /[\p{L}\p{N}\s_,-]/u.test(char));
  const all = [...LETTERS, ...pieces, ...pieces];
  return Array.from({ length: random(9) }, () => (random(6) === 0 ? pick(random, ODD) : pick(random, all))).join("");
}
