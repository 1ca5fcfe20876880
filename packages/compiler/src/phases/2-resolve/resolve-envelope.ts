// Phase 2. In: the JSON tree of a converter file. Out: its settings and the expression of its function, as far as they are there.
import type { Reporter } from "../../diagnostics/reporter.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import type { CompressionType, ConverterSettings, CsvSettings, FileType, KeyPattern } from "../../program.ts";
import type { Span } from "../../source/span.ts";
import type { JsonNode, MemberNode, ObjectNode, StringNode } from "../1-parse/tree.ts";
import type { Expr } from "./expression.ts";
import { resolveFilterPattern } from "./filter-pattern.ts";
import { membersByKey } from "./json-value.ts";
import { type ResolveContext, resolveExpression } from "./resolve-expression.ts";

export interface ResolvedConverter {
  /** The text that every span points into. */
  readonly text: string;
  readonly settings: ConverterSettings;
  readonly body: Expr;
  /** Where `ignoreEventFlag` names its key. */
  readonly ignoreEventFlagSpan?: Span;
}

const FILE_TYPES: readonly FileType[] = ["json", "csv", "parquet"];
const COMPRESSION_TYPES: readonly CompressionType[] = ["none", "gzip", "zstd", "brotli", "deflate", "auto"];
const DOCUMENTED_COMPRESSION: readonly CompressionType[] = ["none", "gzip"];
const CSV_DEFAULTS: CsvSettings = { delimiter: ",", quote: '"', escape: '"' };

/** Resolves a whole converter file; undefined when it has no function that could be looked at. */
export function resolveConverter(root: JsonNode, context: ResolveContext): ResolvedConverter | undefined {
  const file = readObject(root, "The converter file", ["config_name", "converterConfig", "keyValidatorConfig"], context.report);
  if (file === undefined) return undefined;
  const configNode = file.get("converterConfig")?.value;
  if (configNode === undefined) {
    context.report("envelope-missing-key", { start: root.span.start, end: root.span.start + 1 }, 'The converter file has no "converterConfig".', {
      hint: 'Write { "converterConfig": { "fileType": "json", "compressionType": "none", "convertToAmplitudeFunc": { ... } } }.',
    });
  }
  const settings = { configName: readConfigName(file.get("config_name"), context.report), ...readKeyValidator(file.get("keyValidatorConfig"), context.report) };
  if (configNode === undefined) return undefined;
  const known = ["fileType", "compressionType", "convertToAmplitudeFunc", "ignoreEventFlag", "csv"];
  const config = readObject(configNode, '"converterConfig"', known, context.report);
  if (config === undefined) return undefined;
  const configKey = file.get("converterConfig")?.key.span ?? configNode.span;
  const flag = readFlag(config.get("ignoreEventFlag"), context.report);
  const fileType = readChoice(config.get("fileType"), "fileType", FILE_TYPES, "json", configKey, context.report);
  const compressionType = readChoice(config.get("compressionType"), "compressionType", COMPRESSION_TYPES, "none", configKey, context.report);
  if (!DOCUMENTED_COMPRESSION.includes(compressionType)) {
    const node = config.get("compressionType")?.value;
    if (node !== undefined) reportExtension(`the compressionType "${compressionType}"`, node.span, context.report);
  }
  const body = config.get("convertToAmplitudeFunc");
  if (body === undefined) {
    context.report("envelope-missing-key", configKey, '"converterConfig" has no "convertToAmplitudeFunc".', { hint: "It holds the expression that yields the event." });
    return undefined;
  }
  return {
    text: context.text,
    settings: { ...settings, fileType, compressionType, csv: readCsv(config.get("csv"), fileType, context.report), ...(flag && { ignoreEventFlag: flag.value }) },
    body: resolveExpression(body.value, context),
    ...(flag && { ignoreEventFlagSpan: flag.span }),
  };
}

function readObject(node: JsonNode, what: string, known: readonly string[], report: Reporter["report"]): ReadonlyMap<string, MemberNode> | undefined {
  if (node.kind !== "object") {
    if (node.kind !== "missing") report(what.startsWith('"') ? "envelope-wrong-value" : "envelope-not-an-object", node.span, `${what} must be a JSON object.`, { hint: `Its keys are ${known.join(", ")}.` });
    return undefined;
  }
  reportUnknownKeys(node, what, known, report);
  return membersByKey(node.members);
}

function reportUnknownKeys(node: ObjectNode, what: string, known: readonly string[], report: Reporter["report"]): void {
  for (const { key } of node.members) {
    if (known.includes(key.value)) continue;
    const near = suggest(key.value, known);
    report("envelope-unknown-key", key.span, `${what} has no setting ${JSON.stringify(key.value)}.${near === undefined ? "" : ` Did you mean "${near}"?`}`, {
      ...(near === undefined ? { hint: `Its keys are ${known.join(", ")}.` } : { fixes: [{ title: `Replace with "${near}"`, edits: [{ span: key.span, text: JSON.stringify(near) }] }] }),
    });
  }
}

function readConfigName(member: MemberNode | undefined, report: Reporter["report"]): readonly string[] {
  const node = member?.value;
  if (node === undefined || node.kind === "missing") return [];
  if (node.kind === "string") return [node.value];
  const items = node.kind === "array" ? node.items : [node];
  const names = items.filter((item): item is StringNode => item.kind === "string");
  for (const item of items) {
    if (item.kind !== "string" && item.kind !== "missing") wrongValue("config_name", "a list of strings, or one string", item.span, report);
  }
  return names.map((name) => name.value);
}

function wrongValue(key: string, wanted: string, span: Span, report: Reporter["report"], fixes: readonly { title: string; text: string }[] = []): void {
  report("envelope-wrong-value", span, `${key} must be ${wanted}.`, {
    ...(fixes.length > 0 && { fixes: fixes.map(({ title, text }) => ({ title, edits: [{ span, text }] })) }),
  });
}

function readChoice<Choice extends string>(
  member: MemberNode | undefined, key: string, choices: readonly Choice[], otherwise: Choice, place: Span, report: Reporter["report"],
): Choice {
  if (member === undefined) {
    report("envelope-default", place, `${key} is left out; "${otherwise}" is taken.`, { hint: `Write "${key}": "${otherwise}".` });
    return otherwise;
  }
  const node = member.value;
  if (node.kind === "missing") return otherwise;
  const found = node.kind === "string" ? choices.find((choice) => choice === node.value) : undefined;
  if (found !== undefined) return found;
  const near = node.kind === "string" ? suggest(node.value, choices) : undefined;
  const wanted = `one of ${choices.map((choice) => `"${choice}"`).join(", ")}`;
  wrongValue(key, wanted, node.span, report, near === undefined ? [] : [{ title: `Replace with "${near}"`, text: JSON.stringify(near) }]);
  return otherwise;
}

function readFlag(member: MemberNode | undefined, report: Reporter["report"]): StringNode | undefined {
  const node = member?.value;
  if (node === undefined || node.kind === "missing") return undefined;
  if (node.kind === "string") return node;
  wrongValue("ignoreEventFlag", "the name of a key of the event, as a string", node.span, report);
  return undefined;
}

function readKeyValidator(member: MemberNode | undefined, report: Reporter["report"]): { filterPattern?: KeyPattern } {
  if (member === undefined) return {};
  const node = readObject(member.value, '"keyValidatorConfig"', ["filterPattern"], report)?.get("filterPattern")?.value;
  if (node === undefined || node.kind === "missing") return {};
  if (node.kind !== "string") {
    wrongValue("filterPattern", "a regular expression, as a string", node.span, report);
    return {};
  }
  return resolveFilterPattern(node, report);
}

function readCsv(member: MemberNode | undefined, fileType: FileType, report: Reporter["report"]): CsvSettings {
  if (member === undefined) return CSV_DEFAULTS;
  reportExtension('"csv"', member.key.span, report);
  const settings = readObject(member.value, '"csv"', ["delimiter", "quote", "escape", "columns"], report);
  if (settings === undefined) return CSV_DEFAULTS;
  if (fileType !== "csv") report("envelope-default", member.key.span, `"csv" has no effect on a file of type "${fileType}".`, { hint: "Remove it.", tags: ["unnecessary"] });
  const delimiter = readCharacter(settings.get("delimiter"), "delimiter", report) ?? CSV_DEFAULTS.delimiter;
  const quote = readCharacter(settings.get("quote"), "quote", report) ?? CSV_DEFAULTS.quote;
  const escape = readCharacter(settings.get("escape"), "escape", report) ?? quote;
  const delimiterNode = settings.get("delimiter")?.value;
  if (delimiterNode !== undefined && (delimiter === quote || delimiter === escape)) wrongValue("delimiter", "another character than quote and escape", delimiterNode.span, report);
  const columns = readColumns(settings.get("columns"), report);
  return { delimiter, quote, escape, ...(columns && { columns }) };
}

function readCharacter(member: MemberNode | undefined, key: string, report: Reporter["report"]): string | undefined {
  const node = member?.value;
  if (node === undefined || node.kind === "missing") return undefined;
  if (node.kind === "string" && [...node.value].length === 1 && !/[\r\n]/.test(node.value)) return node.value;
  wrongValue(key, "a string of one character, which is no line break", node.span, report);
  return undefined;
}

function readColumns(member: MemberNode | undefined, report: Reporter["report"]): readonly string[] | undefined {
  const node = member?.value;
  if (node === undefined || node.kind === "missing") return undefined;
  if (node.kind === "array" && node.items.length > 0 && node.items.every((item) => item.kind === "string")) {
    const names = node.items.map((item) => item.value);
    const twice = node.items.find((item, index) => names.indexOf(item.value) !== index);
    if (twice === undefined) return names;
    wrongValue("columns", "a list without the same name twice", twice.span, report);
    return undefined;
  }
  wrongValue("columns", "a list of column names, as strings", node.span, report);
  return undefined;
}

function reportExtension(what: string, span: Span, report: Reporter["report"]): void {
  report("envelope-extension", span, `Amplitude's own import does not know ${what}; it is an extension of ours.`, {
    hint: "It works with this runtime only.",
    severity: "warning",
  });
}
