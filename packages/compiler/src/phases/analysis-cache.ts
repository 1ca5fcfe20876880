// What the phases keep of one text for the next one that differs a little: outcomes of pieces that stand there unchanged.
import { type Finding, type Report, shiftedFinding } from "../diagnostics/reporter.ts";
import type { Type } from "../operators/kinds.ts";
import type { Span } from "../source/span.ts";
import type { JsonNode } from "./1-parse/tree.ts";
import type { Expr } from "./2-resolve/expression.ts";

/** Pieces shorter than this are quicker looked at again than found. */
const SHORTEST = 64;

/** An outcome, and what was reported on the way, in the places of the text it was first found in. */
export interface Held<Outcome> {
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
}

/** Types of one inference after another, which share the expressions that did not change. Nothing in it is ever replaced. */
export interface TypeCache {
  readonly types: WeakMap<Expr, Type>;
  /** What is under an expression, of which the element was as given. */
  readonly visits: WeakMap<Expr, Held<Type> & { readonly element: Type }>;
}

export interface AnalysisCache {
  readonly expressions: WeakMap<JsonNode, Held<Expr>>;
  /** The types that findings come from, and those that hold for any row. */
  readonly checked: TypeCache;
  readonly anyRow: TypeCache;
  /** What rows are, by the settings that say so. */
  readonly rows: Map<string, Type>;
}

/** What is remembered does not fit the text any more, because what surrounds a piece has changed: all is to be done afresh. */
export class StaleCache extends Error {}

export function createAnalysisCache(): AnalysisCache {
  const typeMemory = (): TypeCache => ({ types: new WeakMap(), visits: new WeakMap() });
  return { expressions: new WeakMap(), checked: typeMemory(), anyRow: typeMemory(), rows: new Map() };
}

export function isWorthCaching({ start, end }: Span): boolean {
  return end - start >= SHORTEST;
}

/** Reports again what was found, in a piece that has moved. */
export function replay(findings: readonly Finding[], delta: number, report: Report): void {
  for (const finding of findings) report(...shiftedFinding(finding, delta));
}

/** Runs with a report that also keeps what it is told. */
export function recordFindings<Outcome>(report: Report, run: (report: Report) => Outcome): Held<Outcome> {
  const findings: Finding[] = [];
  const outcome = run((...finding) => {
    findings.push(finding);
    report(...finding);
  });
  return { outcome, findings };
}
