// In: an object of the envelope. Out: its settings by name, with findings about names that do not exist, and edits of its text.
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import { removal, replacement } from "../../settings/edits.ts";
import type { Span } from "../../source/span.ts";
import type { JsonNode, MemberNode, ObjectNode } from "../1-parse/tree.ts";
import { membersByKey } from "./json-value.ts";

export interface SettingsObject {
  readonly node: ObjectNode;
  get(name: string): MemberNode | undefined;
  /** Settings that stand there misspelled; they are reported already. */
  readonly misspelled: ReadonlySet<string>;
}

export interface Expected {
  /** How messages call it. */
  readonly what: string;
  readonly known: readonly string[];
  /** Those without which the file cannot be used. */
  readonly required: readonly string[];
  /** Names that are let through and never suggested. */
  readonly silent?: readonly string[];
  /** Where a member of another name belongs. */
  readonly elsewhere?: (member: MemberNode, owner: ObjectNode) => Fix | undefined;
}

/**
 * Reads an object of settings. A required one that is missing is an error; where a misspelled name stands for it, that name is
 * the finding, and what it holds is looked at all the same.
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
        what.startsWith('"') ? "envelope-wrong-value" : "envelope-not-an-object",
        node.span,
        `${what} must be a JSON object.`,
        { hint: `Its keys are ${known.join(", ")}.` },
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
        `${what} needs "${near}", and has ${JSON.stringify(key.value)} instead.`,
        { fixes: [replacement(key.span, near)] },
      );
      continue;
    }
    if (near !== undefined) misspelled.add(near);
    const fixes: Fix[] = near === undefined ? [] : [replacement(key.span, near)];
    const move = elsewhere?.(member, node);
    report(
      "envelope-unknown-key",
      key.span,
      `${what} has no setting ${JSON.stringify(key.value)}.${near === undefined ? "" : ` Did you mean "${near}"?`}`,
      {
        ...(near === undefined && { hint: `Its keys are ${known.join(", ")}.` }),
        fixes: [...fixes, move ?? removal(member, node)],
      },
    );
  }
  for (const name of missing)
    report("envelope-missing-key", place, `${what} has no "${name}".`, { hint: `Its keys are ${known.join(", ")}.` });
  return { node, get: (name) => members.get(name), misspelled };
}
