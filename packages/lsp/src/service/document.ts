// In: a text, what kind of file it is, and what is known of its data. Out: a document that every function of the service reads.
import {
  type Analysis,
  type Compiler,
  createLineIndex,
  type Diagnostic,
  type LineIndex,
  type TextEdit,
} from "@heddle/compiler";
import type { JsonNode } from "@heddle/compiler/language";
import { applyEdits } from "./edits.ts";
import { createEvaluator, type Evaluation, type RunWithLimit } from "./evaluation.ts";
import type { Sample } from "./sample.ts";
import { diagnoseSampleTimes } from "./sample-times.ts";
import { SOURCE } from "./source/definition.gen.ts";

/** A converter, or the source file of an ingest job. */
export type DocumentKind = "converter" | "source";

/** One text at one moment; what is computed from it is computed once, when it is asked for. */
export interface Document {
  readonly text: string;
  readonly kind: DocumentKind;
  readonly lines: LineIndex;
  /** Of a source file, without a converter. */
  readonly analysis: Analysis;
  readonly tree: JsonNode | undefined;
  readonly sample?: Sample;
  /** Findings about the times of the sample's events. */
  readonly sampleTimes: readonly Diagnostic[];
  /** Evaluates rows of the sample; false where that takes too long. */
  evaluate(work: Evaluation): boolean;
  /** The same document with another text. */
  edited(edits: readonly TextEdit[]): Document;
}

export interface DocumentInput {
  readonly text: string;
  readonly kind: DocumentKind;
  readonly sample?: Sample;
  /** What stops an evaluation, where the host can. */
  readonly limit?: RunWithLimit;
}

/** Makes a document; nothing is analysed before it is needed. */
export function openDocument(compiler: Pick<Compiler, "analyse" | "analyseSettings">, input: DocumentInput): Document {
  const { text, kind, sample, limit } = input;
  let analysis: Analysis | undefined;
  let lines: LineIndex | undefined;
  let sampleTimes: readonly Diagnostic[] | undefined;
  const analyse = (): Analysis =>
    kind === "source"
      ? { ...compiler.analyseSettings(text, SOURCE), converter: undefined, inference: undefined }
      : compiler.analyse(text, sample !== undefined && sample.rowCount > 0 ? { sample: sample.type } : {});
  const evaluate = createEvaluator(() => (analysis ??= analyse()), limit);
  return {
    text,
    kind,
    evaluate,
    get lines() {
      return (lines ??= createLineIndex(text));
    },
    get analysis() {
      return (analysis ??= analyse());
    },
    get tree() {
      return this.analysis.tree;
    },
    get sampleTimes() {
      return (sampleTimes ??= sample === undefined ? [] : diagnoseSampleTimes(this.analysis, sample, evaluate));
    },
    ...(sample !== undefined && { sample }),
    edited: (edits) => openDocument(compiler, { ...input, text: applyEdits(text, edits) }),
  };
}
