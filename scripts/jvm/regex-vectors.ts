// In: the Java 17 of this machine; out: the committed regex vectors and Unicode tables, written anew, or (--check) compared with what is committed.
//
//   node scripts/jvm/regex-vectors.ts              writes fixtures/java-regex/vectors.jsonl, and refused.json: what of them is refused, and why
//   node scripts/jvm/regex-vectors.ts --unicode    writes packages/compiler/src/java-regex/unicode-data.gen.ts
//   node scripts/jvm/regex-vectors.ts --check      exit code 1 if either differs from what this JVM says; 0 without a Java 17
//   node scripts/jvm/regex-vectors.ts --campaign N [SEED]   compares N random cases, writes nothing
import { join } from "node:path";
import { difference, union } from "../../packages/compiler/src/java-regex/code-point-set.ts";
import {
  PROPERTY_BASES,
  blockNames,
  decodeRanges,
  encodeRanges,
} from "../../packages/compiler/src/java-regex/unicode-tables.ts";
import { compareCase, readVector, type RegexAnswer, type RegexCase } from "./regex-compare.ts";
import { committedCases, randomCases } from "./regex-cases.ts";
import { compareFiles, hasJava17, ROOT, run, withClass, write } from "./java.ts";

const VECTORS = join(ROOT, "fixtures/java-regex/vectors.jsonl");
const REFUSED = join(ROOT, "fixtures/java-regex/refused.json");
const TABLES = join(ROOT, "packages/compiler/src/java-regex/unicode-data.gen.ts");
const BATCH = 20_000;

function main(args: readonly string[]): number {
  if (!hasJava17()) {
    process.stdout.write("regex vectors: no Java 17 here, nothing compared\n");
    return 0;
  }
  return withClass("RegexVectors", (classes) => {
    if (args[0] === "--unicode") return write(TABLES, tables(classes));
    if (args[0] === "--check") return check(classes);
    if (args[0] === "--campaign") return campaign(classes, Number(args[1] ?? 10_000), Number(args[2] ?? 1));
    const text = vectors(classes);
    write(REFUSED, refused(text));
    return write(VECTORS, text);
  });
}

function check(classes: string): number {
  return compareFiles(
    [
      [TABLES, tables(classes)],
      [VECTORS, vectors(classes)],
    ],
    "node scripts/jvm/regex-vectors.ts [--unicode]",
  );
}

/** Asks the JVM; one answer a case, in order. */
function ask(classes: string, cases: readonly RegexCase[]): RegexAnswer[] {
  const hex = (text: string): string =>
    Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, "0")).join("");
  const input = cases.map((one) => [one.pattern, one.replacement, one.input].map(hex).join("\t") + "\n").join("");
  const output = run("java", ["-Xss4m", "-cp", classes, "RegexVectors"], input);
  return output.split("\n").slice(0, cases.length).map(readAnswer);
}

function readAnswer(line: string): RegexAnswer {
  const [whole, found, split, replaced] = line.split("\t");
  if (found === undefined) return { kind: whole === "syntax" || whole === "slow" ? whole : "crash" };
  return {
    kind: "answer",
    matches: whole === "1",
    found: found === "1",
    split: split === "1",
    replaced:
      replaced === undefined || replaced === "!replacement"
        ? undefined
        : (replaced.match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join(""),
  };
}

/** One vector a line: [pattern, replacement, input, answer]; the answer is "syntax", or [matches, found, replaced], replaced null if Java refuses the replacement. */
function vectors(classes: string): string {
  const cases = committedCases();
  const lines = ask(classes, cases).flatMap((answer, i) => {
    const one = cases[i];
    // A match that is too slow or overflows the stack there depends on the machine, and pairs of surrogates are never split here: no vectors.
    if (
      one === undefined ||
      answer.kind === "slow" ||
      answer.kind === "crash" ||
      (answer.kind === "answer" && answer.split)
    )
      return [];
    const spelled =
      answer.kind === "answer" ? [answer.matches ? 1 : 0, answer.found ? 1 : 0, answer.replaced ?? null] : "syntax";
    return [JSON.stringify([one.pattern, one.replacement, one.input, spelled])];
  });
  return [...new Set(lines)].join("\n") + "\n";
}

/** The patterns of the vectors that we refuse to translate, each with the reason, one a line. */
function refused(text: string): string {
  const reasons = new Map<string, string>();
  for (const line of text.trimEnd().split("\n")) {
    const vector = readVector(line);
    const verdict = compareCase(vector.one, vector.answer);
    if (verdict.kind === "refuses") reasons.set(vector.one.pattern, verdict.detail);
  }
  return `[\n${[...reasons].map((entry) => JSON.stringify(entry)).join(",\n")}\n]\n`;
}

function campaign(classes: string, count: number, seed: number): number {
  const figures = new Map<string, number>();
  const reasons = new Map<string, number>();
  let shown = 0;
  for (let done = 0; done < count; done += BATCH) {
    const cases = randomCases(Math.min(BATCH, count - done), seed + done);
    ask(classes, cases).forEach((answer, i) => {
      const one = cases[i];
      if (one === undefined) return;
      const verdict = compareCase(one, answer);
      figures.set(verdict.kind, (figures.get(verdict.kind) ?? 0) + 1);
      if (verdict.kind === "refuses")
        reasons.set(
          verdict.detail.replace(/[0-9]+/g, "N"),
          (reasons.get(verdict.detail.replace(/[0-9]+/g, "N")) ?? 0) + 1,
        );
      if (verdict.kind === "disagrees" && shown++ < 40)
        process.stdout.write(`${JSON.stringify(one)}\n  ${verdict.detail}\n`);
    });
  }
  for (const [reason, n] of [...reasons].sort((a, b) => b[1] - a[1])) process.stdout.write(`refused ${n}: ${reason}\n`);
  process.stdout.write(`${[...figures].map(([kind, n]) => `${kind} ${n}`).join(", ")}\n`);
  return (figures.get("disagrees") ?? 0) > 0 ? 1 : 0;
}

function tables(classes: string): string {
  const lines = run(
    "java",
    ["--add-opens", "java.base/java.lang=ALL-UNNAMED", "-cp", classes, "RegexVectors", "unicode"],
    "",
  )
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t") as [string, string]);
  const startingWith = (prefix: string): [string, string][] =>
    lines.filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value]);
  const only = (key: string): string => lines.find(([name]) => name === key)?.[1] ?? "";

  const categories = startingWith("category ");
  const ofCategory = (name: string): string => categories.find(([key]) => key === name)?.[1] ?? "";
  const differences = Object.entries(PROPERTY_BASES).map(([name, bases]) => {
    const base = union(...bases.map((category) => decodeRanges(ofCategory(category))));
    const truth = decodeRanges(only(name));
    return [name, encodeRanges(union(difference(base, truth), difference(truth, base)))];
  });
  const scripts = startingWith("script ").map(([names, ranges]) => [names, /\bUNKNOWN\b/.test(names) ? "" : ranges]);
  const blocks = startingWith("block ").map(([names, ranges]) => [fewestSpellings(names.split("|")).join("|"), ranges]);
  const names = startingWith("name").map(([, value]) => value);
  return `// Generated from a Java 17 by \`node scripts/jvm/regex-vectors.ts --unicode\`: what its java.lang.Character says of each code point. Do not edit.
// Ranges are "gap length" pairs, mappings "start count step delta" fours, numbers in base 36.

export const CATEGORIES: Readonly<Record<string, string>> = ${literal(Object.fromEntries(categories.filter(([name]) => name !== "Cn")))};

export const PROPERTY_DIFFERENCES = ${literal(Object.fromEntries(differences))};

/** Names joined by "|", ranges; the one without ranges is every code point that no other holds. */
export const SCRIPTS: readonly (readonly [string, string])[] = ${rows(scripts)};

/** Names joined by "|", ranges. */
export const BLOCKS: readonly (readonly [string, string])[] = ${rows(blocks)};

export const TO_UPPER = ${literal(only("toUpper"))};

export const TO_LOWER = ${literal(only("toLower"))};

/** "code name" in base 36, joined by ";": Latin-1 and general punctuation. */
export const CHARACTER_NAMES = ${literal(names.join(";"))};
`;
}

function literal(value: unknown): string {
  return JSON.stringify(value, null, 1);
}

function rows(values: readonly unknown[]): string {
  return `[\n${values.map((value) => ` ${JSON.stringify(value)},\n`).join("")}]`;
}

/** A block's names without those that follow from another by the rule of spellings. */
function fewestSpellings(names: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const name of [...names].sort((a, b) => b.split(/[ -]/).length - a.split(/[ -]/).length || (a < b ? -1 : 1))) {
    if (!kept.some((other) => blockNames(other).includes(name))) kept.push(name);
  }
  const known = new Set(names);
  const wrong = kept.flatMap(blockNames).find((name) => !known.has(name));
  if (wrong !== undefined) throw new Error(`the rule of spellings makes ${wrong}, which Java does not know`);
  return kept;
}

process.exitCode = main(process.argv.slice(2));
