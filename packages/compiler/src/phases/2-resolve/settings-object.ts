// In: an object of the envelope and its definition. Out: its settings by name, with findings about keys that are unknown or missing.
import type { Fix } from "../../diagnostics/diagnostic.ts";
import { quoteName } from "../../diagnostics/quote.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import { removal, replacement } from "../../settings/edits.ts";
import { knownKeys, objectKeys } from "../../settings/object-keys.ts";
import type { ObjectSetting } from "../../settings/setting.ts";
import { valueFault } from "../../settings/value-fault.ts";
import type { Span } from "../../source/span.ts";
import type { JsonNode, MemberNode, ObjectNode } from "../1-parse/tree.ts";

export interface SettingsObject {
  readonly node: ObjectNode;
  get(name: string): MemberNode | undefined;
  /** Settings that are there misspelled; they are reported already. */
  readonly misspelled: ReadonlySet<string>;
}

export interface Expected {
  /** From the root's, which is the empty one. */
  readonly path: string;
  readonly setting: ObjectSetting;
  /** Where a missing key is reported. */
  readonly place: Span;
  /** Where a member of another name belongs. */
  readonly elsewhere?: (member: MemberNode, owner: ObjectNode) => Fix | undefined;
}

/**
 * Reads an object of settings. A required one that is missing is an error; where a misspelled key is read in its place, that key is
 * the finding, and its value is checked all the same.
 */
export function readSettings(
  node: JsonNode,
  { path, setting, place, elsewhere }: Expected,
  report: Reporter["report"],
): SettingsObject | undefined {
  const { settings } = setting;
  if (node.kind !== "object") {
    const fault = node.kind === "missing" ? undefined : valueFault(node, setting);
    if (fault !== undefined) {
      const [code, name] =
        path === ""
          ? (["envelope-not-an-object", "The file"] as const)
          : (["envelope-wrong-value", `\`${path}\``] as const);
      report(code, node.span, `${name} ${fault.message}`, { hint: knownKeys(settings) });
    }
    return undefined;
  }
  const where = path === "" ? "" : ` in \`${path}\``;
  const { members, unknown, missing } = objectKeys(node, settings);
  const misspelled = new Set<string>();
  for (const { member, near, isMeant } of unknown) {
    const { key } = member;
    const message = `Unknown key ${quoteName(key.value)}${where}`;
    if (near === undefined) {
      const fix = elsewhere?.(member, node) ?? removal(member, node);
      report("envelope-unknown-key", key.span, message, { hint: knownKeys(settings), fixes: [fix] });
      continue;
    }
    const fixes = [replacement(key.span, near)];
    if (!isMeant) {
      misspelled.add(near);
      fixes.push(elsewhere?.(member, node) ?? removal(member, node));
    }
    const code = isMeant ? "envelope-missing-key" : "envelope-unknown-key";
    report(code, key.span, `${message}; did you mean \`${near}\`?`, { fixes });
  }
  for (const key of missing) {
    const doc = settings[key]?.doc;
    report("envelope-missing-key", place, missingKey(key, path), { ...(doc !== undefined && { hint: doc }) });
  }
  return { node, get: (name) => members.get(name), misspelled };
}

export function missingKey(key: string, path: string): string {
  return `Missing key \`${key}\`${path === "" ? "" : ` in \`${path}\``}`;
}
