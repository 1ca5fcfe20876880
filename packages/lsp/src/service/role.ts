// In: a piece of a converter's tree and its role. Out: the role of each of its parts, down to paths into the data.
import type { SampleType } from "@heddle/compiler";
import {
  type ArrayNode,
  CONVERTER,
  type JsonNode,
  type ObjectNode,
  type OperatorDefinition,
  type Parameter,
  type Type,
} from "@heddle/compiler/language";
import type { ObjectSetting, Setting } from "@heddle/compiler/settings";
import { operatorOf, parameterAt, takesExpression } from "./operators.ts";

/** What the dict that an expression yields will be: the event, an object of the event, or anything. */
export type DictUse =
  | { readonly kind: "event" }
  | { readonly kind: "object"; readonly key: string; readonly depth: number }
  | { readonly kind: "other" };

/** The element that paths are looked up in: where it is in the row, if that is known, and what a sample shows there. */
export interface DataElement {
  readonly path?: readonly string[];
  readonly type?: SampleType;
}

export type Role =
  | { readonly kind: "settings"; readonly setting: ObjectSetting }
  | { readonly kind: "setting"; readonly name: string; readonly setting: Setting }
  | {
      readonly kind: "source";
      readonly use: DictUse;
      readonly element: DataElement;
      readonly parameter?: Parameter;
      readonly eventKey?: string;
    }
  | { readonly kind: "operator"; readonly use: DictUse; readonly element: DataElement }
  | {
      readonly kind: "literal";
      readonly operator: OperatorDefinition;
      readonly parameter: Parameter;
      readonly use: DictUse;
      readonly element: DataElement;
      readonly eventKey?: string;
      readonly isKey?: true;
      /** It is a key of the dict that `element` is. */
      readonly readsKey?: true;
    }
  /** A piece of a literal that `value` or another operator takes as it is. */
  | { readonly kind: "json"; readonly use: DictUse; readonly eventKey?: string }
  | { readonly kind: "none" };

const NONE: Role = { kind: "none" };
const OTHER: DictUse = { kind: "other" };
const EVENT: DictUse = { kind: "event" };

/** The role of a converter file's root. */
export const ROOT: Role = { kind: "settings", setting: CONVERTER };

/** The role of a member's value, from the role of its object. */
export function roleOfMember(key: string, object: Role, row: DataElement): Role {
  switch (object.kind) {
    case "settings":
      return roleOfSetting(object.setting, key, row);
    case "source":
      return {
        kind: "source",
        use: useBelow(object.use, key),
        element: object.element,
        ...eventKeyAt(object.use, key),
      };
    case "literal":
      return object.parameter.kind === "json"
        ? { kind: "json", use: useBelow(object.use, key), ...eventKeyAt(object.use, key) }
        : NONE;
    case "json":
      return { kind: "json", use: useBelow(object.use, key), ...eventKeyAt(object.use, key) };
    case "operator":
    case "setting":
    case "none":
      return NONE;
    default:
      return object satisfies never;
  }
}

function eventKeyAt(use: DictUse, key: string): { eventKey?: string } {
  return use.kind === "event" ? { eventKey: key } : {};
}

function roleOfSetting({ settings }: ObjectSetting, name: string, row: DataElement): Role {
  const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
  switch (setting?.kind) {
    case "object":
      return { kind: "settings", setting };
    case "foreign":
      return { kind: "source", use: EVENT, element: row };
    default:
      return setting === undefined ? NONE : { kind: "setting", name, setting };
  }
}

function useBelow(use: DictUse, key: string): DictUse {
  if (use.kind === "event") return { kind: "object", key, depth: 0 };
  return use.kind === "object" ? { ...use, depth: use.depth + 1 } : OTHER;
}

/** The roles of a list's items, in order; `upTo` items beyond its own are told as well, for what is still to be written. */
export function rolesOfItems(list: ArrayNode, role: Role, upTo = list.items.length): readonly Role[] {
  if (role.kind === "json" || (role.kind === "literal" && role.parameter.kind === "json"))
    return Array.from({ length: upTo }, () => ({ kind: "json", use: OTHER }));
  if (role.kind !== "source") return Array.from({ length: upTo }, () => NONE);
  const head = list.items[0];
  const operator = head?.kind === "string" ? operatorOf(head.value) : undefined;
  const roles: Role[] = [{ kind: "operator", use: role.use, element: role.element }];
  let element = role.element;
  for (let index = 1; index < upTo; index++) {
    const parameter = operator === undefined ? undefined : parameterAt(operator, index - 1);
    if (operator === undefined || parameter === undefined) {
      roles.push(operator === undefined ? { kind: "source", use: OTHER, element } : NONE);
      continue;
    }
    const { isKey, ...below } = useOfArgument(operator, list, index - 1, upTo - 1, role);
    if (takesExpression(parameter)) {
      roles.push({ kind: "source", ...below, element, parameter });
      const item = list.items[index];
      if (operator.chained === true && item !== undefined) element = elementAfter(item, element);
    } else {
      const dict = parameter.keyOf === undefined ? undefined : list.items[parameter.keyOf + 1];
      const read = dict === undefined ? { element } : { element: elementAfter(dict, element), readsKey: true as const };
      roles.push({ kind: "literal", operator, parameter, ...below, ...read, ...(isKey && { isKey }) });
    }
  }
  return roles;
}

const UNKNOWN: Type = { kinds: 255, none: true };

/** What an argument's result becomes: a part of what the call yields, where the operator passes it on. */
function useOfArgument(
  operator: OperatorDefinition,
  list: ArrayNode,
  index: number,
  count: number,
  role: Extract<Role, { kind: "source" }>,
): { use: DictUse; eventKey?: string; isKey?: true } {
  const parameter = parameterAt(operator, index);
  // The literal of `value` is the result itself.
  if (parameter?.kind === "json")
    return { use: role.use, ...(role.eventKey !== undefined && { eventKey: role.eventKey }) };
  const passed = operator.passes?.(Array.from({ length: Math.max(count, list.items.length - 1) }, () => UNKNOWN));
  if (passed === undefined) return { use: OTHER };
  if ("members" in passed) {
    const pair = passed.members.find(([, value]) => value === index);
    const key = pair === undefined ? undefined : list.items[pair[0] + 1];
    if (key?.kind === "string") return { use: useBelow(role.use, key.value), ...eventKeyAt(role.use, key.value) };
    // The last key of a dict may still be without its value.
    const isKey = parameter?.kind === "string";
    return isKey ? { use: role.use, isKey } : { use: OTHER };
  }
  const passes = "one" in passed ? passed.one.includes(index) : passed.all.includes(index);
  return passes
    ? { use: role.use, ...("one" in passed && role.eventKey !== undefined && { eventKey: role.eventKey }) }
    : { use: OTHER };
}

/** The element that an expression comes to, as far as it is a plain path into the data. */
export function elementAfter(node: JsonNode, element: DataElement): DataElement {
  if (node.kind === "string") return keyOf(element, node.value);
  if (node.kind !== "array") return {};
  const head = node.items[0];
  if (head?.kind !== "string" || operatorOf(head.value)?.chained !== true) return {};
  return node.items.slice(1).reduce((current, item) => elementAfter(item, current), element);
}

/** The element at a key of another. */
export function keyOf(element: DataElement, key: string): DataElement {
  const type = element.type?.keys?.get(key) ?? (/^(?:0|[1-9][0-9]*)$/.test(key) ? element.type?.item : undefined);
  return { ...(element.path !== undefined && { path: [...element.path, key] }), ...(type !== undefined && { type }) };
}

/** The keys that a dict under construction has already, whether it is an object or a list. */
export function keysOf(node: ObjectNode | ArrayNode): readonly string[] {
  if (node.kind === "object") return node.members.map((member) => member.key.value);
  return node.items.flatMap((item, index) => (index % 2 === 1 && item.kind === "string" ? [item.value] : []));
}
