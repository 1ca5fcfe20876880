// Completion in source files: keys that are not there yet, and the values that a key can have.
import {
  describeSetting,
  type Setting,
  settingAt,
  settingOfKey,
  settingsOf,
  snippetOf,
  variantSnippet,
} from "@heddle/compiler/settings";
import type { Document } from "../document.ts";
import type { CaretContext } from "../locate.ts";
import { escapeSnippet } from "../snippet.ts";
import { afterKey, type Completion, type Room } from "../completion/item.ts";
import { takenKeys } from "../completion/keys.ts";
import { SOURCE } from "./definition.gen.ts";

export function completeSource(document: Document, { containers, slot }: CaretContext, room: Room): Completion[] {
  const { span } = room;
  const here = settingAt(
    SOURCE,
    containers.map(({ node }) => node),
  );
  if (here === undefined) return [];
  if (slot.kind === "key") {
    const taken = takenKeys(slot.object, slot.member?.key.value);
    const after = afterKey(document, room, slot.member);
    return Object.entries(settingsOf(here, slot.object) ?? {})
      .filter(([name]) => !taken.has(name))
      .map(([name, setting], index) => {
        const quoted = JSON.stringify(name);
        return {
          label: name,
          kind: "setting",
          detail: setting.required === true ? "required" : "optional",
          doc: () => describeSetting(setting),
          span,
          text: `${escapeSnippet(quoted)}${after(snippetOf(setting))}`,
          snippet: true,
          filter: quoted,
          rank: index + (setting.required === true ? 0 : 100),
        };
      });
  }
  const object = containers.at(-1)?.node;
  if (slot.kind !== "value" || slot.member === undefined || object?.kind !== "object") return [];
  const setting = settingOfKey(here, object, slot.member.key.value);
  return valuesOf(setting).map(({ label, text, filter = text, snippet, doc }, rank) => ({
    label,
    kind: "value",
    detail: doc,
    span,
    text,
    ...(snippet === true ? { snippet } : {}),
    filter,
    rank,
  }));
}

interface SettingValue {
  readonly label: string;
  /** As JSON, or a snippet of it. */
  readonly text: string;
  readonly snippet?: true;
  /** What is typed for it, where that is not the text. */
  readonly filter?: string;
  readonly doc: string;
}

/** The values that a setting can have, where they can be listed. */
function valuesOf(setting: Setting | undefined): readonly SettingValue[] {
  switch (setting?.kind) {
    case "choice":
      return setting.choices.map(({ value, doc }) => ({ label: value, text: JSON.stringify(value), doc }));
    case "boolean":
      return ["true", "false"].map((text) => ({ label: text, text, doc: setting.doc }));
    case "variants":
      return setting.variants.map((variant) => ({
        label: variant.value,
        text: variantSnippet(setting, variant),
        snippet: true,
        filter: JSON.stringify(variant.value),
        doc: variant.doc,
      }));
    default:
      return [];
  }
}
