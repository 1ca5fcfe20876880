// Hover in source files: what is known of the key under the caret, or of the value's.
import { settingAt, settingOfKey } from "@heddle/compiler/settings";
import type { Hover } from "../hover-text.ts";
import type { CaretContext } from "../locate.ts";
import { settingDoc } from "../markdown.ts";
import { SOURCE } from "./definition.gen.ts";

export function hoverSource({ containers, slot }: CaretContext): Hover | undefined {
  const member = slot.kind === "none" ? undefined : slot.member;
  const nodes = containers.map(({ node }) => node);
  const object = nodes.findLast((node) => node.kind === "object");
  if (member === undefined || object === undefined) return undefined;
  const here = settingAt(SOURCE, nodes.slice(0, nodes.lastIndexOf(object) + 1));
  const setting = here === undefined ? undefined : settingOfKey(here, object, member.key.value);
  if (setting === undefined) return undefined;
  return { span: member.key.span, text: settingDoc(member.key.value, setting) };
}
