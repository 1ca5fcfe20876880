// In: one setting of the envelope. Out: its value or its default, with findings about what it cannot be.
import { CONFIG_NAME, IGNORE_EVENT_FLAG } from "../../converter-definition.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import { insertionInto } from "../../settings/edits.ts";
import type { ChoiceSetting, Setting } from "../../settings/setting.ts";
import { valueFault, type ValueFault } from "../../settings/value-fault.ts";
import type { Span } from "../../source/span.ts";
import type { JsonNode, MemberNode, StringNode } from "../1-parse/tree.ts";
import type { ResolveContext } from "./resolve-expression.ts";
import type { SettingsObject } from "./settings-object.ts";

/** `better` is what was most likely meant, as JSON. */
export function reportFault(
  path: string,
  { message, instead, part, hint }: ValueFault,
  node: JsonNode,
  report: Reporter["report"],
  better = instead === undefined ? undefined : JSON.stringify(instead),
): void {
  const { span } = part ?? node;
  report("envelope-wrong-value", span, `\`${path}\` ${message}`, {
    ...(hint !== undefined && { hint }),
    ...(better !== undefined && { fixes: [{ title: `Replace with ${better}`, edits: [{ span, text: better }] }] }),
  });
}

/** Whether a value is as its setting asks for; where it is not, that is reported. */
export function isValid(node: JsonNode, path: string, setting: Setting, report: Reporter["report"]): boolean {
  const fault = valueFault(node, setting);
  if (fault !== undefined) reportFault(path, fault, node, report);
  return fault === undefined;
}

export function reportExtension(what: string, span: Span, report: Reporter["report"]): void {
  report("envelope-extension", span, `Amplitude's own import doesn't support ${what}, which is an extension.`, {
    hint: "It only works with this runtime.",
  });
}

export function readConfigName(member: MemberNode | undefined, report: Reporter["report"]): readonly string[] {
  const node = member?.value;
  if (node === undefined || node.kind === "missing") return [];
  const [items, setting, path] =
    node.kind === "array"
      ? [node.items, CONFIG_NAME.items, (index: number) => `config_name[${index}]`]
      : [[node], CONFIG_NAME, () => "config_name"];
  return items.flatMap((item, index) => {
    if (item.kind === "string") return [item.value];
    const fault = item.kind === "missing" ? undefined : valueFault(item, setting);
    const better = item.kind === "number" || item.kind === "boolean" ? JSON.stringify(String(item.value)) : undefined;
    if (fault !== undefined) reportFault(path(index), fault, item, report, better);
    return [];
  });
}

/** One of several words; if missing, its default, with a warning. */
export function readChoice<const S extends ChoiceSetting & { readonly default: string }>(
  settings: SettingsObject,
  key: string,
  setting: S,
  place: Span,
  { report, text }: ResolveContext,
): S["choices"][number] {
  const byDefault = choiceOf(setting, setting.default);
  const node = settings.get(key)?.value;
  if (node === undefined) {
    if (settings.misspelled.has(key)) return byDefault;
    const member = `"${key}": "${setting.default}"`;
    report("envelope-default", place, `\`${key}\` is missing; assuming \`${setting.default}\``, {
      fixes: [{ title: `Add ${member}`, edits: [insertionInto(settings.node, member, text)] }],
    });
    return byDefault;
  }
  if (node.kind === "missing") return byDefault;
  const fault = valueFault(node, setting);
  if (fault === undefined && node.kind === "string") return choiceOf(setting, node.value);
  const better = node.kind === "null" ? JSON.stringify(setting.default) : undefined;
  if (fault !== undefined) reportFault(key, fault, node, report, better);
  return byDefault;
}

function choiceOf<const S extends ChoiceSetting>({ choices }: S, value: string): S["choices"][number] {
  const found = choices.find((choice) => choice.value === value);
  if (found === undefined) throw new RangeError(`there is no choice ${JSON.stringify(value)}`);
  return found;
}

export function readFlag(member: MemberNode | undefined, report: Reporter["report"]): StringNode | undefined {
  const node = member?.value;
  if (node === undefined || node.kind === "missing") return undefined;
  return isValid(node, "ignoreEventFlag", IGNORE_EVENT_FLAG, report) && node.kind === "string" ? node : undefined;
}
