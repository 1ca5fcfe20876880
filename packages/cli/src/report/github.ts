// Annotations of a pull request: workflow commands that GitHub Actions reads from the output of a step.
import { printable } from "@heddle/compiler/language";

export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly file: string;
  /** From 1; columns are counted in UTF-16 units. */
  readonly line: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly title: string;
  readonly message: string;
}

/** One line with its line break. */
export function annotationLine({ level, file, line, column, endLine, endColumn, title, message }: Annotation): string {
  // GitHub takes columns only where both ends are on one line.
  const columns = endLine === undefined || endLine === line ? { col: column, endColumn } : {};
  const properties = Object.entries({ file, line, endLine, ...columns, title })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`]))
    .join(",");
  return `::${level} ${properties}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.split("\n").map(printable).join("\n").replaceAll("%", "%25").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
