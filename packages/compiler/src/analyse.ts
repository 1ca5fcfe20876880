// From a text to its analysis, phases 1 to 3: for a converter or a file of settings, once or again and again while it is edited.
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { createReporter, type Reporter } from "./diagnostics/reporter.ts";
import { withSoundFixes } from "./diagnostics/sound-edits.ts";
import type { Purpose } from "./event/purpose.ts";
import { OPERATORS } from "./operators/index.gen.ts";
import { always, ANY, type Type } from "./operators/kinds.ts";
import { createOperatorTable, type OperatorTable } from "./operators/table.ts";
import { createParser, type Parser } from "./phases/1-parse/parse.ts";
import type { JsonNode } from "./phases/1-parse/tree.ts";
import type { ParseResult } from "./phases/1-parse/tree-reuse.ts";
import { type ResolvedConverter, resolveConverter } from "./phases/2-resolve/resolve-envelope.ts";
import { checkConverter } from "./phases/3-check/check.ts";
import type { Inference } from "./phases/3-check/infer.ts";
import { type AnalysisCache, createAnalysisCache, StaleCache } from "./phases/analysis-cache.ts";
import { analyseSettings, type SettingsAnalysis, settingsOfTree } from "./settings/analyse-settings.ts";
import type { ObjectSetting, ValueOf } from "./settings/setting.ts";

export interface Analysis {
  readonly text: string;
  /** In order of position (D). */
  readonly diagnostics: readonly Diagnostic[];
  readonly hasErrors: boolean;
  /** The JSON tree, however broken the text is. */
  readonly tree: JsonNode | undefined;
  readonly converter: ResolvedConverter | undefined;
  readonly inference: Inference | undefined;
}

export interface AnalyseOptions {
  /** The type of a row in a sample; it sharpens the findings and never changes what is compiled. */
  readonly sample?: Type;
  /** What the events are for; without it that is guessed from the keys that are mapped. Likewise for findings alone. */
  readonly purpose?: Purpose;
}

export interface IncrementalAnalyser {
  /** Parses, resolves and checks a converter. Never throws on what a user wrote. */
  analyse(text: string, options?: AnalyseOptions): Analysis;
  /** Parses a file of settings, such as the source file of a job, and checks it against their definition. */
  analyseSettings<const S extends ObjectSetting>(text: string, root: S): SettingsAnalysis<ValueOf<S>>;
}

export interface Analyser extends IncrementalAnalyser {
  /**
   * An analyser for the versions of one file while it is edited, which reuses what did not change since the version before.
   * Its analyses equal those of a fresh analyser, and stay valid when others follow.
   */
  createIncrementalAnalyser(): IncrementalAnalyser;
}

interface Tools {
  readonly parser: Parser;
  readonly operators: OperatorTable;
  /** The type of a row without a sample; always the same object, by which the cache recognises it. */
  readonly anyRow: Type;
}

export function createAnalyser(): Analyser {
  const tools: Tools = {
    parser: createParser(),
    operators: createOperatorTable(OPERATORS),
    anyRow: always(ANY),
  };
  return {
    analyse(text, options = {}) {
      const reporter = createReporter();
      return analyseTree(tools.parser.parse(text, reporter), { text, reporter, options }, tools);
    },
    analyseSettings: (text, root) => analyseSettings(text, root, tools.parser),
    createIncrementalAnalyser: () => createIncrementalAnalyser(tools),
  };
}

function createIncrementalAnalyser(tools: Tools): IncrementalAnalyser {
  let previous: ParseResult | undefined;
  let cache: AnalysisCache | undefined;
  const parse = (text: string, reporter: Reporter): JsonNode | undefined => {
    const { tree, reusable } = tools.parser.parseIncrementally(text, reporter, previous);
    previous = reusable;
    return tree;
  };
  const analyse = (text: string, options: AnalyseOptions = {}): Analysis => {
    const reporter = createReporter();
    const tree = parse(text, reporter);
    cache ??= createAnalysisCache();
    try {
      return analyseTree(tree, { text, reporter, options }, tools, cache);
    } catch (error) {
      if (!(error instanceof StaleCache)) throw error;
      // Without previous results nothing can be stale, so this happens once.
      previous = undefined;
      cache = undefined;
      return analyse(text, options);
    }
  };
  return {
    analyse,
    analyseSettings(text, root) {
      const reporter = createReporter();
      return settingsOfTree(parse(text, reporter), text, root, reporter);
    },
  };
}

function analyseTree(
  tree: JsonNode | undefined,
  { text, reporter, options }: { readonly text: string; readonly reporter: Reporter; readonly options: AnalyseOptions },
  { operators, anyRow }: Tools,
  cache?: AnalysisCache,
): Analysis {
  const { report } = reporter;
  const { sample, purpose } = options;
  const cached = cache === undefined ? {} : { cache };
  const converter = tree && resolveConverter(tree, { text, report, operators, ...cached });
  const row = { row: sample ?? anyRow, sampled: sample !== undefined };
  const findings = { ...row, report, ...cached, ...(purpose && { purpose }) };
  const inference = converter && checkConverter(converter, findings);
  const diagnostics = withSoundFixes(reporter.sorted(), tree);
  return { text, diagnostics, hasErrors: reporter.hasErrors, tree, converter, inference };
}
