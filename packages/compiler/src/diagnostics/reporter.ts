// Collects what the phases find, and hands it out in order of position.
import type { Span } from "../source/span.ts";
import { type DiagnosticCode, severityOf } from "./catalog.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";

export type Details = Partial<Pick<Diagnostic, "hint" | "fixes" | "related" | "tags">>;

/** Findings that something is not there; where brackets or strings are broken it may well be there. */
const ABSENCES: readonly DiagnosticCode[] = [
  "event-missing-key",
  "event-identify",
  "envelope-missing-key",
  "envelope-default",
];
const BROKEN: readonly DiagnosticCode[] = ["syntax-unclosed", "syntax-string", "syntax-missing-value"];

export interface Reporter {
  /** Adds a finding with the severity of its code. */
  report(code: DiagnosticCode, span: Span, message: string, details?: Details & { severity?: Severity }): void;
  /** Everything found so far, by start, then by end; what is the same twice is given once. */
  sorted(): readonly Diagnostic[];
  readonly hasErrors: boolean;
}

export type Report = Reporter["report"];
/** What is handed to a reporter. */
export type Finding = Parameters<Report>;

/** The same finding in a text in which its place, and all places that it names, have moved. */
export function shiftedFinding([code, span, message, details]: Finding, delta: number): Finding {
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
    sorted: () => withoutGuesses(found).toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end),
    get hasErrors() {
      return errors > 0;
    },
  };
}

function withoutGuesses(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return found.some(({ code }) => BROKEN.includes(code)) ? found.filter(({ code }) => !ABSENCES.includes(code)) : found;
}
