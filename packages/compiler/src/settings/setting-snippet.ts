// From the definition of a setting to what completion inserts for its value: a snippet, with a place for each part to be written.
import type { ChoiceSetting, Setting, Variant, VariantsSetting } from "./setting.ts";

export function snippetOf(setting: Setting): string {
  if (setting.snippet !== undefined) return setting.snippet;
  switch (setting.kind) {
    case "choice":
      return choiceSnippet(setting, 1);
    case "object":
      return membersSnippet(Object.keys(setting.settings).filter((key) => setting.settings[key]?.required === true));
    case "variants":
      if (setting.shorthand !== undefined) return '"$1"';
      return `{ "${setting.tag}": "\${1|${setting.variants.map(({ value }) => value).join(",")}|}"$0 }`;
    case "integer":
    case "number":
      return `\${1:${setting.default ?? setting.minimum ?? 1}}`;
    case "boolean":
      return "${1|true,false|}";
    case "list":
      return setting.items.kind === "string" ? '["$1"]' : "[$1]";
    case "string":
    case "foreign":
      return '"$1"';
    default:
      return setting satisfies never;
  }
}

/** A variant with its required settings; as a string alone where it can be one. */
export function variantSnippet({ tag, shorthand }: VariantsSetting, { value, settings }: Variant): string {
  if (shorthand?.value === value) return '"$1"';
  const required = Object.keys(settings).filter((key) => settings[key]?.required === true);
  const members = required.map((key, index) => `, "${key}": "$${index + 1}"`);
  return `{ "${tag}": "${value}"${members.join("")}$0 }`;
}

/** A choice, as the stop of this number; extensions are typed by those who want them. */
export function choiceSnippet({ choices }: Pick<ChoiceSetting, "choices">, index: number): string {
  const offered = choices.filter(({ extension }) => extension !== true);
  return `"\${${index}|${offered.map(({ value }) => value).join(",")}|}"`;
}

function membersSnippet(required: readonly string[]): string {
  return required.length === 0
    ? "{ $1 }"
    : `{ ${required.map((key, index) => `"${key}": "$${index + 1}"`).join(", ")} }`;
}
