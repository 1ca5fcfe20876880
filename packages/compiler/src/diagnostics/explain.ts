// In: the code of a diagnostic. Out: what it means, an example with the finding as rendered, and the corrected example.
import { createCompiler } from "../compile.ts";
import { analyseWithRows } from "../sample-times.ts";
import { createLineIndex } from "../source/line-index.ts";
import { parseJson } from "../values/json.ts";
import { analyseSettings } from "../settings/analyse-settings.ts";
import type { ObjectSetting } from "../settings/setting.ts";
import { CATALOG, type CatalogEntry, type DiagnosticCode, isDiagnosticCode } from "./catalog.ts";
import { renderDiagnostic } from "./render.ts";

const WIDTH = 100;
/** Longer lines of an example are cut. */
const MAX_EXAMPLE_LINE = 160;

/**
 * The page of a code for a terminal, with a line break at the end; undefined for a code that does not exist. Examples of source
 * files are checked against their definition, which the compiler does not have.
 */
export function explainDiagnostic(code: string, source?: ObjectSetting): string | undefined {
  if (!isDiagnosticCode(code)) return undefined;
  const { severity, title, explanation } = CATALOG[code];
  const sections = exampleSections(code, source).flatMap(({ heading, text }) => [`${heading}:`, indentedExample(text)]);
  return `${[`${severity}[${code}]: ${title}`, wrapText(explanation), ...sections].join("\n\n")}\n`;
}

export interface ExampleSection {
  readonly heading: string;
  readonly text: string;
  readonly language: "json" | "text";
}

/** The example of a code, how its finding is rendered, and the correction; empty without an example. */
export function exampleSections(code: DiagnosticCode, source?: ObjectSetting): readonly ExampleSection[] {
  const { example, corrected, sample, file }: CatalogEntry = CATALOG[code];
  if (example === undefined) return [];
  const findings =
    file === undefined ? renderFindings(code, example, sample) : renderSourceFindings(code, example, source);
  return [
    { heading: "Example", text: example, language: "json" },
    ...(sample === undefined ? [] : [{ heading: "Sample", text: sample, language: "json" } as const]),
    ...(findings === "" ? [] : [{ heading: "Finding", text: findings, language: "text" } as const]),
    ...(corrected === undefined ? [] : [{ heading: "Corrected", text: corrected, language: "json" } as const]),
  ];
}

function renderFindings(code: string, text: string, sample: string | undefined): string {
  const rows = sample?.trimEnd().split("\n").map(parseJson);
  const compiler = createCompiler();
  const { diagnostics } =
    rows === undefined ? compiler.analyse(text) : analyseWithRows(compiler, text, rows, { now: 0 });
  const options = { file: "converter.json", lines: createLineIndex(text), color: false };
  const findings = diagnostics.filter((diagnostic) => diagnostic.code === code);
  return findings.map((finding) => renderDiagnostic(finding, options)).join("\n");
}

function renderSourceFindings(code: string, text: string, source: ObjectSetting | undefined): string {
  if (source === undefined) return "";
  const { diagnostics, shownText } = analyseSettings(text, source);
  const options = { file: "source.json", lines: createLineIndex(shownText), color: false };
  const findings = diagnostics.filter((diagnostic) => diagnostic.code === code);
  return findings.map((finding) => renderDiagnostic(finding, options)).join("\n");
}

/** The text of an example with its longest lines cut. */
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

/** A paragraph wrapped to 100 columns. */
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
