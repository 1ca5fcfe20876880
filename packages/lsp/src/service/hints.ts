// In: a document and a range. Out: the kinds that its expressions yield and, with a sample, the value for a row, behind each.
import type { Result, Span } from "@heddle/compiler";
import { describeKinds, type Expr, type MemberNode } from "@heddle/compiler/language";
import type { Document } from "./document.ts";
import { TOO_SLOW } from "./evaluation.ts";
import { expressionsBySpan, interpretRow } from "./expressions.ts";
import { shortValue } from "./markdown.ts";
import { functionOffset } from "./preview.ts";
import type { Role } from "./role.ts";
import { walk } from "./walk.ts";

export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly kind: "type" | "value";
}

export interface HintOptions {
  /** The row of the sample whose values are shown, from 0. */
  readonly row: number;
}

/** Hints behind the values of an event's members, in the order of the text. */
export function inlayHints(document: Document, range: Span, { row }: HintOptions): readonly InlayHint[] {
  const { inference, converter } = document.analysis;
  if (document.kind !== "converter" || inference === undefined || converter === undefined) return [];
  const expressions = expressionsBySpan(document);
  const { values, isSlow } = valuesOf(converter.body, document, row);
  const hints: InlayHint[] = [];
  walk(document, {
    member(member, objectRole, valueRole) {
      if (member.span.end < range.start || member.span.start > range.end || !isShown(member, objectRole, valueRole))
        return;
      const expr = expressions.get(member.value.span.start)?.find(({ span }) => span.end === member.value.span.end);
      if (expr === undefined) return;
      const offset = member.value.span.end;
      const { kinds, none, constant } = inference.typeOf(expr);
      if (constant === undefined)
        hints.push({
          offset,
          label: kinds === 0 ? ": never" : `: ${describeKinds(kinds)}${none ? "?" : ""}`,
          kind: "type",
        });
      if (values.has(expr)) hints.push({ offset, label: `= ${shortValue(values.get(expr), 40)}`, kind: "value" });
    },
  });
  const start = functionOffset(document);
  if (isSlow && start !== undefined && start >= range.start && start <= range.end)
    hints.unshift({ offset: start, label: TOO_SLOW, kind: "value" });
  return hints;
}

/** Objects show their members instead; literals show themselves. */
function isShown({ value }: MemberNode, objectRole: Role, valueRole: Role): boolean {
  if (valueRole.kind !== "source" || objectRole.kind !== "source") return false;
  return value.kind === "string" || value.kind === "array";
}

interface Values {
  readonly values: ReadonlyMap<Expr, Result>;
  /** Whether the evaluation took too long. */
  readonly isSlow: boolean;
}

function valuesOf(body: Expr, document: Document, row: number): Values {
  const rows = document.sample?.rows ?? [];
  const element = rows[Math.min(row, rows.length - 1)];
  const values = new Map<Expr, Result>();
  if (element === undefined) return { values, isSlow: false };
  const isDone = document.evaluate((mayEvaluate) => {
    if (mayEvaluate(element)) interpretRow(body, element, (expr, _element, result) => values.set(expr, result));
  });
  return { values, isSlow: !isDone };
}
