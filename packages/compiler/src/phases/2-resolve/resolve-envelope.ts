// Phase 2. In: the JSON tree of a converter file. Out: its settings and the expression of its function, as far as they are present.
import { COMPRESSION_NAMES, COMPRESSIONS, DEFAULT_COMPRESSION } from "../../formats/compression.ts";
import { listNames } from "../../diagnostics/quote.ts";
import { DEFAULT_FORMAT, FILE_TYPES } from "../../formats/formats.ts";
import type { ConverterSettings, KeyPattern } from "../../program.ts";
import type { Span } from "../../source/span.ts";
import type { JsonNode, MemberNode } from "../1-parse/tree.ts";
import type { Expr } from "./expression.ts";
import { resolveFilterPattern } from "./filter-pattern.ts";
import { readFormatSettings } from "./read-format-settings.ts";
import { readChoice, readConfigName, readFlag, reportExtension, wrongValue } from "./read-setting.ts";
import { type ResolveContext, resolveExpression } from "./resolve-expression.ts";
import { bareConfigFix, CONFIG, FILE, KEY_VALIDATOR, moveFix, wholeFileFix } from "./misplaced.ts";
import { type Expected, readSettings } from "./settings-object.ts";

export interface ResolvedConverter {
  /** The text that every span points into. */
  readonly text: string;
  readonly settings: ConverterSettings;
  readonly body: Expr;
  /** Where `ignoreEventFlag` names its key. */
  readonly ignoreEventFlagSpan?: Span;
}

/** Resolves a whole converter file; undefined if it has no function to check. */
export function resolveConverter(root: JsonNode, context: ResolveContext): ResolvedConverter | undefined {
  const { report, text, operators } = context;
  const start = { start: root.span.start, end: root.span.start + 1 };
  const wrapping = wholeFileFix(root, text, operators);
  if (wrapping !== undefined) {
    const details = { hint: `Its keys are ${listNames(FILE.keys)}.`, fixes: [wrapping] };
    if (root.kind === "object")
      report("envelope-missing-key", start, "The converter file is missing `converterConfig`.", details);
    else report("envelope-not-an-object", root.span, "The converter file must be a JSON object.", details);
    return undefined;
  }
  const elsewhere: Expected["elsewhere"] = (member, owner) => moveFix(root, member, owner, text);
  // `$schema` ties a file to the JSON Schema that editors check it with (D).
  const file = readSettings(
    root,
    { what: "The converter file", known: FILE.keys, required: ["converterConfig"], silent: ["$schema"], elsewhere },
    start,
    report,
  );
  if (file === undefined) return undefined;
  const common = {
    configName: readConfigName(file.get("config_name"), report),
    ...readKeyValidator(file.get("keyValidatorConfig"), context, elsewhere),
  };
  const configMember = file.get("converterConfig");
  if (configMember === undefined) return undefined;
  const place = configMember.key.span;
  const wrappingFunction = bareConfigFix(configMember.value, text, operators);
  if (wrappingFunction !== undefined) {
    const details = { hint: "Put the event in its `convertToAmplitudeFunc`.", fixes: [wrappingFunction] };
    if (configMember.value.kind === "object")
      report("envelope-missing-key", place, "`converterConfig` is missing `convertToAmplitudeFunc`.", details);
    else report("envelope-wrong-value", configMember.value.span, "`converterConfig` must be a JSON object.", details);
    return undefined;
  }
  const config = readSettings(
    configMember.value,
    { what: "`converterConfig`", known: CONFIG.keys, required: ["convertToAmplitudeFunc"], elsewhere },
    place,
    report,
  );
  if (config === undefined) return undefined;
  const flag = readFlag(config.get("ignoreEventFlag"), report);
  const fileType = readChoice(config, "fileType", FILE_TYPES, DEFAULT_FORMAT.name, place, context);
  const compressionType = readChoice(config, "compressionType", COMPRESSION_NAMES, DEFAULT_COMPRESSION, place, context);
  if (COMPRESSIONS.some(({ name, extension }) => name === compressionType && extension === true)) {
    const node = config.get("compressionType")?.value;
    if (node !== undefined) reportExtension(`the \`compressionType\` "${compressionType}"`, node.span, report);
  }
  const formats = readFormatSettings(config, fileType, report);
  const body = config.get("convertToAmplitudeFunc");
  if (body === undefined) return undefined;
  return {
    text,
    settings: { ...common, fileType, compressionType, ...formats, ...(flag && { ignoreEventFlag: flag.value }) },
    body: resolveExpression(body.value, context),
    ...(flag && { ignoreEventFlagSpan: flag.span }),
  };
}

function readKeyValidator(
  member: MemberNode | undefined,
  { text, report }: ResolveContext,
  elsewhere: Expected["elsewhere"],
): { filterPattern?: KeyPattern } {
  if (member === undefined) return {};
  const settings = readSettings(
    member.value,
    { what: "`keyValidatorConfig`", known: KEY_VALIDATOR.keys, required: [], ...(elsewhere && { elsewhere }) },
    member.key.span,
    report,
  );
  const node = settings?.get("filterPattern")?.value;
  if (node === undefined || node.kind === "missing") return {};
  if (node.kind === "string") return resolveFilterPattern(node, text, report);
  wrongValue("filterPattern", "a string, a regular expression", node.span, report);
  return {};
}
