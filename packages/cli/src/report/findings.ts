// What was found in files, in each of the formats that tools read.
import { printableJson } from "@heddle/compiler/printable";
import { helpLink } from "@heddle/compiler/language";
import { createLineIndex, type Diagnostic, type LineIndex, renderDiagnostic } from "@heddle/compiler";
import type { FileFindings, FindingFormat } from "./finding-formats.ts";
import { annotationLine } from "./github.ts";
import { jsonText } from "./json.ts";
import { renderJunit } from "./junit.ts";

/** The report for tools, with a line break at the end of each line. */
export async function renderFindings(
  format: Exclude<FindingFormat, "text">,
  files: readonly FileFindings[],
): Promise<string> {
  const safe = files.map(withoutSecrets);
  switch (format) {
    case "json":
      return jsonText(safe.map(asJson));
    case "sarif": {
      const { renderSarif } = await import("./sarif.ts");
      return printableJson(renderSarif(safe));
    }
    case "github":
      return safe.map(annotations).join("");
    case "junit":
      return renderJunit(
        safe.map((file) => ({
          name: file.file,
          cases:
            file.diagnostics.length === 0 ? [{ name: file.file, failures: [] }] : file.diagnostics.map(caseOf(file)),
        })),
      );
    default:
      return format satisfies never;
  }
}

/** A fix can write a secret again, with other quotes: it is left out where it touches one. */
function withoutSecrets(file: FileFindings): FileFindings {
  const { text, shownText, diagnostics } = file;
  if (text === shownText) return file;
  const isShown = ({ span: { start, end } }: Pick<Diagnostic, "span">): boolean =>
    text.slice(start, end) === shownText.slice(start, end);
  return {
    ...file,
    diagnostics: diagnostics.map(({ fixes, ...diagnostic }) => {
      const shown = fixes?.filter(({ edits }) => isShown(diagnostic) && edits.every(isShown)) ?? [];
      return shown.length === 0 ? diagnostic : { ...diagnostic, fixes: shown };
    }),
  };
}

/** Positions as in LSP. */
function asJson({ file, text, diagnostics }: FileFindings): unknown {
  const lines = createLineIndex(text);
  return {
    file,
    diagnostics: diagnostics.map(({ severity, code, message, span, hint, fixes }) => ({
      severity,
      code,
      message,
      help: helpLink(code),
      range: lines.range(span),
      ...(hint !== undefined && { hint }),
      ...(fixes !== undefined && {
        fixes: fixes.map(({ title, edits, needsInput }) => ({
          title,
          ...(needsInput === true && { needsInput }),
          edits: edits.map((edit) => ({ range: lines.range(edit.span), newText: edit.text })),
        })),
      }),
    })),
  };
}

const LEVELS = { error: "error", warning: "warning", info: "notice" } as const;

function annotations({ file, text, diagnostics }: FileFindings): string {
  const lines = createLineIndex(text);
  return diagnostics
    .map(({ severity, code, message, hint, span }) => {
      const { start, end } = lines.range(span);
      return annotationLine({
        level: LEVELS[severity],
        file,
        line: start.line + 1,
        column: start.character + 1,
        endLine: end.line + 1,
        endColumn: end.character + 1,
        title: code,
        message: hint === undefined ? message : `${message}\n${hint}`,
      });
    })
    .join("");
}

/** Errors and warnings fail; a note does not. */
function caseOf({ file, shownText }: FileFindings) {
  const lines: LineIndex = createLineIndex(shownText);
  return (diagnostic: Diagnostic) => {
    const { line, character } = lines.position(diagnostic.span.start);
    const { severity, code, message } = diagnostic;
    const details = renderDiagnostic(diagnostic, { file, lines, color: false });
    return {
      name: `${line + 1}:${character + 1} ${code}`,
      failures: severity === "info" ? [] : [{ message, type: severity, details }],
    };
  };
}
