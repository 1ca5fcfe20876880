// The one way in which the service is tested: a text with a caret, and what a feature must say there.
import { readdirSync, readFileSync } from "node:fs";
import { createCompiler, type Value } from "@heddle/compiler";
import { expect, test } from "vitest";
import { type Document, type DocumentKind, openDocument, sampleOf } from "../src/index.ts";
import { FEATURES } from "./features.ts";

export interface Case {
  readonly name: string;
  readonly feature: keyof typeof FEATURES;
  /** `|` marks the caret, two of them a range; a list of lines is joined. Without any, the text is taken whole. */
  readonly text: string | readonly string[];
  readonly kind?: DocumentKind;
  readonly sample?: readonly Value[];
  readonly options?: { readonly [name: string]: string };
  readonly expected: unknown;
}

export interface Input {
  readonly document: Document;
  readonly offset: number;
  /** The end of the range, or the offset again. */
  readonly end: number;
  readonly options: { readonly [name: string]: string };
}

const compiler = createCompiler();

/** Wraps an expression in a converter, unless the text is a whole file. */
function whole(text: string): string {
  return text.startsWith("=")
    ? `{"converterConfig":{"fileType":"json","compressionType":"none","convertToAmplitudeFunc":${text.slice(1)}}}`
    : text;
}

/** The document, and the places of its carets. */
export function readInput({
  text,
  kind = "converter",
  sample,
  options = {},
}: Omit<Case, "name" | "feature" | "expected">): Input {
  const marked = whole(typeof text === "string" ? text : text.join("\n"));
  // The operator "||" is written "\u007c\u007c" in cases.
  const pieces = marked.split("|");
  const plain = pieces.join("");
  const offset = pieces[0]?.length ?? 0;
  const end = offset + (pieces.length > 2 ? (pieces[1]?.length ?? 0) : 0);
  const document = openDocument(compiler, {
    text: plain,
    kind,
    ...(sample !== undefined && { sample: sampleOf("case.sample.json", sample) }),
  });
  return { document, offset, end, options };
}

/** Holds a feature to what a case expects of it. */
export function check({ name, feature, expected, ...input }: Case): void {
  test(`${feature}: ${name}`, () => {
    expect(FEATURES[feature](readInput(input))).toEqual(expected);
  });
}

/** The cases of all files of fixtures/lsp, by file. */
export function readCases(): ReadonlyMap<string, readonly Case[]> {
  const folder = new URL("../../../fixtures/lsp/", import.meta.url);
  return new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .sort()
      .map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8"))]),
  );
}
