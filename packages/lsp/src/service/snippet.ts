// Snippets in the notation that editors share: $1, ${1:text}, ${1|a,b|}.
import type { OperatorDefinition, Parameter } from "@heddle/compiler/language";

/** Text as a snippet takes it literally. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}

/** A snippet as plain text, for editors that know none: placeholders become their texts. */
export function plainSnippet(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, "$1")
    .replace(/\$\{\d+:((?:\\.|[^}])*)\}/g, "$1")
    .replace(/\$\d+/g, "")
    .replace(/\\([\\$}])/g, "$1");
}

/** The arguments of an operator with a placeholder for each, without its name: `, "${1:first}", "${2:next}"`. */
export function argumentsSnippet(operator: OperatorDefinition): string {
  // One round of what repeats, unless the fixed arguments are a group of it already.
  const shown =
    operator.parameters.length >= 2 ? operator.parameters : [...operator.parameters, ...(operator.repeats ?? [])];
  return shown.map((parameter, index) => `, ${placeholder(parameter, index + 1)}`).join("");
}

function placeholder({ kind, name }: Parameter, index: number): string {
  switch (kind) {
    case "source":
    case "string":
      return `"\${${index}:${name}}"`;
    case "test":
      return `["equals", "\${${index}:path}", ["value", "..."]]`;
    case "json":
      return `\${${index}:"text"}`;
    case "boolean":
      return `\${${index}|true,false|}`;
    case "integer":
      return `\${${index}:1}`;
    default:
      return kind satisfies never;
  }
}
