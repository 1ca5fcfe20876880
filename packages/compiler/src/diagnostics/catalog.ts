// Every diagnostic there is: its stable code, which is never used for something else, its severity, and its meaning in a line.
import type { Severity } from "./diagnostic.ts";

interface CatalogEntry {
  readonly severity: Severity;
  readonly title: string;
}

export const CATALOG = {
  "syntax-comma": { severity: "error", title: "A comma is missing or one too many" },
  "syntax-comment": { severity: "error", title: "A comment in strict JSON" },
  "syntax-key": { severity: "error", title: "A key without double quotes" },
  "syntax-missing-value": { severity: "error", title: "A value is missing" },
  "syntax-number": { severity: "error", title: "A number that JSON does not know" },
  "syntax-string": { severity: "error", title: "A string that JSON does not know" },
  "syntax-too-deep": { severity: "error", title: "Nesting beyond the limit" },
  "syntax-unclosed": { severity: "error", title: "A list or object without its closing bracket" },
  "syntax-unexpected": { severity: "error", title: "Text that has no meaning where it stands" },
  "syntax-word": { severity: "error", title: "A bare word that is not true, false or null" },

  "envelope-not-an-object": { severity: "error", title: "The converter file is not a JSON object" },
  "envelope-missing-key": { severity: "error", title: "A key that a converter file must have is missing" },
  "envelope-wrong-value": { severity: "error", title: "A setting has a value that it cannot have" },
  "envelope-unknown-key": { severity: "warning", title: "A setting that does not exist" },
  "envelope-default": { severity: "warning", title: "A setting was left out and its default is taken" },
  "envelope-extension": { severity: "warning", title: "A setting that Amplitude does not know" },
  "envelope-ignore-flag": { severity: "warning", title: "ignoreEventFlag names a key that cannot skip a row" },
  "envelope-unused": { severity: "warning", title: "A setting without effect" },
  "duplicate-key": { severity: "warning", title: "The same key twice; the last one wins" },

  "literal-as-source": { severity: "error", title: "A literal stands where a SOURCE_DESCRIPTION must be" },
  "empty-list": { severity: "error", title: "An empty list is no operator" },
  "operator-not-a-name": { severity: "error", title: "A list must start with an operator's name" },
  "unknown-operator": { severity: "error", title: "There is no such operator" },
  "wrong-arity": { severity: "error", title: "Too many or too few arguments" },
  "half-group": { severity: "error", title: "Repeating arguments must come in whole groups" },
  "wrong-literal": { severity: "error", title: "An argument must be a literal of another kind" },
  "bad-pattern": { severity: "error", title: "A pattern or replacement that cannot be used" },
  "slow-pattern": { severity: "warning", title: "A pattern that can take exponential time" },
  "partial-pattern": { severity: "warning", title: "A time pattern that can never give a time" },

  "constant-test": { severity: "warning", title: "A test whose outcome is always the same" },
  "unreachable": { severity: "warning", title: "A part that is never evaluated" },
  "never-valued": { severity: "warning", title: "An expression that can never have a value" },
  "wrong-kind": { severity: "warning", title: "An argument of a kind that the operator can never use" },
  "fraction-lost": { severity: "info", title: "Integer arithmetic can drop a fraction" },
  "unread-path": { severity: "warning", title: "A path that no row of the sample has" },

  "event-not-a-dict": { severity: "warning", title: "The converter does not yield a dict" },
  "event-unknown-key": { severity: "warning", title: "A key that Amplitude ignores" },
  "event-missing-key": { severity: "warning", title: "A required event key is not mapped" },
  "event-wrong-kind": { severity: "warning", title: "An event key is mapped from a kind it cannot have" },
  "event-bad-value": { severity: "warning", title: "A constant that Amplitude refuses or cuts" },
  "event-identify": { severity: "warning", title: "A property update without its properties" },
  "event-unknown-operation": { severity: "warning", title: "A property operation that does not exist there" },
  "event-mixed-operations": { severity: "warning", title: "Property operations mixed with plain properties" },
} as const satisfies Record<string, CatalogEntry>;

export type DiagnosticCode = keyof typeof CATALOG;

export function severityOf(code: DiagnosticCode): Severity {
  return CATALOG[code].severity;
}
