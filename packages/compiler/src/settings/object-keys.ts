// In: an object of settings and those that it can have. Out: which of its members is which setting, and what is unknown or missing.
import { suggest } from "../diagnostics/suggest.ts";
import type { MemberNode, ObjectNode } from "../phases/1-parse/tree.ts";
import type { Settings } from "./setting.ts";

export interface UnknownMember {
  readonly member: MemberNode;
  /** The key that was most likely meant. */
  readonly near?: string;
  /** Whether `near` is required, and the member is read in its place. */
  readonly isMeant: boolean;
}

export interface ObjectKeys {
  /** By their keys, the members that count: the last of equal keys, and misspelled ones in the place of required keys. */
  readonly members: ReadonlyMap<string, MemberNode>;
  readonly unknown: readonly UnknownMember[];
  /** Required keys that no member is read as. */
  readonly missing: readonly string[];
}

export function objectKeys({ members: all }: ObjectNode, settings: Settings): ObjectKeys {
  const last = new Map(all.map((member) => [member.key.value, member]));
  const members = new Map([...last].filter(([key]) => Object.hasOwn(settings, key)));
  const missing = new Set(Object.keys(settings).filter((key) => settings[key]?.required === true && !last.has(key)));
  const free = Object.keys(settings).filter((key) => !last.has(key));
  const unknown: UnknownMember[] = [];
  for (const [key, member] of last) {
    // What has no value is half-written, or the rest of a broken string.
    if (members.get(key) === member || member.value.kind === "missing") continue;
    const near = suggest(key, free);
    const isMeant = near !== undefined && missing.delete(near);
    if (isMeant) members.set(near, member);
    unknown.push({ member, ...(near !== undefined && { near }), isMeant });
  }
  return { members, unknown, missing: [...missing] };
}

/** A hint that lists the keys of an object. */
export function knownKeys(settings: Settings): string {
  return `Known here: ${Object.keys(settings)
    .map((key) => `\`${key}\``)
    .join(", ")}.`;
}
