// In: the text of a file of settings and its definition. Out: all that is wrong with it, and its values where nothing is.
import { CATALOG } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { createReporter, type Reporter } from "../diagnostics/reporter.ts";
import { createParser, type Parser } from "../phases/1-parse/parse.ts";
import type { JsonNode } from "../phases/1-parse/tree.ts";
import { valueOf } from "../phases/2-resolve/json-value.ts";
import { checkSettings } from "./check-settings.ts";
import { completeValue } from "./settings-value.ts";
import { withSchemaKey } from "./schema-key.ts";
import type { ObjectSetting, ValueOf } from "./setting.ts";
import { shownText } from "./shown-text.ts";

export interface SettingsAnalysis<Value = unknown> {
  readonly text: string;
  /** In order of position. None quotes a secret. */
  readonly diagnostics: readonly Diagnostic[];
  readonly hasErrors: boolean;
  readonly hasSyntaxErrors: boolean;
  readonly tree: JsonNode | undefined;
  /** The text without its secrets, of the same length and lines: what may be shown beside a diagnostic. */
  readonly shownText: string;
  /** The values with every default; absent where there are errors. */
  readonly value?: Value;
}

/** Reads and checks a file of settings. Never throws on what a user wrote. */
export function analyseSettings<const S extends ObjectSetting>(
  text: string,
  root: S,
  parser: Parser = createParser(),
): SettingsAnalysis<ValueOf<S>> {
  const reporter = createReporter();
  return settingsOfTree(parser.parse(text, reporter), text, root, reporter);
}

/** As {@link analyseSettings}, of a text that is parsed already: the reporter holds what is wrong with its syntax. */
export function settingsOfTree<const S extends ObjectSetting>(
  tree: JsonNode | undefined,
  text: string,
  root: S,
  reporter: Reporter,
): SettingsAnalysis<ValueOf<S>> {
  const file = withSchemaKey(root);
  const syntax = reporter.sorted();
  const hasSyntaxErrors = reporter.hasErrors;
  const shown = shownText(text, tree, file, hasSyntaxErrors);
  const checked = createReporter();
  for (const finding of syntax) {
    const { code, span, message, ...details } = withoutSecrets(finding, text, shown);
    checked.report(code, span, message, details);
  }
  if (tree !== undefined)
    checkSettings(tree, file, { text, report: checked.report, hasSyntaxErrors, variables: root.variables === true });
  const { hasErrors } = checked;
  return {
    text,
    diagnostics: checked.sorted(),
    hasErrors,
    hasSyntaxErrors,
    tree,
    shownText: shown,
    ...(hasErrors || tree === undefined ? {} : { value: completeValue<S>(root, valueOf(tree) as ValueOf<S, "given">) }),
  };
}

/** Findings about syntax quote what they are about: where that may be a secret, the catalog speaks in their place. */
function withoutSecrets(finding: Diagnostic, text: string, shown: string): Diagnostic {
  const { start, end } = finding.span;
  if (text.slice(start, end) === shown.slice(start, end)) return finding;
  const { fixes } = finding;
  return {
    ...finding,
    message: CATALOG[finding.code].title,
    ...(fixes !== undefined && { fixes: fixes.map((fix) => ({ ...fix, title: "Correct it" })) }),
  };
}
