// In: a document and an offset. Out: what is known of the thing under the caret.
import { describeKinds, eventKey, type JsonNode, PROPERTY_OPERATIONS, type Type } from "@heddle/compiler/language";
import { describeChoice } from "@heddle/compiler/settings";
import { sampleDoc } from "./completion/paths.ts";
import type { Document } from "./document.ts";
import { TOO_SLOW } from "./evaluation.ts";
import { expressionAt, yieldsOf } from "./expressions.ts";
import { locate, rowOf } from "./locate.ts";
import {
  code,
  eventKeyDoc,
  kindOfParameter,
  operationDoc,
  operatorDoc,
  sections,
  settingDoc,
  shortValue,
} from "./markdown.ts";
import { operatorOf } from "./operators.ts";
import { keyOf, type DictUse, type Role, roleOfMember } from "./role.ts";
import { hoverSource } from "./source/hover.ts";
import type { Hover } from "./hover-text.ts";

const SHOWN_ROWS = 3;

/** What is under an offset; undefined where there is nothing to say. */
export function hover(document: Document, offset: number): Hover | undefined {
  const caret = locate(document, offset);
  if (document.kind === "source") return hoverSource(caret);
  const { slot, containers } = caret;
  if (slot.kind === "key") {
    const { member, objectRole } = slot;
    if (member === undefined) return undefined;
    const about = keyDoc(member.key.value, objectRole);
    const valueRole = roleOfMember(member.key.value, objectRole, rowOf(document));
    const text = sections(about, valueRole.kind === "source" ? yieldDoc(document, member.value) : "");
    return text === "" ? undefined : { span: member.key.span, text };
  }
  if (slot.kind !== "value" || slot.node === undefined) return undefined;
  const { node, role } = slot;
  if (role.kind === "operator" && node.kind === "string") {
    const operator = operatorOf(node.value);
    const list = containers.at(-1)?.node;
    return operator === undefined
      ? undefined
      : { span: node.span, text: sections(operatorDoc(operator), list === undefined ? "" : yieldDoc(document, list)) };
  }
  const text = valueDoc(document, node, role);
  return text === "" ? undefined : { span: node.span, text };
}

function keyDoc(name: string, object: Role): string {
  if (object.kind === "settings") {
    const { settings } = object.setting;
    const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
    return setting === undefined ? "" : settingDoc(name, setting);
  }
  return object.kind === "source" || object.kind === "json" || object.kind === "literal"
    ? dictKeyDoc(name, object.use)
    : "";
}

function dictKeyDoc(name: string, use: DictUse): string {
  if (use.kind === "event") {
    const key = eventKey(name);
    return key === undefined ? `Amplitude ignores the event key ${code(name)}.` : eventKeyDoc(key);
  }
  const operation =
    use.kind === "object" && use.depth === 0 ? PROPERTY_OPERATIONS.find((known) => known.name === name) : undefined;
  if (operation !== undefined) return operationDoc(operation);
  return use.kind === "object" ? `A property of ${code(use.key)}.` : "";
}

function valueDoc(document: Document, node: JsonNode, role: Role): string {
  switch (role.kind) {
    case "settings":
      return "";
    case "setting": {
      const { name, setting } = role;
      const choice =
        setting.kind === "choice" && node.kind === "string"
          ? setting.choices.find(({ value }) => value === node.value)
          : undefined;
      return choice === undefined
        ? settingDoc(name, setting)
        : `**${name}**: ${code(choice.value)}: ${describeChoice(choice)}`;
    }
    case "source": {
      if (node.kind !== "string") return yieldDoc(document, node);
      const element = keyOf(role.element, node.value);
      const where =
        element.path === undefined
          ? `The value at the key ${code(node.value)} of the current element.`
          : `The value at ${element.path.map(code).join(" › ")} of the row.`;
      const about =
        element.type === undefined
          ? role.element.type?.keys === undefined
            ? ""
            : "No row of the sample has it."
          : sampleDoc(element.type, document.sample?.rowCount ?? 0, element.path?.length ?? 0);
      return sections(where, about, yieldDoc(document, node));
    }
    case "literal": {
      const about = role.isKey === true && node.kind === "string" ? dictKeyDoc(node.value, role.use) : "";
      return sections(
        `**${role.parameter.name}** of ${code(role.operator.name)} (${kindOfParameter(role.parameter)}): ${role.parameter.doc}`,
        about,
      );
    }
    case "operator":
    case "json":
    case "none":
      return "";
    default:
      return role satisfies never;
  }
}

/** The kinds that an expression can yield, and what it yields for the first rows of the sample. */
function yieldDoc(document: Document, node: JsonNode): string {
  const expr = expressionAt(document, node.span);
  if (expr === undefined || document.analysis.inference === undefined) return "";
  const { found, isSlow } = yieldsOf(document, expr, SHOWN_ROWS);
  const rows = found.map(
    ({ row, result }) => `- row ${row}: ${result === undefined ? "no value" : code(shortValue(result))}`,
  );
  if (isSlow) rows.push(`- ${TOO_SLOW}`);
  return sections(`Yields ${typeText(document.analysis.inference.typeOf(expr))}.`, rows.join("\n"));
}

/** A type in words: its kinds, and whether there can be no value. */
export function typeText({ kinds, none, constant }: Type): string {
  if (kinds === 0) return "never a value";
  if (constant !== undefined && constant.value !== undefined) return `always ${code(shortValue(constant.value))}`;
  return `${describeKinds(kinds)}${none ? ", or no value" : ""}`;
}
