// In: the tree of a file of settings and its definition. Out: what is wrong with it, each with its place and its fixes.
import { listNames, quoteName } from "../diagnostics/quote.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import type { JsonNode, ObjectNode } from "../phases/1-parse/tree.ts";
import type { Span } from "../source/span.ts";
import { checkRules } from "./check-rules.ts";
import { describeSetting } from "./describe-setting.ts";
import { addKeys, removal, replacement } from "./edits.ts";
import { settingsOf, variantOf } from "./find-setting.ts";
import { knownKeys, objectKeys, type UnknownMember } from "./object-keys.ts";
import type { ObjectSetting, Setting, Settings } from "./setting.ts";
import { valueFault } from "./value-fault.ts";

export interface SettingsContext {
  readonly text: string;
  readonly report: Reporter["report"];
  /** In a broken text a string that is read as a key may be anything, a secret as well: it is not quoted. */
  readonly hasSyntaxErrors: boolean;
  /** Strings may name variables of the environment: what those hold is not known. */
  readonly variables?: boolean;
}

/** A value and what it belongs to. */
interface Place {
  /** From the root's, which is the empty one: `limits.workers`. */
  readonly path: string;
  /** Where a key is missed: the key of the object, or the start of the file. */
  readonly span: Span;
}

export function checkSettings(tree: JsonNode, root: ObjectSetting, context: SettingsContext): void {
  checkValue(tree, root, { path: "", span: { start: tree.span.start, end: tree.span.start + 1 } }, context);
}

function checkValue(node: JsonNode, setting: Setting, place: Place, context: SettingsContext): void {
  if (node.kind === "missing") return;
  const { path } = place;
  const fault = valueFault(node, setting, context.variables);
  if (fault !== undefined) {
    const { message, instead, part = node, hint = describeSetting(setting) } = fault;
    context.report("source-wrong-value", part.span, `${path === "" ? "The file" : `\`${path}\``} ${message}`, {
      hint,
      ...(instead !== undefined && { fixes: [replacement(node.span, instead)] }),
    });
  } else if (node.kind === "object") checkObject(node, setting, place, context);
  else if (node.kind === "array" && setting.kind === "list") {
    for (const [index, item] of node.items.entries())
      checkValue(item, setting.items, { path: `${path}[${index}]`, span: item.span }, context);
  }
}

function checkObject(node: ObjectNode, setting: Setting, place: Place, context: SettingsContext): void {
  const settings = settingsOf(setting, node);
  if (settings === undefined) return;
  const { members, unknown, missing } = objectKeys(node, settings);
  for (const [key, member] of members) {
    const known = settings[key];
    if (known === undefined) continue;
    checkValue(member.value, known, { path: join(place.path, key), span: member.key.span }, context);
  }
  // Of variants whose tag names none, no key can be told to be wrong.
  const awaitsTag = setting.kind === "variants" && variantOf(setting, node) === undefined;
  for (const one of awaitsTag ? [] : unknown)
    reportUnknownKey({ ...one, object: node, setting, settings, path: place.path }, context);
  reportMissingKeys(node, missing, settings, place, context);
  if (setting.kind === "object") checkRules(node, setting, (key) => join(place.path, key), context.report);
}

interface UnknownKey extends UnknownMember {
  readonly object: ObjectNode;
  readonly setting: Setting;
  readonly settings: Settings;
  /** Of the object. */
  readonly path: string;
}

function reportUnknownKey(unknown: UnknownKey, { report, hasSyntaxErrors }: SettingsContext): void {
  const { object, member, near, settings, path } = unknown;
  const { key } = member;
  const foreign = belongsElsewhere(unknown);
  if (foreign !== undefined) {
    report("source-unknown-key", key.span, foreign, { fixes: [removal(member, object)] });
    return;
  }
  const where = path === "" ? "" : ` in \`${path}\``;
  if (near !== undefined) {
    report("source-unknown-key", key.span, `Unknown key ${quoteName(key.value)}${where}; did you mean \`${near}\`?`, {
      fixes: [replacement(key.span, near)],
    });
    return;
  }
  const name = hasSyntaxErrors ? "" : ` ${quoteName(key.value)}`;
  report("source-unknown-key", key.span, `Unknown key${name}${where}`, {
    hint: knownKeys(settings),
    fixes: [removal(member, object)],
  });
}

/** Of a key that only other variants have. */
function belongsElsewhere({ object, member, setting, path }: UnknownKey): string | undefined {
  const key = member.key.value;
  const variant = setting.kind === "variants" ? variantOf(setting, object) : undefined;
  if (setting.kind !== "variants" || variant === undefined) return undefined;
  const owners = setting.variants.filter(({ settings }) => Object.hasOwn(settings, key)).map(({ value }) => value);
  if (owners.length === 0) return undefined;
  const tag = join(path, setting.tag);
  return `\`${join(path, key)}\` applies only where \`${tag}\` is ${listNames(owners, "or")}, not \`${variant.value}\``;
}

function reportMissingKeys(
  object: ObjectNode,
  missing: readonly string[],
  settings: Settings,
  { path, span }: Place,
  { text, report }: SettingsContext,
): void {
  const adding = (title: string, keys: readonly string[]) => ({
    title,
    edits: [addKeys(keys, object, settings, text)],
    needsInput: true as const,
  });
  for (const [index, key] of missing.entries()) {
    const setting = settings[key];
    report("source-missing-key", span, `Missing key \`${key}\`${path === "" ? "" : ` in \`${path}\``}`, {
      ...(setting !== undefined && { hint: setting.doc }),
      fixes: [
        adding(`Add "${key}"`, [key]),
        ...(index === 0 && missing.length > 1 ? [adding(`Add all ${missing.length} missing keys`, missing)] : []),
      ],
    });
  }
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
