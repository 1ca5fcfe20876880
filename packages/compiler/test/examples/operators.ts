// The operators of the language, for editors and other tools. Out: each operator's signature with its summary.
import { OPERATORS, signatureOf } from "@heddle/compiler/language";

export function listOperators(): readonly string[] {
  return OPERATORS.map((operator) => `${signatureOf(operator)}: ${operator.summary}`);
}
