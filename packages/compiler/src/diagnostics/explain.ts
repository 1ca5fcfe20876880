// In: the code of a diagnostic. Out: what the catalog says about it, as text for a terminal.
import { CATALOG, type CatalogEntry, isDiagnosticCode } from "./catalog.ts";
import { createLineIndex } from "../source/line-index.ts";

const WIDTH = 100;
/** Longer lines of an example are cut. */
const MAX_EXAMPLE_LINE = 160;

/** Several paragraphs, with a line break at the end; undefined for a code that does not exist. */
export function explainDiagnostic(code: string): string | undefined {
  return isDiagnosticCode(code) ? explainEntry(code, CATALOG[code]) : undefined;
}

/** What an entry of a catalog says about its code, in the same form. */
export function explainEntry(
  code: string,
  { severity, title, explanation, example, mended, sample }: CatalogEntry,
): string {
  const parts = [
    `${severity}[${code}]: ${title}`,
    wrapText(explanation),
    ...(example === undefined
      ? []
      : [
          `Example, which brings it up${sample === undefined ? "" : " with the sample below"}:`,
          indentedExample(example),
        ]),
    ...(sample === undefined ? [] : ["The sample:", indentedExample(sample)]),
    ...(mended === undefined ? [] : ["Mended:", indentedExample(mended)]),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** The text of an example with its longest lines cut, for people. */
export function shownExample(text: string): string {
  const lines = createLineIndex(text.trimEnd());
  return Array.from({ length: lines.lineCount }, (_, line) => {
    const shown = lines.lineText(line);
    return shown.length <= MAX_EXAMPLE_LINE
      ? shown
      : `${shown.slice(0, MAX_EXAMPLE_LINE / 2)} ... ${shown.slice(-MAX_EXAMPLE_LINE / 4)}`;
  }).join("\n");
}

/** An example for a terminal: its longest lines cut, each line indented. */
export function indentedExample(text: string): string {
  return shownExample(text).replace(/^(?=.)/gm, "    ");
}

/** The words of a paragraph in lines of at most a hundred characters. */
export function wrapText(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
