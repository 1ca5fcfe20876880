// Findings as a SARIF log, which code scanning services show.
import { isAbsolute, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { createLineIndex, type Diagnostic, type LineIndex, type Span } from "@heddle/compiler";
import { CATALOG, type DiagnosticCode, helpLink } from "@heddle/compiler/language";
import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from "node-sarif-builder";
import { version } from "../version.ts";
import type { FileFindings } from "./finding-formats.ts";

const LEVELS = { error: "error", warning: "warning", info: "note" } as const;

/** The text of a SARIF 2.1.0 file. Paths in it are relative to the current folder where they can be. */
export function renderSarif(files: readonly FileFindings[]): string {
  const run = new SarifRunBuilder().initSimple({ toolDriverName: "Heddle", toolDriverVersion: version() });
  run.run.columnKind = "utf16CodeUnits";
  const codes = new Set(files.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)));
  for (const code of codes) run.addRule(ruleOf(code));
  for (const { file, text, diagnostics } of files) {
    const lines = createLineIndex(text);
    for (const diagnostic of diagnostics) run.addResult(resultOf(diagnostic, uriOf(file), lines));
  }
  const log = new SarifBuilder();
  log.addRun(run);
  return `${log.buildSarifJsonString({ indent: true })}\n`;
}

function ruleOf(code: DiagnosticCode): SarifRuleBuilder {
  const { title, explanation, severity } = CATALOG[code];
  const rule = new SarifRuleBuilder().initSimple({
    ruleId: code,
    shortDescriptionText: title,
    fullDescriptionText: explanation,
  });
  rule.rule.helpUri = helpLink(code);
  rule.rule.defaultConfiguration = { level: LEVELS[severity] };
  return rule;
}

function resultOf(diagnostic: Diagnostic, uri: string, lines: LineIndex): SarifResultBuilder {
  const { severity, code, message, hint, span, fixes = [], related = [] } = diagnostic;
  const built = new SarifResultBuilder().initSimple({
    level: LEVELS[severity],
    messageText: hint === undefined ? message : `${message} ${hint}`,
    ruleId: code,
    fileUri: uri,
  });
  built.setLocationRegion(regionOf(span, lines));
  if (related.length > 0)
    built.result.relatedLocations = related.map((place) => ({
      physicalLocation: { artifactLocation: { uri }, region: regionOf(place.span, lines) },
      message: { text: place.message },
    }));
  if (fixes.length > 0)
    built.result.fixes = fixes.map(({ title, edits }) => ({
      description: { text: title },
      artifactChanges: [
        {
          artifactLocation: { uri },
          replacements: edits.map((edit) => ({
            deletedRegion: regionOf(edit.span, lines),
            insertedContent: { text: edit.text },
          })),
        },
      ],
    }));
  return built;
}

function regionOf(span: Span, lines: LineIndex) {
  const { start, end } = lines.range(span);
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function uriOf(path: string): string {
  const local = relative("", path);
  if (local.startsWith("..") && isAbsolute(path)) return pathToFileURL(path).href;
  return local.split(sep).map(encodeURIComponent).join("/");
}
