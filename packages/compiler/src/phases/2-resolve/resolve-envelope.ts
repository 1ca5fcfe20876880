// Phase 2. In: the JSON tree of a converter file. Out: its settings and the expression of its function, as far as they are present.
import {
  COMPRESSION_TYPE,
  CONFIG,
  CONVERTER,
  FILE_TYPE,
  FILTER_PATTERN,
  KEY_VALIDATOR,
} from "../../converter-definition.ts";
import type { ConverterSettings, KeyPattern } from "../../program.ts";
import { knownKeys } from "../../settings/object-keys.ts";
import { withSchemaKey } from "../../settings/schema-key.ts";
import type { Span } from "../../source/span.ts";
import type { JsonNode, MemberNode } from "../1-parse/tree.ts";
import type { Expr } from "./expression.ts";
import { resolveFilterPattern } from "./filter-pattern.ts";
import { readFormatSettings } from "./read-format-settings.ts";
import { isValid, readChoice, readConfigName, readFlag, reportExtension } from "./read-setting.ts";
import { type ResolveContext, resolveExpression } from "./resolve-expression.ts";
import { bareConfigFix, moveFix, wholeFileFix } from "./misplaced.ts";
import { type Expected, missingKey, readSettings } from "./settings-object.ts";

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
    const details = { hint: knownKeys(CONVERTER.settings), fixes: [wrapping] };
    if (root.kind === "object") report("envelope-missing-key", start, missingKey("converterConfig", ""), details);
    else report("envelope-not-an-object", root.span, "The file must be an object", details);
    return undefined;
  }
  const elsewhere: Expected["elsewhere"] = (member, owner) => moveFix(root, member, owner, text);
  const file = readSettings(root, { path: "", setting: withSchemaKey(CONVERTER), place: start, elsewhere }, report);
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
      report("envelope-missing-key", place, missingKey("convertToAmplitudeFunc", "converterConfig"), details);
    else report("envelope-wrong-value", configMember.value.span, "`converterConfig` must be an object", details);
    return undefined;
  }
  const config = readSettings(
    configMember.value,
    { path: "converterConfig", setting: CONFIG, place, elsewhere },
    report,
  );
  if (config === undefined) return undefined;
  const flag = readFlag(config.get("ignoreEventFlag"), report);
  const { value: fileType } = readChoice(config, "fileType", FILE_TYPE, place, context);
  const compression = readChoice(config, "compressionType", COMPRESSION_TYPE, place, context);
  const { value: compressionType } = compression;
  if (compression.extension === true) {
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
    { path: "keyValidatorConfig", setting: KEY_VALIDATOR, place: member.key.span, ...(elsewhere && { elsewhere }) },
    report,
  );
  const node = settings?.get("filterPattern")?.value;
  if (node === undefined || node.kind === "missing") return {};
  const isPattern = isValid(node, "filterPattern", FILTER_PATTERN, report) && node.kind === "string";
  return isPattern ? resolveFilterPattern(node, text, report) : {};
}
