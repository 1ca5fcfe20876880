// Every action, fix, completion and rename at every place of a corpus: what was JSON stays JSON, what is broken gets no worse,
// a fix takes away the finding that it names, and an action that keeps the meaning keeps it.
import { createCompiler, type Diagnostic, type Value } from "@heddle/compiler";
import { describe, expect, test } from "vitest";
import {
  type Action,
  actions,
  ACTIONS,
  applyEdits,
  complete,
  type Completion,
  diagnose,
  type Document,
  fixAll,
  kindOfFile,
  offersOf,
  openDocument,
  plainSnippet,
  references,
  rename,
  renameable,
  sampleOf,
} from "../src/index.ts";
import { campaign } from "../../../scripts/campaigns.ts";
import { brokenConverters, converters, random, rowsFor } from "./corpus.ts";

const compiler = createCompiler();
const { rounds, seed } = campaign("places");
const whole = converters(Math.min(8_000, 1_500 + 500 * rounds));
const broken = brokenConverters(whole, { copies: rounds, seed });

function open(text: string, rows?: readonly Value[]): Document {
  return openDocument(compiler, {
    text,
    // By its content; a function alone is to be a converter.
    kind: kindOfFile("a.json", text) ?? "converter",
    ...(rows !== undefined && { sample: sampleOf("a.sample.json", rows) }),
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const isSyntax = ({ code }: { readonly code: string }): boolean => code.startsWith("syntax-");

/** What is under a name that does not exist is not checked. */
const HIDING: readonly string[] = ["envelope-unknown-key", "unknown-operator", "operator-not-a-name", "wrong-arity"];

/** Where the carets are put: the start, the middle and the end of each token. */
function places(text: string): readonly number[] {
  const found = new Set<number>([0, text.length]);
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"?|[\w.$-]+|[^\s\w]/g))
    for (const offset of [index, index + (token.length >> 1), index + token.length]) found.add(offset);
  return [...found].toSorted((a, b) => a - b);
}

/** Half of them; the seed says which. */
const everySecond = (all: readonly number[]): readonly number[] => all.filter((_, i) => (i + seed) % 2 === 0);

/** Everything on offer anywhere in a text, each once. */
function everyAction(document: Document): readonly Action[] {
  const found = new Map<string, Action>();
  const points = places(document.text);
  for (const [index, start] of points.entries()) {
    for (const end of [start, points[Math.min(index + 5, points.length - 1)] ?? start])
      for (const action of actions(document, { start, end }))
        found.set(JSON.stringify([action.title, action.edits]), action);
  }
  return [...found.values()];
}

/** What is wrong with a change of a text; undefined where nothing is. */
function faultOf(before: Document, { edits, finding }: Omit<Action, "kind" | "title">): string | undefined {
  const after = open(applyEdits(before.text, edits), before.sample?.rows);
  if (isJson(before.text) && !isJson(after.text)) return "is no JSON any more";
  const [then, now] = [diagnose(before), diagnose(after)];
  const grows = (which: (one: Diagnostic) => boolean): number => now.filter(which).length - then.filter(which).length;
  const syntax = grows(isSyntax);
  // Text after the end of the value is one finding, whatever is in it.
  const isCutOff = then.some(({ message }) => message.includes("after the end"));
  if (syntax > 0 && !isCutOff) return "has more syntax errors";
  const errors = grows(({ severity }) => severity === "error");
  if (finding === undefined) return errors > 0 ? "has new errors" : undefined;
  const same = grows(({ code, message }) => code === finding.code && message === finding.message);
  // One slip can be several findings, and fixing a part of it can leave the same words about the rest.
  if (same >= 0 && !(isSyntax(finding) && syntax < 0)) return "has the same finding still";
  // What a syntax error or a misspelled name hid is found once it is gone.
  return !isSyntax(finding) && !HIDING.includes(finding.code) && errors > 0 ? "has new errors" : undefined;
}

/** Fails with the first few of them. */
function expectNone(faults: readonly string[]): void {
  if (process.env["EVERY_FAULT"] !== undefined) console.log(faults.join("\n==========\n"));
  expect(faults.slice(0, 2)).toEqual([]);
}

function tryEverything(texts: readonly string[]): { readonly tried: number; readonly faults: readonly string[] } {
  const faults: string[] = [];
  let tried = 0;
  for (const text of texts) {
    const document = open(text);
    for (const action of everyAction(document)) {
      tried++;
      const fault = faultOf(document, action);
      if (fault !== undefined)
        faults.push(
          `${action.title}: ${fault} (${action.finding?.code})\n${text}\n---\n${applyEdits(text, action.edits)}`,
        );
    }
  }
  return { tried, faults };
}

test("the corpus is worth trying", { tags: "places" }, () => {
  expect(whole.length).toBeGreaterThan(60);
  expect(broken.filter((text) => !isJson(text)).length).toBeGreaterThan(40);
});

describe("actions and fixes", { tags: "places" }, () => {
  test("at every place of whole converters", () => {
    const { tried, faults } = tryEverything(whole);
    expectNone(faults);
    expect(tried).toBeGreaterThan(700);
  });

  test("at every place of broken converters", () => {
    const { tried, faults } = tryEverything(broken);
    expectNone(faults);
    expect(tried).toBeGreaterThan(700);
  });

  test("those that keep the meaning keep it for every row", () => {
    let tried = 0;
    for (const text of whole) {
      const { program } = compiler.interpretProgram(text);
      if (program === undefined) continue;
      const rows = rowsFor(text);
      const document = open(text);
      const expected = rows.map((row) => program.map(row, { now: 0 }));
      for (const action of ACTIONS.filter(({ keepsMeaning }) => keepsMeaning)) {
        const seen = new Set<string>();
        for (const at of places(text)) {
          for (const { title, edits } of offersOf(action, document, { start: at, end: at + 40 })) {
            const after = applyEdits(text, edits);
            if (seen.has(after)) continue;
            seen.add(after);
            tried++;
            const changed = compiler.interpretProgram(after).program;
            expect(
              rows.map((row) => changed?.map(row, { now: 0 })),
              `${title}\n${after}`,
            ).toEqual(expected);
          }
        }
      }
    }
    expect(tried).toBeGreaterThan(100);
  });

  test("every fix at once leaves nothing that it could have fixed", () => {
    const faults: string[] = [];
    for (const text of [...whole, ...broken]) {
      const document = open(text);
      const all = fixAll(document);
      if (all === undefined) continue;
      const after = document.edited(all.edits);
      const fault = faultOf(document, all) ?? (fixAll(after) === undefined ? undefined : "could be fixed further");
      if (fault !== undefined) faults.push(`${fault}\n${text}\n---\n${after.text}`);
    }
    expectNone(faults);
  });
});

describe("completions", { tags: "places" }, () => {
  /** Some of a list: the first of each kind, and a few more. */
  function some<Item extends { readonly kind: string }>(items: readonly Item[], next: () => number): readonly Item[] {
    const kinds = new Map(items.toReversed().map((item) => [item.kind, item]));
    const more = Array.from({ length: 2 * rounds }, () => items[Math.floor(next() * items.length)]);
    return [...new Set([...kinds.values(), ...more.filter((item) => item !== undefined)])];
  }

  test.each([
    ["without a sample", false],
    ["with a sample", true],
  ])("at every place of whole converters, %s", (_, sampled) => {
    const next = random(seed);
    const faults: string[] = [];
    let tried = 0;
    for (const text of whole.filter(isJson)) {
      const document = open(text, sampled ? rowsFor(text) : undefined);
      for (const at of places(text)) {
        for (const item of some(complete(document, at), next)) {
          tried++;
          const { span } = item;
          const after = accepted(text, item);
          const fault =
            span.start > at || at > span.end
              ? "is not at the caret"
              : isJson(after)
                ? undefined
                : "is no JSON any more";
          if (fault !== undefined)
            faults.push(`${item.label}: ${fault}\n${text.slice(0, at)}\u00a6${text.slice(at)}\n---\n${after}`);
        }
      }
    }
    expectNone(faults);
    expect(tried).toBeGreaterThan(3_000);
  });

  test("at every place of broken converters break nothing more", () => {
    const next = random(seed);
    const faults: string[] = [];
    let tried = 0;
    for (const text of broken.filter((one) => !isJson(one))) {
      const document = open(text);
      const syntaxOf = (one: Document): number => diagnose(one).filter(isSyntax).length;
      const before = syntaxOf(document);
      // On a line with a string that nobody closed, what is a string and what is not is a guess.
      for (const at of everySecond(places(text)).filter((place) => !hasOpenQuote(text, place))) {
        for (const item of some(complete(document, at), next)) {
          tried++;
          const { span } = item;
          const after = accepted(text, item);
          const fault =
            span.start > at || at > span.end
              ? "is not at the caret"
              : syntaxOf(open(after)) > before
                ? "has more syntax errors"
                : undefined;
          if (fault !== undefined)
            faults.push(`${item.label}: ${fault}\n${text.slice(0, at)}\u00a6${text.slice(at)}\n---\n${after}`);
        }
      }
    }
    // What a broken text means is a guess, and one in a thousand may be wrong.
    expectNone(faults.slice(Math.floor(tried / 1_000)));
    expect(tried).toBeGreaterThan(1_000);
  });
});

/** Whether the line of an offset has a quote without another. */
function hasOpenQuote(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1).split("\n", 1)[0] ?? "";
  return (line.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1;
}

/** A text once a completion is taken, by an editor that knows no snippets. */
function accepted(text: string, { span, text: piece, also, snippet }: Completion): string {
  return applyEdits(text, [
    { span, text: snippet === true ? plainSnippet(piece) : piece },
    ...(also === undefined ? [] : [{ span: { start: also.at, end: also.at }, text: also.text }]),
  ]);
}

test("a path is renamed wherever it is used", { tags: "places" }, () => {
  for (const text of whole.filter(isJson)) {
    const document = open(text);
    for (const at of places(text)) {
      if (renameable(document, at) === undefined) continue;
      const after = document.edited(rename(document, at, 'renamed "key"'));
      expect(isJson(after.text), after.text).toBe(true);
      expect(references(document, at).length).toBeGreaterThan(0);
    }
  }
});
