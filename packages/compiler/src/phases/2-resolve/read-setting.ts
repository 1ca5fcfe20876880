// In: one setting of the envelope. Out: its value or its default, with findings about what it cannot be.
import type { Reporter } from "../../diagnostics/reporter.ts";
import { quoteName } from "../../diagnostics/quote.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import { insertionInto } from "../../settings/edits.ts";
import type { Span } from "../../source/span.ts";
import type { MemberNode, StringNode } from "../1-parse/tree.ts";
import type { ResolveContext } from "./resolve-expression.ts";
import type { SettingsObject } from "./settings-object.ts";

export function wrongValue(key: string, wanted: string, span: Span, report: Reporter["report"], better?: string): void {
  report("envelope-wrong-value", span, `${quoteName(key)} must be ${wanted}.`, {
    ...(better !== undefined && { fixes: [{ title: `Replace with ${better}`, edits: [{ span, text: better }] }] }),
  });
}

export function reportExtension(what: string, span: Span, report: Reporter["report"]): void {
  report("envelope-extension", span, `Amplitude's own import doesn't support ${what}, which is an extension.`, {
    hint: "It only works with this runtime.",
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

/** One of several words; if missing, the default, with a warning. */
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
    report("envelope-default", place, `${quoteName(key)} is missing; assuming "${otherwise}".`, {
      fixes: [{ title: `Add ${member}`, edits: [insertionInto(settings.node, member, text)] }],
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
  wrongValue("ignoreEventFlag", "a string, the name of an event key", node.span, report);
  return undefined;
}
