// In: a literal where an expression belongs, or the other way round. Out: the fixes that write what was most likely meant.
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { OperatorDefinition, Parameter } from "../../operators/define.ts";
import type { OperatorTable } from "../../operators/table.ts";
import type { Span } from "../../source/span.ts";
import { stringifyJson } from "../../values/json.ts";
import type { Value } from "../../values/value.ts";
import type { ArrayNode, JsonNode } from "../1-parse/tree.ts";
import { valueOf } from "./json-value.ts";

/** What a literal can have meant as an expression; in an operator that goes from step to step, a number is an index of a list. */
export function expressionFixes(node: JsonNode, literal: string, operator: OperatorDefinition | undefined): Fix[] {
  if (operator?.chained !== true) return [writing(`["value", ${literal}]`, node.span)];
  return /^(?:0|[1-9][0-9]*)$/.test(literal) ? [writing(JSON.stringify(literal), node.span)] : [];
}

/** Whether a value can be written at a parameter that takes a literal. */
export function isLiteralOf({ kind }: Parameter, value: Value): boolean {
  switch (kind) {
    case "json":
      return true;
    case "string":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
    case "source":
    case "test":
      return false;
    default:
      return kind satisfies never;
  }
}

export interface LiteralPlace {
  readonly operator: OperatorDefinition;
  readonly parameter: Parameter;
  readonly operators: OperatorTable;
  readonly text: string;
}

/** What can be written in place of something that is no literal of the parameter's kind. */
export function literalFixes(node: JsonNode, { operator, parameter, operators, text }: LiteralPlace): Fix[] {
  const converted = convertedLiteral(parameter, valueOf(node));
  if (converted !== undefined) return [writing(converted, node.span)];
  if (node.kind !== "array") return [];
  const only = literalOfCall(node, operators) ?? node;
  if (isLiteralOf(parameter, valueOf(only))) return [writing(text.slice(only.span.start, only.span.end), node.span)];
  // Several literals in one list, where any number of them can follow each other.
  if (only.kind !== "array" || operator.repeats?.length !== 1 || operator.repeats[0] !== parameter) return [];
  const [first, last] = [only.items[0], only.items.at(-1)];
  if (first === undefined || last === undefined || !only.items.every((item) => isLiteralOf(parameter, valueOf(item))))
    return [];
  return [writing(text.slice(first.span.start, last.span.end), node.span)];
}

/** The literal of a call that does nothing but yield it, such as `["value", "x"]` and `["int", 3]`. */
function literalOfCall({ items }: ArrayNode, operators: OperatorTable): JsonNode | undefined {
  const [head, only, ...others] = items;
  const called = head?.kind === "string" ? operators.get(head.value) : undefined;
  const [parameter, ...further] = called?.parameters ?? [];
  if (parameter === undefined || only === undefined || others.length > 0 || further.length > 0) return undefined;
  return called?.repeats === undefined && isLiteralOf(parameter, valueOf(only)) ? only : undefined;
}

function convertedLiteral({ kind }: Parameter, value: Value): string | undefined {
  const isScalar = typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
  if (kind === "string" && isScalar) return JSON.stringify(String(value));
  if (kind === "boolean" && typeof value === "string" && /^(?:true|false)$/i.test(value)) return value.toLowerCase();
  if (kind === "integer" && typeof value === "string" && /^-?(?:0|[1-9][0-9]*)$/.test(value)) return value;
  return kind === "integer" && typeof value === "number" ? stringifyJson(Math.trunc(value)) : undefined;
}

function writing(text: string, span: Span): Fix {
  return { title: `Write ${text}`, edits: [{ span, text }] };
}
