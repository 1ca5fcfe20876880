// In: the Java 17 of this machine; out: the committed time vectors and zone names, written anew, or (--check) compared with what is committed.
//
//   node scripts/jvm/time-vectors.ts              writes fixtures/java-time/vectors.jsonl
//   node scripts/jvm/time-vectors.ts --names      writes packages/compiler/src/java-time/zone-names.gen.ts
//   node scripts/jvm/time-vectors.ts --check      exit code 1 if either differs from what this JVM says; 0 without a Java 17
//   node scripts/jvm/time-vectors.ts --campaign N [SEED]   compares N random cases, writes nothing
//   node scripts/jvm/time-vectors.ts --zones      lists the zones whose data differ between this JVM and this Node
import { join } from "node:path";
import { compileTimePattern, type CompiledTimePattern } from "../../packages/compiler/src/java-time/compile.ts";
import { parseJavaTime } from "../../packages/compiler/src/java-time/runtime-parse.ts";
import { zoneIds } from "../../packages/compiler/src/java-time/zone-names.gen.ts";
import { committedCases, damaged, randomCases, seeded, type TimeCase } from "./time-cases.ts";
import { compareFiles, hasJava17, ROOT, run, withClass, write } from "./java.ts";

const VECTORS = join(ROOT, "fixtures/java-time/vectors.jsonl");
const NAMES = join(ROOT, "packages/compiler/src/java-time/zone-names.gen.ts");
const BATCH = 50_000;

/** What a JVM said of a text in a pattern: milliseconds, no value (null), or that the pattern is an error. */
type Vector = { readonly pattern: string; readonly text: string } & (
  | { readonly ms: number | null }
  | { readonly error: true }
);

function main(args: readonly string[]): number {
  if (!hasJava17()) {
    process.stdout.write("time vectors: no Java 17 here, nothing compared\n");
    return 0;
  }
  return withClass("TimeVectors", (classes) => {
    if (args[0] === "--names") return write(NAMES, names(classes));
    if (args[0] === "--zones") return zones(classes);
    if (args[0] === "--campaign") return campaign(classes, Number(args[1] ?? 10_000), Number(args[2] ?? 1));
    if (args[0] === "--check") return check(classes);
    return write(VECTORS, vectors(classes));
  });
}

function check(classes: string): number {
  return compareFiles(
    [
      [NAMES, names(classes)],
      [VECTORS, vectors(classes)],
    ],
    "node scripts/jvm/time-vectors.ts [--names]",
  );
}

/** Asks the JVM; one answer a request, in order. */
function ask(classes: string, requests: readonly (readonly string[])[]): string[] {
  const escape = (text: string): string =>
    text.replace(/[^ -[\]-~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const input = requests.map((request) => `${request.map(escape).join("\t")}\n`).join("");
  const open = ["--add-opens", "java.base/java.time.format=ALL-UNNAMED"];
  const answers = run("java", [...open, "-cp", classes, "TimeVectors"], input).split("\n");
  return answers.slice(0, requests.length);
}

function unescape(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** The cases with their texts, each read by the JVM. */
function answered(classes: string, cases: readonly TimeCase[], seed: number): Vector[] {
  const below = seeded(seed);
  const formatted = ask(
    classes,
    cases.map((one) => ["format", one.pattern, one.instant ?? "1970-01-01T00:00:00Z", one.zone ?? "UTC"]),
  );
  const texts = cases.map((one, index) => {
    const shown = formatted[index] ?? "error";
    const text = one.text ?? (shown.startsWith("text ") ? unescape(shown.slice(5)) : "2021-01-01");
    return damaged(text, one.damage ?? 0, below);
  });
  const answers = ask(
    classes,
    cases.map((one, index) => ["parse", one.pattern, texts[index] ?? ""]),
  );
  return cases.map(({ pattern }, index) => {
    const [word, ms] = (answers[index] ?? "").split(" ");
    const text = texts[index] ?? "";
    if (word === "error") return { pattern, text, error: true };
    return { pattern, text, ms: word === "ms" ? Number(ms) : null };
  });
}

function vectors(classes: string): string {
  const lines = answered(classes, committedCases(), 1).map((vector) => JSON.stringify(vector));
  return `${[...new Set(lines)].join("\n")}\n`;
}

function campaign(classes: string, count: number, seed: number): number {
  const tally = { agreed: 0, refused: 0, disagreed: 0, values: 0, errors: 0 };
  const patterns = new Set<string>();
  for (let done = 0, batch = 0; done < count; done += BATCH, batch++) {
    const batchSeed = seed * 1000 + batch;
    for (const vector of answered(classes, randomCases(Math.min(BATCH, count - done), batchSeed), batchSeed)) {
      patterns.add(vector.pattern);
      const verdict = compare(vector, compileTimePattern(vector.pattern));
      tally[verdict.kind] += 1;
      if ("error" in vector) tally.errors += 1;
      else if (vector.ms !== null) tally.values += 1;
      if (verdict.kind === "disagreed" && tally.disagreed <= 40)
        process.stdout.write(`${JSON.stringify(vector)} but ${verdict.ours}\n`);
    }
  }
  process.stdout.write(`${count} cases, ${patterns.size} patterns: ${JSON.stringify(tally)}\n`);
  return tally.disagreed === 0 ? 0 : 1;
}

function compare(
  vector: Vector,
  compiled: CompiledTimePattern,
): { kind: "agreed" | "refused" | "disagreed"; ours: string } {
  if (!compiled.ok) {
    if (compiled.problems.some((problem) => problem.kind === "syntax"))
      return { kind: "error" in vector ? "agreed" : "disagreed", ours: "error" };
    return { kind: "error" in vector ? "disagreed" : "refused", ours: "unsupported" };
  }
  const ms =
    parseJavaTime(JSON.parse(JSON.stringify(compiled.program)) as typeof compiled.program, vector.text) ?? null;
  return { kind: "ms" in vector && Object.is(ms, vector.ms) ? "agreed" : "disagreed", ours: String(ms) };
}

interface Texts {
  readonly zoneIds: readonly string[];
  readonly z: Readonly<Record<string, string>>;
  readonly zzzz: Readonly<Record<string, string>>;
  readonly v: Readonly<Record<string, string>>;
  readonly vvvv: Readonly<Record<string, string>>;
}

function names(classes: string): string {
  const texts = JSON.parse((ask(classes, [["texts"]])[0] ?? "").slice("texts ".length)) as Texts;
  if (JSON.stringify([texts.z, texts.zzzz]) !== JSON.stringify([texts.v, texts.vvvv]))
    throw new Error("generic zone names are another table in this JVM");
  const byZone = (table: Readonly<Record<string, string>>): string => {
    const zoneNames = new Map<string, string[]>();
    for (const [name, id] of Object.entries(table)) zoneNames.set(id, [...(zoneNames.get(id) ?? []), name]);
    const sorted = [...zoneNames].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return sorted.map(([id, list]) => `  [${JSON.stringify(id)}, ${JSON.stringify(list.join("|"))}],\n`).join("");
  };
  const regions = new Map<string, string[]>();
  for (const id of texts.zoneIds) {
    const region = id.includes("/") ? id.slice(0, id.indexOf("/")) : "";
    regions.set(region, [...(regions.get(region) ?? []), id]);
  }
  return [
    "// The zone ids and English zone names of Java 17, made by scripts/jvm/time-vectors.ts --names: do not edit.\n\n",
    "/** All zone ids, parted by spaces. */\nexport const zoneIds: readonly string[] = [\n",
    ...[...regions.values()].map((ids) => `  ${JSON.stringify(ids.join(" "))},\n`),
    "];\n\n/** A zone id with the short names (letters z and v) that stand for it. */\n",
    `export const shortZoneNames: readonly (readonly [id: string, names: string])[] = [\n${byZone(texts.z)}];\n\n`,
    "/** A zone id with the full names (letters zzzz and vvvv) that stand for it. */\n",
    `export const fullZoneNames: readonly (readonly [id: string, names: string])[] = [\n${byZone(texts.zzzz)}];\n`,
  ].join("");
}

/** Offsets every ten days from 1900 to 2037, in this Node and in the JVM. */
function zones(classes: string): number {
  const ids = zoneIds.join(" ").split(" ");
  const first = Date.UTC(1900, 0, 1);
  const last = Date.UTC(2038, 0, 1);
  const step = 10 * 86_400_000;
  const summary: string[] = [];
  for (const id of ids) {
    const instants = Array.from({ length: Math.ceil((last - first) / step) }, (_, index) => first + index * step);
    const theirs = ask(
      classes,
      instants.map((ms) => ["zone", id, String(ms)]),
    );
    const format = new Intl.DateTimeFormat("en-US", { timeZone: id, timeZoneName: "longOffset" });
    const differing = instants.filter((ms, index) => {
      const [, sign, hours, minutes, seconds] =
        /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(format.format(ms)) ?? [];
      const offset = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
      return theirs[index] !== `offset ${sign === "-" && offset !== 0 ? -offset : offset}`;
    });
    const year = (ms: number | undefined): number => new Date(ms ?? 0).getUTCFullYear();
    if (differing.length > 0)
      summary.push(`${id} ${year(differing[0])}-${year(differing.at(-1))} (${differing.length} of ${instants.length})`);
  }
  process.stdout.write(`${summary.join("\n")}\n${summary.length} of ${ids.length} zones differ somewhere\n`);
  return 0;
}

process.exitCode = main(process.argv.slice(2));
