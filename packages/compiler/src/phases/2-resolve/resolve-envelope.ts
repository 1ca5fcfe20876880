// Phase 2. In: the JSON tree of a converter file. Out: its settings and the expression of its function, as far as they are there.
import type { CompressionType, ConverterSettings, FileType, KeyPattern } from "../../program.ts";
import type { Span } from "../../source/span.ts";
import type { JsonNode, MemberNode } from "../1-parse/tree.ts";
import type { Expr } from "./expression.ts";
import { resolveFilterPattern } from "./filter-pattern.ts";
import { readChoice, readConfigName, readCsv, readFlag, reportExtension, wrongValue } from "./read-setting.ts";
import { type ResolveContext, resolveExpression } from "./resolve-expression.ts";
import { readSettings } from "./settings-object.ts";

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

const FILE_KEYS = ["config_name", "converterConfig", "keyValidatorConfig"];
const CONFIG_KEYS = ["fileType", "compressionType", "convertToAmplitudeFunc", "ignoreEventFlag", "csv"];

/** Resolves a whole converter file; undefined when it has no function that could be looked at. */
export function resolveConverter(root: JsonNode, context: ResolveContext): ResolvedConverter | undefined {
  const { report, text } = context;
  const start = { start: root.span.start, end: root.span.start + 1 };
  // `$schema` ties a file to the JSON Schema that editors check it with (D).
  const file = readSettings(
    root,
    { what: "The converter file", known: FILE_KEYS, required: ["converterConfig"], silent: ["$schema"] },
    start,
    report,
  );
  if (file === undefined) return undefined;
  const common = {
    configName: readConfigName(file.get("config_name"), report),
    ...readKeyValidator(file.get("keyValidatorConfig"), context),
  };
  const configMember = file.get("converterConfig");
  if (configMember === undefined) return undefined;
  const place = configMember.key.span;
  const config = readSettings(
    configMember.value,
    { what: '"converterConfig"', known: CONFIG_KEYS, required: ["convertToAmplitudeFunc"] },
    place,
    report,
  );
  if (config === undefined) return undefined;
  const flag = readFlag(config.get("ignoreEventFlag"), report);
  const fileType = readChoice(config, "fileType", FILE_TYPES, "json", place, context);
  const compressionType = readChoice(config, "compressionType", COMPRESSION_TYPES, "none", place, context);
  if (!DOCUMENTED_COMPRESSION.includes(compressionType)) {
    const node = config.get("compressionType")?.value;
    if (node !== undefined) reportExtension(`the compressionType "${compressionType}"`, node.span, report);
  }
  const csv = readCsv(config, fileType, report);
  const body = config.get("convertToAmplitudeFunc");
  if (body === undefined) return undefined;
  return {
    text,
    settings: { ...common, fileType, compressionType, csv, ...(flag && { ignoreEventFlag: flag.value }) },
    body: resolveExpression(body.value, context),
    ...(flag && { ignoreEventFlagSpan: flag.span }),
  };
}

function readKeyValidator(
  member: MemberNode | undefined,
  { text, report }: ResolveContext,
): { filterPattern?: KeyPattern } {
  if (member === undefined) return {};
  const settings = readSettings(
    member.value,
    { what: '"keyValidatorConfig"', known: ["filterPattern"], required: [] },
    member.key.span,
    report,
  );
  const node = settings?.get("filterPattern")?.value;
  if (node === undefined || node.kind === "missing") return {};
  if (node.kind === "string") return resolveFilterPattern(node, text, report);
  wrongValue("filterPattern", "a regular expression, as a string", node.span, report);
  return {};
}
