// From the text of a source file to its settings, or one failure that lists every finding with its line and how to mend it.
import { suggest } from "@heddle/compiler/language";
import { Ajv, type ErrorObject } from "ajv";
import { StageFailure } from "../contracts/stage-failure.ts";
import type { SourceFile } from "./config.ts";
import { linePlace, offsetOf } from "./json-places.ts";
import { syntaxErrorAt } from "./json-syntax.ts";
import { SOURCE_SCHEMA } from "./schema.ts";
import { foreignKeys } from "./sinks.ts";

export interface SourceFinding {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** @throws StageFailure `source/not-json` or `source/invalid`; its message holds one line for each finding. */
export function validateSource(text: string, file: string): SourceFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The engine quotes pieces of the text, which may hold a secret: only its first words are kept.
    const message = (error as SyntaxError).message.replace(/(?:,? (?:\.\.\.)?"| in JSON at position).*$/s, "");
    const finding = { ...linePlace(text, syntaxErrorAt(text)), message };
    throw invalid(
      "source/not-json",
      file,
      [finding],
      "write strict JSON: double quotes, no comments, no trailing commas",
    );
  }
  // Without strictTypes the schema's enums need no type of their own.
  const validate = new Ajv({ allErrors: true, verbose: true, strictTypes: false }).compile(SOURCE_SCHEMA);
  const findings = validate(value)
    ? [...combinations(text, value as SourceFile), ...sinkFindings(text, value as SourceFile)]
    : (validate.errors ?? []).filter(({ keyword }) => keyword !== "if").map((error) => findingOf(text, error));
  if (findings.length > 0)
    throw invalid(
      "source/invalid",
      file,
      findings,
      "mend the lines named; grammar/source.schema.json describes every key",
    );
  const { $schema: _, ...source } = value as SourceFile & { $schema?: string };
  return source;
}

function invalid(
  code: "source/not-json" | "source/invalid",
  file: string,
  findings: readonly SourceFinding[],
  hint: string,
): StageFailure {
  const lines = findings.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
  return new StageFailure({ code, place: { file }, message: lines.join("\n"), hint });
}

function findingOf(text: string, error: ErrorObject): SourceFinding {
  const path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const params = error.params as Record<string, unknown>;
  const name = path.at(-1) ?? "the source file";
  const value = JSON.stringify(error.data);
  const about = (error.parentSchema as { description?: string } | undefined)?.description;
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(params["additionalProperty"]);
      const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
      const meant = suggest(key, known);
      const fix = meant === undefined ? `known here: ${known.join(", ")}` : `did you mean "${meant}"?`;
      return { ...linePlace(text, offsetOf(text, [...path, key], true)), message: `unknown key "${key}"; ${fix}` };
    }
    case "required": {
      const key = String(params["missingProperty"]);
      const schema = (error.parentSchema as { properties?: Record<string, { description?: string }> }).properties?.[
        key
      ];
      return {
        ...linePlace(text, offsetOf(text, path)),
        message: `"${key}" is missing. ${schema?.description ?? ""}`.trimEnd(),
      };
    }
    case "enum":
    case "const": {
      const allowed =
        error.keyword === "enum" ? (params["allowedValues"] as readonly string[]) : [String(params["allowedValue"])];
      const meant = typeof error.data === "string" ? suggest(error.data, allowed) : undefined;
      const fix =
        meant === undefined
          ? `it is one of ${allowed.map((one) => `"${one}"`).join(", ")}`
          : `did you mean "${meant}"?`;
      return { ...linePlace(text, offsetOf(text, path)), message: `"${name}" cannot be ${value}; ${fix}` };
    }
    default:
      return {
        ...linePlace(text, offsetOf(text, path)),
        message: `"${name}" cannot be ${value}: it ${error.message ?? "is wrong"}.${about === undefined ? "" : ` ${about}`}`,
      };
  }
}

/** Which data type has which strategy (R). */
function combinations(text: string, source: SourceFile): readonly SourceFinding[] {
  const { dataType, strategy } = source;
  if (strategy === undefined) return [];
  const place = linePlace(text, offsetOf(text, ["strategy"]));
  if (dataType === "profiles" && strategy !== "mirror_sync") {
    return [{ ...place, message: `profiles have no strategy "${strategy}"; leave it out, or write "mirror_sync"` }];
  }
  if ((dataType === "user_properties" || dataType === "group_properties") && strategy !== "append_only") {
    return [{ ...place, message: `${dataType} have no strategy "${strategy}"; leave it out, or write "append_only"` }];
  }
  return [];
}

/** Keys that belong to another type of sink. */
function sinkFindings(text: string, { sink }: SourceFile): readonly SourceFinding[] {
  return foreignKeys(sink.type, Object.keys(sink)).map((key) => ({
    ...linePlace(text, offsetOf(text, ["sink", key], true)),
    message: `a sink of type "${sink.type}" has no key "${key}"; leave it out`,
  }));
}
