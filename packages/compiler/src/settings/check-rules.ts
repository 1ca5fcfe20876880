// In: an object of settings whose definition has rules. Out: values that other values of the object rule out.
import { listNames } from "../diagnostics/quote.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import type { ObjectNode, StringNode } from "../phases/1-parse/tree.ts";
import { removal, replacement } from "./edits.ts";
import { memberOf, tagSetting } from "./find-setting.ts";
import type { ObjectSetting, SettingRule, Settings } from "./setting.ts";

/** `nameOf` makes the name of a key in messages. Of several rules about one key, the first that is broken is reported. */
export function checkRules(
  node: ObjectNode,
  { rules = [], settings }: ObjectSetting,
  nameOf: (key: string) => string,
  report: Reporter["report"],
): void {
  const broken = new Set<string>();
  for (const rule of rules) {
    const found = chosen(node, settings, rule.key);
    if (found === undefined || broken.has(rule.key) || rule.values.includes(found.node.value)) continue;
    const applies = Object.entries(rule.when).every(([key, values]) =>
      values.includes(chosen(node, settings, key)?.node.value ?? ""),
    );
    if (!applies || isLifted(node, rule)) continue;
    broken.add(rule.key);
    const reason = Object.keys(rule.when)
      .filter((key) => key !== rule.key)
      .flatMap((key) => chosen(node, settings, key) ?? [])
      .map(({ name, node: { value } }) => `\`${nameOf(name)}\` is \`${value}\``)
      .join(" and ");
    const wayOut = rule.unless === undefined ? "" : `, or set \`${nameOf(rule.key)}.${rule.unless}\` to true`;
    report(
      "source-wrong-value",
      found.node.span,
      `\`${nameOf(found.name)}\` cannot be \`${found.node.value}\` where ${reason}; use ${listNames(rule.values, "or")}${wayOut}`,
      { hint: rule.reason, fixes: fixesOf(node, settings, rule, found.node) },
    );
  }
}

/** Whether the object that the rule restricts says that it does not apply. */
function isLifted(object: ObjectNode, { key, unless }: SettingRule): boolean {
  const restricted = memberOf(object, key)?.value;
  const value = unless === undefined || restricted?.kind !== "object" ? undefined : memberOf(restricted, unless)?.value;
  return value?.kind === "boolean" && value.value;
}

/** Another variant has other keys, so only a plain choice is replaced. */
function fixesOf(object: ObjectNode, settings: Settings, { key, values }: SettingRule, node: StringNode) {
  const [only, ...others] = values;
  const member = memberOf(object, key);
  return [
    ...(only !== undefined && others.length === 0 && settings[key]?.kind === "choice"
      ? [replacement(node.span, only)]
      : []),
    ...(member !== undefined && settings[key]?.required !== true ? [removal(member, object)] : []),
  ];
}

/** The word that a choice, or the tag of variants, has, where it is one that it can have. */
function chosen(
  object: ObjectNode,
  settings: Settings,
  key: string,
): { readonly node: StringNode; readonly name: string } | undefined {
  const setting = settings[key];
  const value = memberOf(object, key)?.value;
  if (setting?.kind === "variants") {
    const tag =
      value?.kind === "object" ? chosen(value, { [setting.tag]: tagSetting(setting) }, setting.tag) : undefined;
    return tag === undefined ? undefined : { ...tag, name: `${key}.${tag.name}` };
  }
  if (setting?.kind !== "choice" || value?.kind !== "string") return undefined;
  return setting.choices.some((choice) => choice.value === value.value) ? { node: value, name: key } : undefined;
}
