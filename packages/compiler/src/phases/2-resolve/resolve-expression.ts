// In: the JSON tree of a SOURCE_DESCRIPTION. Out: the expression it stands for, with every operator and argument found or reported.
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import { didYouMean, listNames, quoteName } from "../../diagnostics/quote.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import type { LiteralArgument, OperatorDefinition, Parameter } from "../../operators/define.ts";
import { signatureOf } from "../../operators/define.ts";
import { describeWithArticle, typeOfValue } from "../../operators/kinds.ts";
import type { OperatorTable } from "../../operators/table.ts";
import type { Span } from "../../source/span.ts";
import { stringifyJson } from "../../values/json.ts";
import { isDict, isHuge, type Value } from "../../values/value.ts";
import { offsetInToken } from "../1-parse/string-literal.ts";
import { originOf } from "../1-parse/shifted.ts";
import type { ArrayNode, JsonNode, ObjectNode } from "../1-parse/tree.ts";
import type { Argument, Expr } from "./expression.ts";
import { recordFindings, isWorthCaching, type AnalysisCache, replay } from "../analysis-cache.ts";
import { valueOf } from "./json-value.ts";
import { expressionFixes, isLiteralOf, literalFixes } from "./literal-fixes.ts";
import { shiftedExpr } from "./shifted-expression.ts";

export interface ResolveContext {
  readonly text: string;
  readonly report: Reporter["report"];
  readonly operators: OperatorTable;
  readonly cache?: AnalysisCache;
}

/** `operator`: the one whose argument it is. */
export function resolveExpression(node: JsonNode, context: ResolveContext, operator?: OperatorDefinition): Expr {
  switch (node.kind) {
    case "string":
      return { kind: "key", key: node.value, span: node.span };
    case "array":
    case "object":
      return context.cache === undefined || !isWorthCaching(node.span)
        ? resolveContainer(node, context)
        : resolveCached(node, context, context.cache);
    case "missing":
      return { kind: "invalid", span: node.span };
    case "number":
    case "boolean":
    case "null":
      return resolveLiteral(node, context, operator);
    default:
      return node satisfies never;
  }
}

function resolveContainer(node: ArrayNode | ObjectNode, context: ResolveContext): Expr {
  return node.kind === "array" ? resolveList(node, context) : resolveObject(node, context);
}

/** A list or object resolves to the same expression wherever it is, so the cache always holds. */
function resolveCached(node: ArrayNode | ObjectNode, context: ResolveContext, { expressions }: AnalysisCache): Expr {
  const { base, delta } = originOf(node);
  const cached = expressions.get(base);
  if (cached !== undefined) {
    replay(cached.findings, delta, context.report);
    return shiftedExpr(cached.result, delta);
  }
  const resolved = recordFindings(context.report, (report) => resolveContainer(node, { ...context, report }));
  if (delta === 0) expressions.set(base, resolved);
  return resolved.result;
}

function resolveLiteral(
  node: JsonNode,
  { report, text }: ResolveContext,
  operator: OperatorDefinition | undefined,
): Expr {
  const literal = text.slice(node.span.start, node.span.end);
  const found = node.kind === "null" || node.kind === "missing" ? literal : `the ${node.kind} ${literal}`;
  report("literal-as-source", node.span, `Expected a path, an operator list or an object, but found ${found}.`, {
    fixes: expressionFixes(node, literal, operator),
  });
  return { kind: "invalid", span: node.span };
}

/** A JSON object is sugar for `dict` (R). */
function resolveObject(node: ObjectNode, context: ResolveContext): Expr {
  const dict = context.operators.get("dict");
  const [keyParameter, valueParameter] = dict?.repeats ?? [];
  if (dict === undefined || keyParameter === undefined || valueParameter === undefined)
    return { kind: "invalid", span: node.span };
  const args: Argument[] = [];
  for (const { key, value } of node.members) {
    args.push({ kind: "literal", parameter: keyParameter, value: key.value, node: key, span: key.span });
    args.push({ kind: "expr", parameter: valueParameter, expr: resolveExpression(value, context), span: value.span });
  }
  return {
    kind: "call",
    operator: dict,
    args,
    span: node.span,
    nameSpan: { start: node.span.start, end: node.span.start + 1 },
    sugar: true,
  };
}

function resolveList(node: ArrayNode, context: ResolveContext): Expr {
  const { report, operators } = context;
  const [head, ...items] = node.items;
  if (head === undefined) {
    report("empty-list", node.span, "Expected an operator, but this list is empty.", {
      fixes: [{ title: 'Write ["value", []]', edits: [{ span: node.span, text: '["value", []]' }] }],
    });
    return { kind: "invalid", span: node.span };
  }
  if (head.kind !== "string") {
    if (head.kind !== "missing") {
      report("operator-not-a-name", head.span, "The first item of a list must be an operator's name, as a string.", {
        fixes: listFixes(node, context),
      });
    }
    for (const item of node.items) {
      if (item.kind === "array" || item.kind === "object") resolveExpression(item, context);
    }
    return { kind: "invalid", span: node.span };
  }
  const operator = operators.get(head.value);
  if (operator === undefined) {
    reportUnknown(head.value, head.span, node, context);
    for (const item of items) {
      if (item.kind === "array" || item.kind === "object") resolveExpression(item, context);
    }
    return { kind: "invalid", span: node.span };
  }
  return resolveCall(operator, head.span, items, node, context);
}

/** What a list without an operator can have meant: a literal list, or a list of what its items yield. */
function listFixes(list: ArrayNode, { text }: ResolveContext): Fix[] {
  const { start, end } = list.span;
  const asValue = {
    title: 'Make it a literal list: ["value", [...]]',
    edits: [{ span: list.span, text: `["value", ${text.slice(start, end)}]` }],
  };
  const isSource = list.items.every(
    (item) =>
      item.kind === "string" || item.kind === "object" || (item.kind === "array" && item.items[0]?.kind === "string"),
  );
  const at = { start: start + 1, end: start + 1 };
  return isSource
    ? [{ title: 'Make a list of their values: ["array", ...]', edits: [{ span: at, text: '"array", ' }] }, asValue]
    : [asValue];
}

function reportUnknown(name: string, span: Span, list: ArrayNode, { text, report, operators }: ResolveContext): void {
  const near = suggest(name, operators.names);
  const fixes: Fix[] =
    near === undefined ? [] : [{ title: `Replace with "${near}"`, edits: [{ span, text: JSON.stringify(near) }] }];
  if (list.items.length > 1 && list.items.every((item) => item.kind === "string") && near === undefined) {
    const at = { start: list.span.start + 1, end: list.span.start + 1 };
    fixes.push({ title: 'Take the first that has a value: ["any", ...]', edits: [{ span: at, text: '"any", ' }] });
    fixes.push({ title: 'Follow them as a path: ["path", ...]', edits: [{ span: at, text: '"path", ' }] });
    fixes.push(...listFixes(list, { text, report, operators }).slice(1));
  }
  report("unknown-operator", span, `Unknown operator ${quoteName(name)}${didYouMean(near)}`, {
    ...(fixes.length > 0 && { fixes }),
    ...(near === undefined && { hint: "A list is an operator and its arguments; a path is a plain string." }),
  });
}

function resolveCall(
  operator: OperatorDefinition,
  nameSpan: Span,
  items: readonly JsonNode[],
  node: ArrayNode,
  context: ResolveContext,
): Expr {
  let usable = checkArity(operator, nameSpan, items, context);
  const args: Argument[] = [];
  for (const [index, item] of items.entries()) {
    const parameter = parameterAt(operator, index);
    if (parameter === undefined) {
      if (item.kind === "array" || item.kind === "object") resolveExpression(item, context);
      continue;
    }
    if (parameter.kind === "source" || parameter.kind === "test") {
      args.push({ kind: "expr", parameter, expr: resolveExpression(item, context, operator), span: item.span });
      continue;
    }
    const literal = readLiteral(operator, parameter, item, context);
    if (literal === undefined) usable = false;
    else args.push({ kind: "literal", parameter, value: literal, node: item, span: item.span });
  }
  if (!usable) return { kind: "invalid", span: node.span };
  if (operator.prepare === undefined) return { kind: "call", operator, args, span: node.span, nameSpan, sugar: false };
  const literals = args
    .filter((arg) => arg.kind === "literal")
    .map((arg) => literalArgument(arg.value, arg.span, context.text));
  const prepared = operator.prepare(literals, context.report);
  return prepared === undefined
    ? { kind: "invalid", span: node.span }
    : { kind: "call", operator, args, prepared, span: node.span, nameSpan, sugar: false };
}

function parameterAt(operator: OperatorDefinition, index: number): Parameter | undefined {
  if (index < operator.parameters.length) return operator.parameters[index];
  const group = operator.repeats;
  return group === undefined ? undefined : group[(index - operator.parameters.length) % group.length];
}

/** Reports arguments that are missing or too many, and groups of repeated arguments that are incomplete. */
function checkArity(
  operator: OperatorDefinition,
  nameSpan: Span,
  items: readonly JsonNode[],
  { report }: ResolveContext,
): boolean {
  const fixed = operator.parameters.length;
  const least = operator.atLeastOnce === true ? (operator.repeats ?? []) : operator.parameters;
  if (items.length < fixed || (items.length === 0 && least.length > 0)) {
    const missing = least.slice(items.length).map(({ name }) => name);
    const what = missing.length === 1 ? "argument" : "arguments";
    report("wrong-arity", nameSpan, `${quoteName(operator.name)} is missing its ${what} ${listNames(missing)}.`, {
      hint: usageOf(operator),
    });
    return false;
  }
  const extra = items.slice(fixed);
  if (operator.repeats === undefined) {
    if (extra.length > 0) reportExtra(operator, nameSpan, items, report);
    return extra.length === 0;
  }
  const left = extra.length % operator.repeats.length;
  if (left > 0) reportHalfGroup(operator, operator.repeats, extra.slice(-left), report);
  return left === 0;
}

function usageOf(operator: OperatorDefinition): string {
  return `Usage: ${signatureOf(operator)}`;
}

function reportExtra(
  operator: OperatorDefinition,
  nameSpan: Span,
  items: readonly JsonNode[],
  report: Reporter["report"],
): void {
  const count = operator.parameters.length;
  const extra = items.slice(count);
  const start = extra[0]?.span.start ?? nameSpan.end;
  const end = extra.at(-1)?.span.end ?? nameSpan.end;
  const takes = count === 0 ? "no arguments" : count === 1 ? "one argument" : `${count} arguments`;
  const which = extra.length === 1 ? "this one" : `these ${extra.length}`;
  const before = items[count - 1]?.span.end ?? nameSpan.end;
  report("wrong-arity", { start, end }, `${quoteName(operator.name)} takes ${takes}; remove ${which}.`, {
    hint: usageOf(operator),
    fixes: [{ title: `Remove ${which}`, edits: [{ span: { start: before, end }, text: "" }] }],
  });
}

/** `found` are the arguments of a group whose others are missing. */
function reportHalfGroup(
  operator: OperatorDefinition,
  group: readonly Parameter[],
  found: readonly JsonNode[],
  report: Reporter["report"],
): void {
  const start = found[0]?.span ?? { start: 0, end: 0 };
  const isTest = group[0]?.kind === "test";
  const missing = isTest ? "result" : listNames(group.slice(found.length).map(({ name }) => name));
  const size = group.length === 2 ? "pairs" : `groups of ${group.length}`;
  const names = group.map(({ name }) => name).join(", ");
  const message = `This ${group[0]?.name} has no ${missing} after it: arguments come in ${size} (${names}).`;
  const asElse = {
    title: 'Make it the "else": ["bool", true], ...',
    edits: [{ span: { start: start.start, end: start.start }, text: '["bool", true], ' }],
  };
  report("half-group", start, message, { hint: usageOf(operator), ...(isTest && { fixes: [asElse] }) });
}

/** The value of a literal argument; undefined, and reported, where it is not of the parameter's kind. */
function readLiteral(
  operator: OperatorDefinition,
  parameter: Parameter,
  node: JsonNode,
  { report, operators, text }: ResolveContext,
): Value | undefined {
  if (node.kind === "missing") return undefined;
  const value = valueOf(node);
  if (isLiteralOf(parameter, value)) return value;
  const fixes = literalFixes(node, { operator, parameter, operators, text });
  report("wrong-literal", node.span, wrongLiteral(operator.name, parameter, value), {
    ...(fixes.length > 0 && { fixes }),
  });
  return undefined;
}

function wrongLiteral(operator: string, { name, kind }: Parameter, value: Value): string {
  const lead = `${quoteName(operator)} takes`;
  const found = isDict(value) || Array.isArray(value) || value === null ? kindName(value) : stringifyJson(value);
  if (kind === "boolean") {
    if (typeof value === "string" && /^(?:true|false)$/i.test(value)) return `${lead} true or false, without quotes.`;
    return `${lead} true or false, not ${found}.`;
  }
  if (kind === "integer") {
    if (isHuge(value)) return `${lead} an integer; ${found} is out of range.`;
    return typeof value === "number" ? `${lead} an integer; ${found} is not one.` : `${lead} an integer, not ${found}.`;
  }
  return `${lead} a literal string as ${quoteName(name)}, not ${kindName(value)}.`;
}

function kindName(value: Value): string {
  return describeWithArticle(typeOfValue(value).kinds);
}

function literalArgument(value: Value, span: Span, text: string): LiteralArgument {
  return {
    value,
    span(start, end) {
      if (start === undefined || typeof value !== "string") return span;
      const token = text.slice(span.start, span.end);
      const from = span.start + offsetInToken(token, start);
      const to = span.start + offsetInToken(token, end ?? start + 1);
      return { start: from, end: Math.max(to, Math.min(from + 1, span.end)) };
    },
  };
}
