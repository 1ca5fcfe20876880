// Finds operators by name or alias.
import type { OperatorDefinition } from "./define.ts";

export interface OperatorTable {
  /** The operator of a name or alias; names are case-sensitive (D). */
  get(name: string): OperatorDefinition | undefined;
  /** Every name and alias. */
  readonly names: readonly string[];
  readonly all: readonly OperatorDefinition[];
}

export function createOperatorTable(operators: readonly OperatorDefinition[]): OperatorTable {
  const byName = new Map<string, OperatorDefinition>();
  for (const operator of operators) {
    for (const name of [operator.name, ...(operator.aliases ?? [])]) byName.set(name, operator);
  }
  return { get: (name) => byName.get(name), names: [...byName.keys()], all: operators };
}
