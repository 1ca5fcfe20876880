// In: an analysed file of settings and an environment. Out: its values with variables in place, or what is wrong with them then.
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { createReporter } from "../diagnostics/reporter.ts";
import type { JsonNode, MemberNode, ObjectNode, StringNode } from "../phases/1-parse/tree.ts";
import { valueOf } from "../phases/2-resolve/json-value.ts";
import type { Span } from "../source/span.ts";
import type { SettingsAnalysis } from "./analyse-settings.ts";
import { checkSettings } from "./check-settings.ts";
import { settingOfKey, shorthandOf } from "./find-setting.ts";
import { withSchemaKey } from "./schema-key.ts";
import type { ObjectSetting, Setting, ValueOf } from "./setting.ts";
import { completeValue } from "./settings-value.ts";
import type { SubstitutedNode } from "./value-fault.ts";
import { substituteVariables, variablesIn } from "./variables.ts";

export interface UnsetVariable {
  readonly name: string;
  /** The string that names it. */
  readonly span: Span;
}

export interface ResolvedSettings<Value = unknown> {
  /** What the values of variables make wrong. None quotes a value. */
  readonly diagnostics: readonly Diagnostic[];
  readonly unset: readonly UnsetVariable[];
  /** The values with every default; absent where anything is wrong. */
  readonly value?: Value;
  /** Values of variables that are not to be shown: all but those of settings that reports name. */
  readonly hidden: readonly string[];
}

/** What is hidden in texts is at least so long: of shorter values every text is full. */
const MIN_HIDDEN = 4;

interface Resolving {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly unset: UnsetVariable[];
  readonly hidden: Set<string>;
}

/** Puts the variables of a file that has no errors in place. What they hold is a string as it is, whatever it looks like. */
export function resolveVariables<const S extends ObjectSetting>(
  { tree, text, value }: SettingsAnalysis<ValueOf<S>>,
  root: S,
  environment: Readonly<Record<string, string | undefined>>,
): ResolvedSettings<ValueOf<S>> {
  if (tree === undefined || value === undefined) return { diagnostics: [], unset: [], hidden: [] };
  const resolving: Resolving = { environment, unset: [], hidden: new Set() };
  const file = withSchemaKey(root);
  const resolved = resolveNode(tree, file, resolving);
  const { unset } = resolving;
  const reporter = createReporter();
  // What is already in place is not looked for again.
  const { variables: _, ...asWritten } = file;
  if (unset.length === 0) checkSettings(resolved, asWritten, { text, report: reporter.report, hasSyntaxErrors: false });
  return {
    diagnostics: reporter.sorted(),
    unset,
    hidden: [...resolving.hidden],
    ...(unset.length > 0 || reporter.hasErrors
      ? {}
      : { value: completeValue<S>(root, valueOf(resolved) as ValueOf<S, "given">) }),
  };
}

function resolveNode(node: JsonNode, setting: Setting | undefined, resolving: Resolving): JsonNode {
  switch (node.kind) {
    case "string":
      return resolveString(node, setting, resolving);
    case "array": {
      const items = setting?.kind === "list" ? setting.items : undefined;
      return { ...node, items: node.items.map((item) => resolveNode(item, items, resolving)) };
    }
    case "object":
      return resolveObject(node, setting, resolving);
    default:
      return node;
  }
}

/** The tag comes first: it says which settings the others are. */
function resolveObject(node: ObjectNode, setting: Setting | undefined, resolving: Resolving): ObjectNode {
  const tag = setting?.kind === "variants" ? setting.tag : undefined;
  const resolve = (member: MemberNode, owner: ObjectNode): MemberNode => {
    const own = setting === undefined ? undefined : settingOfKey(setting, owner, member.key.value);
    return { ...member, value: resolveNode(member.value, own, resolving) };
  };
  const tagged = {
    ...node,
    members: node.members.map((member) => (member.key.value === tag ? resolve(member, node) : member)),
  };
  return {
    ...node,
    members: tagged.members.map((member) => (member.key.value === tag ? member : resolve(member, tagged))),
  };
}

function resolveString(node: StringNode, setting: Setting | undefined, resolving: Resolving): StringNode {
  const { environment, unset, hidden } = resolving;
  const names = variablesIn(node.value);
  const missing = [...new Set(names)].filter((name) => environment[name] === undefined);
  unset.push(...missing.map((name) => ({ name, span: node.span })));
  const value = substituteVariables(node.value, (name) => environment[name] ?? "");
  if (value === node.value) return node;
  if (names.length === 0) return { ...node, value };
  const string = setting?.kind === "list" ? setting.items : setting;
  if (!isReported(string?.kind === "variants" ? shorthandOf(string) : string)) {
    for (const secret of [value, ...names.map((name) => environment[name] ?? "")])
      if (secret.length >= MIN_HIDDEN) hidden.add(secret);
  }
  const substituted: SubstitutedNode = { ...node, value, written: node.value };
  return substituted;
}

/** Paths, words of a choice, and what says of itself that reports name it. */
function isReported(setting: Setting | undefined): boolean {
  if (setting === undefined || setting.secret === true) return false;
  return setting.reported === true || setting.kind === "choice" || (setting.kind === "string" && setting.path === true);
}
