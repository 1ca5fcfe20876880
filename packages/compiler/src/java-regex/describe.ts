// Problems of patterns and replacements as messages.
import { sentence } from "../diagnostics/quote.ts";
import type { RegexProblem } from "./tree.ts";

export const BACKSLASH_HINT = 'for a backslash write "\\\\\\\\" in JSON';

/** How to write a character that has a meaning of its own. */
export function literalHint(character: string): string {
  const name = character === "$" ? "dollar sign" : `literal \`${character}\``;
  return `for a ${name} write "\\\\${character}" in JSON`;
}

/** A problem as the message and hint of a diagnostic; `what` it is a problem of, such as `pattern`. */
export function describeRegexProblem(
  { kind, message, hint }: RegexProblem,
  what: string,
): { readonly message: string; readonly hint?: string } {
  const lead = kind === "syntax" ? "Invalid" : "Unsupported";
  return { message: `${lead} ${what}: ${sentenceEnd(message)}`, ...(hint !== undefined && { hint: sentence(hint) }) };
}

function sentenceEnd(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
