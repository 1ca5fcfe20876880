// From a definition and the tree of a file to the setting that a place of it belongs to.
import type { JsonNode, MemberNode, ObjectNode } from "../phases/1-parse/tree.ts";
import type { ChoiceSetting, Setting, Settings, StringSetting, Variant, VariantsSetting } from "./setting.ts";

/** The last member of each key: the one that counts. */
export function memberOf({ members }: ObjectNode, key: string): MemberNode | undefined {
  return members.findLast((member) => member.key.value === key);
}

/** The variant that an object's tag names. */
export function variantOf({ tag, variants }: VariantsSetting, node: ObjectNode): Variant | undefined {
  const value = memberOf(node, tag)?.value;
  return value?.kind === "string" ? variants.find((variant) => variant.value === value.value) : undefined;
}

/** The tag of variants as the choice that it is. */
export function tagSetting({ tagDoc, variants }: VariantsSetting): ChoiceSetting {
  return { kind: "choice", doc: tagDoc, required: true, choices: variants.map(({ value, doc }) => ({ value, doc })) };
}

/** What a string in the place of variants is, where one may be. */
export function shorthandOf({ shorthand, variants }: VariantsSetting): StringSetting | undefined {
  const variant = variants.find(({ value }) => value === shorthand?.value);
  const setting = shorthand === undefined ? undefined : variant?.settings[shorthand.key];
  return setting?.kind === "string" ? setting : undefined;
}

/** The settings that an object can have: of variants, the tag alone while it names none. Undefined for what is no object. */
export function settingsOf(setting: Setting, node: ObjectNode): Settings | undefined {
  if (setting.kind === "object") return setting.settings;
  if (setting.kind !== "variants") return undefined;
  return { [setting.tag]: tagSetting(setting), ...variantOf(setting, node)?.settings };
}

/** The setting of the innermost of nested containers, from the root's; undefined where the definition has none. */
export function settingAt(root: Setting, containers: readonly JsonNode[]): Setting | undefined {
  let setting: Setting | undefined = root;
  for (const [index, node] of containers.entries()) {
    const inner = containers[index + 1];
    if (inner === undefined || setting === undefined) return setting;
    if (node.kind === "array") setting = setting.kind === "list" ? setting.items : undefined;
    else {
      const member = node.kind === "object" ? node.members.find(({ value }) => value === inner) : undefined;
      setting = member === undefined ? undefined : settingOfKey(setting, node as ObjectNode, member.key.value);
    }
  }
  return setting;
}

/** The setting of a key of an object. */
export function settingOfKey(setting: Setting, node: ObjectNode, key: string): Setting | undefined {
  const settings = settingsOf(setting, node);
  return settings !== undefined && Object.hasOwn(settings, key) ? settings[key] : undefined;
}
