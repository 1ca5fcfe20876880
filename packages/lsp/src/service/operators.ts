// Finds operators by the names that stand in converters, and the parameter that stands at a place of a list.
import {
  ANY,
  type JsonNode,
  OPERATORS,
  type OperatorDefinition,
  type Parameter,
  type Type,
} from "@heddle/compiler/language";

const BY_NAME: ReadonlyMap<string, OperatorDefinition> = new Map(
  OPERATORS.flatMap((operator) =>
    [operator.name, ...(operator.aliases ?? [])].map((name) => [name, operator] as const),
  ),
);

/** The operator of a name or alias; names are case-sensitive. */
export function operatorOf(name: string): OperatorDefinition | undefined {
  return BY_NAME.get(name);
}

/** The operator of a list, whatever alias it is called by. */
export function operatorOfList(node: JsonNode): OperatorDefinition | undefined {
  const head = node.kind === "array" ? node.items[0] : undefined;
  return head?.kind === "string" ? operatorOf(head.value) : undefined;
}

/** The parameter that the argument `index` (from 0, without the operator's name) stands at. */
export function parameterAt(operator: OperatorDefinition, index: number): Parameter | undefined {
  if (index < operator.parameters.length) return operator.parameters[index];
  const group = operator.repeats;
  return group === undefined ? undefined : group[(index - operator.parameters.length) % group.length];
}

const ANYTHING: Type = { kinds: ANY, none: true };

/** Whether an operator yields the keys of all its arguments, the later winning, and nothing else. */
export function mergesItsArguments({ passes, repeats }: OperatorDefinition): boolean {
  if (repeats === undefined) return false;
  const passed = passes?.([ANYTHING, ANYTHING]);
  return passed !== undefined && "all" in passed && passed.all.length === 2 && passed.without === undefined;
}

/** Whether an expression stands at the parameter, rather than a literal. */
export function takesExpression({ kind }: Parameter): boolean {
  return kind === "source" || kind === "test";
}
