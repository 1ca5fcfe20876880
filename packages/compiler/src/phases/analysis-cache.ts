// What the phases found out about the pieces of a text, to be reused where the next text has the same pieces.
import { type Report, type ReportArguments, shiftedReport } from "../diagnostics/reporter.ts";
import type { Type } from "../operators/kinds.ts";
import type { Span } from "../source/span.ts";
import type { JsonNode } from "./1-parse/tree.ts";
import type { Expr } from "./2-resolve/expression.ts";

/** Shorter pieces are faster to analyse again than to look up. */
const MIN_LENGTH = 64;

/** The result of a piece and its findings, with the spans of the text in which it was first analysed. */
export interface Cached<Result> {
  readonly result: Result;
  readonly findings: readonly ReportArguments[];
}

/** The types of one kind of inference, shared by the analyses of all texts. Entries are added but never replaced. */
export interface TypeCache {
  readonly types: WeakMap<Expr, Type>;
  /** By call: its type and findings, and the type of the current element for which they hold. */
  readonly visits: WeakMap<Expr, Cached<Type> & { readonly element: Type }>;
}

export interface AnalysisCache {
  readonly expressions: WeakMap<JsonNode, Cached<Expr>>;
  /** The inference that reports findings. */
  readonly checked: TypeCache;
  /** The inference of the types that hold for any row. */
  readonly anyRow: TypeCache;
  /** The types of rows, by the settings that they follow from. */
  readonly rows: Map<string, Type>;
}

/** A cached result doesn't hold any more, because something around its piece has changed: analyse again without the cache. */
export class StaleCache extends Error {}

export function createAnalysisCache(): AnalysisCache {
  const createTypeCache = (): TypeCache => ({ types: new WeakMap(), visits: new WeakMap() });
  return { expressions: new WeakMap(), checked: createTypeCache(), anyRow: createTypeCache(), rows: new Map() };
}

export function isWorthCaching({ start, end }: Span): boolean {
  return end - start >= MIN_LENGTH;
}

/** Reports cached findings of a piece that has moved by `delta`. */
export function replay(findings: readonly ReportArguments[], delta: number, report: Report): void {
  for (const finding of findings) report(...shiftedReport(finding, delta));
}

/** Runs `run` with a report that also records the findings. */
export function recordFindings<Result>(report: Report, run: (report: Report) => Result): Cached<Result> {
  const findings: ReportArguments[] = [];
  const result = run((...finding) => {
    findings.push(finding);
    report(...finding);
  });
  return { result, findings };
}
