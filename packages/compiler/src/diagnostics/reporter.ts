// Collects the findings of the phases, and returns them in the order of the text.
import type { Span } from "../source/span.ts";
import { type DiagnosticCode, severityOf } from "./catalog.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Severity } from "./severity.ts";

export type Details = Partial<Pick<Diagnostic, "hint" | "fixes" | "related" | "tags">>;

/** Findings about something that is missing, which may be there after all if a bracket or string is broken. */
const ABSENCES: readonly DiagnosticCode[] = [
  "event-missing-key",
  "event-identify",
  "envelope-missing-key",
  "envelope-default",
  "source-missing-key",
];
const BROKEN: readonly DiagnosticCode[] = ["syntax-unclosed", "syntax-string", "syntax-missing-value"];

export interface Reporter {
  /** Adds a finding with the severity of its code. */
  report(code: DiagnosticCode, span: Span, message: string, details?: Details & { severity?: Severity }): void;
  /** All findings so far, by start, then by end, without duplicates. */
  sorted(): readonly Diagnostic[];
  readonly hasErrors: boolean;
}

export type Report = Reporter["report"];
/** A finding as it is reported, for those that collect or repeat findings. */
export type ReportArguments = Parameters<Report>;

/** The same finding with all its spans moved by `delta`. */
export function shiftedReport([code, span, message, details]: ReportArguments, delta: number): ReportArguments {
  const moved = ({ start, end }: Span): Span => ({ start: start + delta, end: end + delta });
  if (delta === 0) return [code, span, message, details];
  if (details === undefined) return [code, moved(span), message];
  const { fixes, related } = details;
  return [
    code,
    moved(span),
    message,
    {
      ...details,
      ...(fixes !== undefined && {
        fixes: fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => ({ ...edit, span: moved(edit.span) })) })),
      }),
      ...(related !== undefined && { related: related.map((place) => ({ ...place, span: moved(place.span) })) }),
    },
  ];
}

export function createReporter(): Reporter {
  const found: Diagnostic[] = [];
  const seen = new Set<string>();
  let errors = 0;
  return {
    report(code, span, message, details = {}) {
      const identity = `${code} ${span.start} ${span.end} ${message}`;
      if (seen.has(identity)) return;
      seen.add(identity);
      const severity = details.severity ?? severityOf(code);
      if (severity === "error") errors++;
      found.push({ ...details, severity, code, message, span });
    },
    sorted: () => sortDiagnostics(withoutGuesses(found)),
    get hasErrors() {
      return errors > 0;
    },
  };
}

/** In the order of the text: by start, then by end. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function withoutGuesses(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return found.some(({ code }) => BROKEN.includes(code)) ? found.filter(({ code }) => !ABSENCES.includes(code)) : found;
}
