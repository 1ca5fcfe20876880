// In: one setting of the envelope. Out: its value or its default, with findings about what it cannot be.
import type { Reporter } from "../../diagnostics/reporter.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import { insertionInto, removal } from "../../settings/edits.ts";
import type { CsvSettings, FileType } from "../../program.ts";
import type { Span } from "../../source/span.ts";
import type { MemberNode, StringNode } from "../1-parse/tree.ts";
import type { ResolveContext } from "./resolve-expression.ts";
import { readSettings, type SettingsObject } from "./settings-object.ts";

const CSV_DEFAULTS: CsvSettings = { delimiter: ",", quote: '"', escape: '"' };

export function wrongValue(key: string, wanted: string, span: Span, report: Reporter["report"], better?: string): void {
  report("envelope-wrong-value", span, `${key} must be ${wanted}.`, {
    ...(better !== undefined && { fixes: [{ title: `Replace with ${better}`, edits: [{ span, text: better }] }] }),
  });
}

export function reportExtension(what: string, span: Span, report: Reporter["report"]): void {
  report("envelope-extension", span, `Amplitude's own import does not know ${what}; it is an extension of ours.`, {
    hint: "It works with this runtime only.",
  });
}

export function readConfigName(member: MemberNode | undefined, report: Reporter["report"]): readonly string[] {
  const node = member?.value;
  if (node === undefined || node.kind === "missing") return [];
  if (node.kind === "string") return [node.value];
  const items = node.kind === "array" ? node.items : [node];
  for (const item of items) {
    if (item.kind !== "string" && item.kind !== "missing") {
      const better = item.kind === "number" || item.kind === "boolean" ? JSON.stringify(String(item.value)) : undefined;
      wrongValue("config_name", "a list of strings, or one string", item.span, report, better);
    }
  }
  return items.flatMap((item) => (item.kind === "string" ? [item.value] : []));
}

/** One of several words; left out, a default with a warning. */
export function readChoice<Choice extends string>(
  settings: SettingsObject,
  key: string,
  choices: readonly Choice[],
  otherwise: Choice,
  place: Span,
  { report, text }: ResolveContext,
): Choice {
  const node = settings.get(key)?.value;
  if (node === undefined) {
    if (settings.misspelled.has(key)) return otherwise;
    const member = `"${key}": "${otherwise}"`;
    report("envelope-default", place, `${key} is left out; "${otherwise}" is taken.`, {
      fixes: [{ title: `Write ${member}`, edits: [insertionInto(settings.node, member, text)] }],
    });
    return otherwise;
  }
  if (node.kind === "missing") return otherwise;
  const found = node.kind === "string" ? choices.find((choice) => choice === node.value) : undefined;
  if (found !== undefined) return found;
  const near = node.kind === "string" ? suggest(node.value, choices) : node.kind === "null" ? otherwise : undefined;
  wrongValue(
    key,
    `one of ${choices.map((choice) => `"${choice}"`).join(", ")}`,
    node.span,
    report,
    near === undefined ? undefined : JSON.stringify(near),
  );
  return otherwise;
}

export function readFlag(member: MemberNode | undefined, report: Reporter["report"]): StringNode | undefined {
  const node = member?.value;
  if (node === undefined || node.kind === "missing") return undefined;
  if (node.kind === "string") return node;
  wrongValue("ignoreEventFlag", "the name of a key of the event, as a string", node.span, report);
  return undefined;
}

export function readCsv(config: SettingsObject, fileType: FileType, report: Reporter["report"]): CsvSettings {
  const member = config.get("csv");
  if (member === undefined) return CSV_DEFAULTS;
  if (fileType !== "csv") {
    report("envelope-unused", member.key.span, `"csv" has no effect on a file of type "${fileType}".`, {
      tags: ["unnecessary"],
      fixes: [removal(member, config.node)],
    });
  } else reportExtension('"csv"', member.key.span, report);
  const settings = readSettings(
    member.value,
    { what: '"csv"', known: ["delimiter", "quote", "escape", "columns"], required: [] },
    member.key.span,
    report,
  );
  if (settings === undefined) return CSV_DEFAULTS;
  const columns = readColumns(settings.get("columns"), report);
  const delimiter = readCharacter(settings, "delimiter", CSV_DEFAULTS.delimiter, report);
  const quote = readCharacter(settings, "quote", CSV_DEFAULTS.quote, report);
  const escape = readCharacter(settings, "escape", quote, report);
  if (delimiter === undefined || quote === undefined || escape === undefined) return CSV_DEFAULTS;
  const clash = settings.get("delimiter") ?? settings.get("quote") ?? settings.get("escape");
  if (clash !== undefined && (delimiter === quote || delimiter === escape))
    wrongValue(
      clash.key.value,
      "another character: delimiter must differ from quote and escape",
      clash.value.span,
      report,
    );
  return { delimiter, quote, escape, ...(columns && { columns }) };
}

/** One character; undefined where something else stands. */
function readCharacter(
  settings: SettingsObject,
  key: string,
  otherwise: string | undefined,
  report: Reporter["report"],
): string | undefined {
  const node = settings.get(key)?.value;
  if (node === undefined || node.kind === "missing") return otherwise;
  if (node.kind === "string" && [...node.value].length === 1 && !/[\r\n]/.test(node.value)) return node.value;
  const better = node.kind === "string" && /^\\*t(?:ab)?$/i.test(node.value) ? '"\\t"' : undefined;
  wrongValue(key, "a string of one character, which is no line break", node.span, report, better);
  return undefined;
}

function readColumns(member: MemberNode | undefined, report: Reporter["report"]): readonly string[] | undefined {
  const node = member?.value;
  if (node === undefined || node.kind === "missing") return undefined;
  if (node.kind === "array" && node.items.length > 0 && node.items.every((item) => item.kind === "string")) {
    const seen = new Set<string>();
    for (const { value, span } of node.items) {
      if (seen.has(value)) {
        wrongValue("columns", "a list without the same name twice", span, report);
        return undefined;
      }
      seen.add(value);
    }
    return [...seen];
  }
  wrongValue("columns", "a list of column names, as strings", node.span, report);
  return undefined;
}
