// In: a document and an offset inside a list operator. Out: its signature and the argument that is being written.
import type { OperatorDefinition, Parameter } from "@heddle/compiler/language";
import type { Document } from "./document.ts";
import { locate } from "./locate.ts";
import { kindOfParameter, sections } from "./markdown.ts";
import { operatorOf } from "./operators.ts";

export interface SignatureHelp {
  readonly label: string;
  readonly doc: string;
  /** Where each parameter stands in the label. */
  readonly parameters: readonly { readonly start: number; readonly end: number; readonly doc: string }[];
  /** The index in `parameters`; undefined where there are too many arguments. */
  readonly active?: number;
}

/** The signature of the innermost list operator around an offset. */
export function signatureHelp(document: Document, offset: number): SignatureHelp | undefined {
  if (document.kind !== "converter") return undefined;
  const { containers, slot } = locate(document, offset);
  const { node: list, role } = containers.at(-1) ?? {};
  if (list?.kind !== "array" || role?.kind !== "source") return undefined;
  const head = list.items[0];
  const operator = head?.kind === "string" ? operatorOf(head.value) : undefined;
  if (operator === undefined) return undefined;
  // Right behind an item, that item is still the one being written.
  const index =
    slot.kind === "value" && slot.index !== undefined
      ? slot.index
      : list.items.findLastIndex((item) => item.span.end <= offset);
  return describe(operator, Math.max(0, index - 1), list.items.length - 1);
}

function describe(operator: OperatorDefinition, argument: number, count: number): SignatureHelp {
  const fixed = operator.parameters;
  const group = operator.repeats ?? [];
  const [label, spans] = labelOf(operator);
  const parameters = [...fixed, ...group].map((parameter, index) => ({
    ...(spans[index] ?? { start: 0, end: 0 }),
    doc: parameterDoc(parameter),
  }));
  const active =
    argument < fixed.length
      ? argument
      : group.length > 0
        ? fixed.length + ((argument - fixed.length) % group.length)
        : count === 0
          ? 0
          : undefined;
  const round =
    group.length > 1 && argument >= fixed.length
      ? `Group ${Math.floor((argument - fixed.length) / group.length) + 1}.`
      : "";
  return {
    label,
    doc: sections(`${operator.summary}.`, round),
    parameters,
    ...(active !== undefined && active < parameters.length && { active }),
  };
}

function labelOf({ name, parameters, repeats = [] }: OperatorDefinition): [string, { start: number; end: number }[]] {
  const spans: { start: number; end: number }[] = [];
  let label = `["${name}"`;
  for (const [index, parameter] of [...parameters, ...repeats].entries()) {
    label += index === parameters.length ? `${parameters.length === 0 ? "," : ""} | ` : ", ";
    spans.push({ start: label.length, end: label.length + parameter.name.length });
    label += parameter.name;
  }
  return [`${label}${repeats.length > 0 ? "..." : ""}]`, spans];
}

function parameterDoc(parameter: Parameter): string {
  return `${parameter.doc} (${kindOfParameter(parameter)})`;
}
