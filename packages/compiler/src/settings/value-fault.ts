// In: a value of a file of settings and its definition. Out: why it cannot be what it is.
import { listNames } from "../diagnostics/quote.ts";
import { suggest } from "../diagnostics/suggest.ts";
import type { ArrayNode, JsonNode, StringNode } from "../phases/1-parse/tree.ts";
import { isHuge } from "../values/value.ts";
import { holdsSecret } from "./describe-setting.ts";
import { shorthandOf } from "./find-setting.ts";
import type { ChoiceSetting, ListSetting, NumberSetting, Setting, StringSetting, VariantsSetting } from "./setting.ts";
import { hasBrokenVariable, substituteVariables, VARIABLE_HINT, variablesIn } from "./variables.ts";

/** A string whose variables were put in place; messages quote it as it is written. */
export interface SubstitutedNode extends StringNode {
  readonly written: string;
}

export interface ValueFault {
  /** Goes on from the name of the setting. */
  readonly message: string;
  /** A string that was most likely meant. */
  readonly instead?: string;
  /** The part of the value that is wrong, where it is not the whole. */
  readonly part?: JsonNode;
  /** What says more than the doc of the setting. */
  readonly hint?: string;
}

/** Items and members are not looked at. `variables`: strings may name variables, of whose values nothing is known. */
export function valueFault(given: JsonNode, setting: Setting, variables = false): ValueFault | undefined {
  if (!variables || given.kind !== "string") return faultOf(given, setting, variables);
  if (hasBrokenVariable(given.value))
    return { message: "has `${` without the name of a variable", hint: VARIABLE_HINT };
  if (variablesIn(given.value).length > 0 && takesString(setting)) return undefined;
  return faultOf({ ...given, value: substituteVariables(given.value, (name) => `\${${name}}`) }, setting, variables);
}

function takesString(setting: Setting): boolean {
  switch (setting.kind) {
    case "list":
      return setting.orSingle === true && takesString(setting.items);
    case "variants":
      return setting.shorthand !== undefined;
    default:
      return setting.kind === "string" || setting.kind === "choice" || setting.kind === "foreign";
  }
}

function faultOf(node: JsonNode, setting: Setting, variables: boolean): ValueFault | undefined {
  switch (setting.kind) {
    case "string":
      return node.kind === "string" ? stringFault(node, setting) : mustBe(setting.form ?? "a string", node, setting);
    case "integer":
    case "number":
      return isInRange(node, setting) ? undefined : mustBe(rangeText(setting), node, setting);
    case "boolean":
      return node.kind === "boolean" ? undefined : mustBe("true or false", node, setting);
    case "choice":
      return choiceFault(node, setting);
    case "list":
      return itemsFault(node, setting, variables);
    case "variants":
      return variantsFault(node, setting);
    case "object":
      return node.kind === "object" ? undefined : mustBe("an object", node, setting);
    case "foreign":
      return undefined;
    default:
      return setting satisfies never;
  }
}

function variantsFault(node: JsonNode, setting: VariantsSetting): ValueFault | undefined {
  const short = shorthandOf(setting);
  if (node.kind === "object") return undefined;
  if (short === undefined) return mustBe("an object", node, setting);
  // A string may be meant for another variant, and hold its secret.
  const careful: StringSetting = holdsSecret(setting) ? { ...short, secret: true } : short;
  return node.kind === "string"
    ? stringFault(node, careful)
    : mustBe(short.form ?? "a string, or an object", node, setting);
}

/** What the value is instead is told, but for a secret no more than its kind. */
function mustBe(wanted: string, node: JsonNode, setting: Setting): ValueFault {
  return { message: `must be ${wanted}, not ${holdsSecret(setting) ? kindOf(node) : nameOf(node, setting)}` };
}

function stringFault(node: StringNode, setting: StringSetting): ValueFault | undefined {
  const { pattern, form, minLength = 0, maxLength = Infinity } = setting;
  const length = [...node.value].length;
  const fits = pattern === undefined || new RegExp(pattern, "u").test(node.value);
  if (length >= minLength && length <= maxLength && fits) return undefined;
  if (form !== undefined) return holdsSecret(setting) ? { message: `must be ${form}` } : mustBe(form, node, setting);
  if (!fits) return { message: `must match ${pattern}` };
  if (length > maxLength) return { message: `must be at most ${maxLength} characters long` };
  return { message: minLength === 1 ? "must not be empty" : `must be at least ${minLength} characters long` };
}

function choiceFault(node: JsonNode, setting: ChoiceSetting): ValueFault | undefined {
  const values = setting.choices.map(({ value }) => value);
  if (node.kind !== "string") return mustBe(listNames(values, "or"), node, setting);
  if (values.includes(node.value)) return undefined;
  if (isSubstituted(node)) return mustBe(listNames(values, "or"), node, setting);
  const near = suggest(node.value, values);
  if (near === undefined) return mustBe(listNames(values, "or"), node, setting);
  return {
    message: `cannot be ${nameOf(node, setting)}; did you mean \`${near}\`?`,
    instead: near,
    hint: `It must be ${listNames(values, "or")}.`,
  };
}

function isInRange({ value, kind: found }: JsonNode & { readonly value?: unknown }, setting: NumberSetting): boolean {
  const { minimum = -Infinity, maximum = Infinity, kind } = setting;
  if (found !== "number" || typeof value !== "number" || value < minimum || value > maximum) return false;
  return kind === "number" || Number.isSafeInteger(value);
}

function rangeText({ kind, minimum, maximum }: NumberSetting): string {
  const noun = kind === "integer" ? "an integer" : "a number";
  if (minimum !== undefined && maximum !== undefined) return `${noun} from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${noun} of at least ${minimum}`;
  return maximum === undefined ? noun : `${noun} of at most ${maximum}`;
}

function itemsFault(node: JsonNode, setting: ListSetting, variables: boolean): ValueFault | undefined {
  if (node.kind === "array") return listFault(node, setting);
  if (setting.orSingle !== true) return mustBe(setting.form ?? "a list", node, setting);
  const fault = valueFault(node, setting.items, variables);
  return fault === undefined ? undefined : mustBe(setting.form ?? "a list, or a single item", node, setting);
}

function listFault({ items }: ArrayNode, { minItems = 0, uniqueItems }: ListSetting): ValueFault | undefined {
  if (items.length < minItems)
    return { message: minItems === 1 ? "must not be empty" : `must have at least ${minItems} items` };
  if (uniqueItems !== true) return undefined;
  const isRepeated = (item: JsonNode, index: number): boolean =>
    item.kind === "string" && items.findIndex((other) => other.kind === "string" && other.value === item.value) < index;
  const part = items.find(isRepeated);
  return part === undefined ? undefined : { message: "must not have the same item twice", part };
}

function isSubstituted(node: StringNode): node is SubstitutedNode {
  return "written" in node;
}

const MAX_QUOTED = 60;

function nameOf(node: JsonNode, setting: Setting): string {
  switch (node.kind) {
    case "string": {
      const value = isSubstituted(node) ? node.written : node.value;
      if (value === "") return "an empty string";
      const text = quoted(value);
      return setting.kind === "string" || setting.kind === "choice" ? text : `the string ${text}`;
    }
    case "number":
    case "boolean":
    case "null":
      return quoted(isHuge(node.value) ? node.value.rawJSON : String(node.value));
    default:
      return kindOf(node);
  }
}

function quoted(text: string): string {
  return `\`${text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED - 1)}…` : text}\``;
}

function kindOf({ kind }: JsonNode): string {
  switch (kind) {
    case "array":
      return "a list";
    case "object":
      return "an object";
    case "null":
      return "null";
    case "missing":
      return "nothing";
    case "string":
    case "number":
    case "boolean":
      return `a ${kind}`;
    default:
      return kind satisfies never;
  }
}
