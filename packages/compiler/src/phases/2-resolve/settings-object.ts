// In: an object of the envelope. Out: its settings by name, with findings about names that do not exist, and edits of its text.
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import { didYouMean, listNames, quoteName } from "../../diagnostics/quote.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import { removal, replacement } from "../../settings/edits.ts";
import type { Span } from "../../source/span.ts";
import type { JsonNode, MemberNode, ObjectNode } from "../1-parse/tree.ts";
import { membersByKey } from "./json-value.ts";

export interface SettingsObject {
  readonly node: ObjectNode;
  get(name: string): MemberNode | undefined;
  /** Settings with a misspelled name; they are reported already. */
  readonly misspelled: ReadonlySet<string>;
}

export interface Expected {
  /** How messages call it. */
  readonly what: string;
  readonly known: readonly string[];
  /** The keys without which the file can't be used. */
  readonly required: readonly string[];
  /** Keys that are allowed but never suggested. */
  readonly silent?: readonly string[];
  /** Where a member of another name belongs. */
  readonly elsewhere?: (member: MemberNode, owner: ObjectNode) => Fix | undefined;
}

/**
 * Reads an object of settings. A missing required key is an error; if a misspelled key takes its place, that key is reported, and
 * its value is read anyway.
 */
export function readSettings(
  node: JsonNode,
  { what, known, required, silent = [], elsewhere }: Expected,
  place: Span,
  report: Reporter["report"],
): SettingsObject | undefined {
  if (node.kind !== "object") {
    if (node.kind !== "missing")
      report(
        what.startsWith("`") ? "envelope-wrong-value" : "envelope-not-an-object",
        node.span,
        `${what} must be a JSON object.`,
        { hint: `Its keys are ${listNames(known)}.` },
      );
    return undefined;
  }
  const members = new Map(membersByKey(node.members));
  const misspelled = new Set<string>();
  const missing = new Set(required.filter((name) => !members.has(name)));
  for (const member of node.members) {
    const { key } = member;
    // What has no value is half-written, or the rest of a broken string.
    if (member.value.kind === "missing" || known.includes(key.value) || silent.includes(key.value)) continue;
    const near = suggest(
      key.value,
      known.filter((name) => !members.has(name)),
    );
    if (near !== undefined && missing.delete(near)) {
      members.set(near, member);
      report(
        "envelope-missing-key",
        key.span,
        `${what} is missing ${quoteName(near)}; ${quoteName(key.value)} looks like a misspelling of it.`,
        { fixes: [replacement(key.span, near)] },
      );
      continue;
    }
    if (near !== undefined) misspelled.add(near);
    const fixes: Fix[] = near === undefined ? [] : [replacement(key.span, near)];
    const move = elsewhere?.(member, node);
    report("envelope-unknown-key", key.span, `${what} has no setting ${quoteName(key.value)}${didYouMean(near)}`, {
      ...(near === undefined && { hint: `Its keys are ${listNames(known)}.` }),
      fixes: [...fixes, move ?? removal(member, node)],
    });
  }
  for (const name of missing)
    report("envelope-missing-key", place, `${what} is missing ${quoteName(name)}.`, {
      hint: `Its keys are ${listNames(known)}.`,
    });
  return { node, get: (name) => members.get(name), misspelled };
}
