// The compiler from end to end: converter text to diagnostics, to a program in this process, or to the text of a module.
import { severityOf } from "./diagnostics/catalog.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { createReporter, type Reporter } from "./diagnostics/reporter.ts";
import { withSoundFixes } from "./diagnostics/sound-edits.ts";
import { interpret } from "./interpret.ts";
import { OPERATORS } from "./operators/index.gen.ts";
import { always, ANY, type Type } from "./operators/kinds.ts";
import { createOperatorTable } from "./operators/table.ts";
import type { ParseResult } from "./phases/1-parse/tree-reuse.ts";
import { createParser } from "./phases/1-parse/parse.ts";
import type { JsonNode } from "./phases/1-parse/tree.ts";
import type { Expr } from "./phases/2-resolve/expression.ts";
import { type ResolvedConverter, resolveConverter } from "./phases/2-resolve/resolve-envelope.ts";
import { checkConverter } from "./phases/3-check/check.ts";
import { lostTimeOf } from "./lost-time.ts";
import type { Inference } from "./phases/3-check/infer.ts";
import { createAnalysisCache, type AnalysisCache, StaleCache } from "./phases/analysis-cache.ts";
import { optimise } from "./phases/4-optimise/optimise.ts";
import { emitFunction } from "./phases/5-emit/emit-function.ts";
import { emitFactory, emitModule, type ModuleLine } from "./phases/5-emit/emit-module.ts";
import { emitTypes } from "./phases/5-emit/emit-types.ts";
import { inputPathsOf } from "./phases/5-emit/input-paths.ts";
import { type SourceMapNames, sourceMapOf } from "./phases/5-emit/source-map.ts";
import type { MapContext, Program } from "./program.ts";
import { analyseSettings, type SettingsAnalysis, settingsOfTree } from "./settings/analyse-settings.ts";
import type { ObjectSetting, ValueOf } from "./settings/setting.ts";
import { maxUnguardedRowBytes } from "./unguarded-rows.ts";
import { traceExpression, type TraceStep } from "./trace.ts";
import type { Value } from "./values/value.ts";

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
  /** What a sample of rows says about rows; it sharpens the findings and never changes what is compiled. */
  readonly sample?: Type;
}

export interface ModuleOptions {
  /** Asks for a source map, with these names of the files in it. */
  readonly sourceMap?: SourceMapNames;
}

export interface ModuleOutput {
  /** The text of the ES module: no imports, no `eval`, the same byte for byte on every machine. */
  readonly module: string;
  /** The text of its .d.ts. */
  readonly types: string;
  /** The source map as JSON, if it was asked for. */
  readonly sourceMap?: string;
}

export interface Compiler {
  /** Parses, resolves and checks a converter. Never throws on what a user wrote. */
  analyse(text: string, options?: AnalyseOptions): Analysis;
  /**
   * As `analyse`, for the texts that a file has one after another while it is edited: what did not change is taken from the
   * analysis before. Each analysis says the same as a fresh one of its text, and stays as it is when others follow.
   */
  createIncrementalAnalyser(): Pick<Compiler, "analyse" | "analyseSettings">;
  /** Parses a file of settings, such as the source file of a job, and checks it against their definition. */
  analyseSettings<const S extends ObjectSetting>(text: string, root: S): SettingsAnalysis<ValueOf<S>>;
  /** The converter as a self-contained ES module; without `output` when it has errors. */
  compileModule(
    text: string,
    options?: ModuleOptions,
  ): { readonly diagnostics: readonly Diagnostic[]; readonly output?: ModuleOutput };
  /** The converter as a program for this process; undefined when it has errors. */
  loadProgram(text: string): { readonly diagnostics: readonly Diagnostic[]; readonly program?: Program };
  /** The converter run by the plain interpreter, the oracle of the compiled program; undefined when it has errors. */
  interpretProgram(text: string): { readonly diagnostics: readonly Diagnostic[]; readonly program?: Program };
  /** The evaluation of one row, step by step; without `steps` when the converter has errors. */
  trace(
    text: string,
    row: Value,
    context: MapContext,
  ): { readonly diagnostics: readonly Diagnostic[]; readonly steps?: readonly TraceStep[] };
}

/** Makes a compiler; building its grammar takes some milliseconds, so keep it. */
export function createCompiler(): Compiler {
  const parser = createParser();
  const operators = createOperatorTable(OPERATORS);
  const row = always(ANY);

  const checkTree = (
    tree: JsonNode | undefined,
    text: string,
    reporter: Reporter,
    sample: Type | undefined,
    memory?: AnalysisCache,
  ): Analysis => {
    const remembered = memory === undefined ? {} : { memory };
    const converter =
      tree === undefined
        ? undefined
        : resolveConverter(tree, { text, report: reporter.report, operators, ...remembered });
    const inference =
      converter === undefined
        ? undefined
        : checkConverter(converter, {
            row: sample ?? row,
            sampled: sample !== undefined,
            report: reporter.report,
            ...remembered,
          });
    const diagnostics = withSoundFixes(reporter.sorted(), tree);
    return { text, diagnostics, hasErrors: reporter.hasErrors, tree, converter, inference };
  };

  const analyse: Compiler["analyse"] = (text, options = {}) => {
    const reporter = createReporter();
    return checkTree(parser.parse(text, reporter), text, reporter, options.sample);
  };

  const createIncrementalAnalyser: Compiler["createIncrementalAnalyser"] = () => {
    let earlier: ParseResult | undefined;
    let memory: AnalysisCache | undefined;
    return {
      analyse(text, { sample } = {}) {
        for (;;) {
          const reporter = createReporter();
          const { tree, reading } = parser.parseCached(text, reporter, earlier);
          earlier = reading;
          try {
            return checkTree(tree, text, reporter, sample, (memory ??= createAnalysisCache()));
          } catch (error) {
            // With a new memory nothing is outdated.
            if (!(error instanceof StaleCache)) throw error;
            memory = undefined;
            earlier = undefined;
          }
        }
      },
      analyseSettings(text, root) {
        const reporter = createReporter();
        const { tree, reading } = parser.parseCached(text, reporter, earlier);
        earlier = reading;
        return settingsOfTree(tree, text, root, reporter);
      },
    };
  };

  const ready = (text: string) => {
    const analysis = analyse(text);
    const { converter, inference, diagnostics } = analysis;
    if (analysis.hasErrors || converter === undefined || inference === undefined) return { diagnostics };
    const expression = optimise(converter.body, inference);
    return {
      diagnostics,
      parts: { settings: converter.settings, inputPaths: inputPathsOf(expression.root), expression },
      body: converter.body,
      inference,
    };
  };

  return {
    analyse,
    createIncrementalAnalyser,
    analyseSettings: (text, root) => analyseSettings(text, root, parser),
    trace(text, element, context) {
      const { diagnostics, body } = ready(text);
      return body === undefined ? { diagnostics } : { diagnostics, steps: traceExpression(body, element, context) };
    },
    compileModule(text, options = {}) {
      const { diagnostics, parts } = ready(text);
      if (parts === undefined) return { diagnostics };
      const emitted = emitFunction(parts.expression);
      if (emitted.tooLarge) return { diagnostics: [...diagnostics, tooLarge(parts.expression.root)] };
      const lines = emitModule(parts, emitted);
      const types = emitTypes(parts.expression.typeOf(parts.expression.root));
      if (options.sourceMap === undefined) return { diagnostics, output: { module: textOf(lines), types } };
      const { file } = options.sourceMap;
      const module = textOf([
        ...lines.slice(0, -1),
        { text: `//# sourceMappingURL=${encodeURIComponent(file)}.map` },
        { text: "" },
      ]);
      return { diagnostics, output: { module, types, sourceMap: sourceMapOf(lines, text, options.sourceMap) } };
    },
    loadProgram(text) {
      const { diagnostics, parts, body, inference } = ready(text);
      if (parts === undefined) return { diagnostics };
      // A program beyond what one function can hold is interpreted. The text is the compiler's own; strings of the converter are literals in it (codegen/code.ts).
      const emitted = emitFunction(parts.expression);
      const map = emitted.tooLarge ? mapWith(body) : (new Function(emitFactory(emitted)) as () => Program["map"])();
      return { diagnostics, program: programOf(parts, body, inference, map) };
    },
    interpretProgram(text) {
      const { diagnostics, parts, body, inference } = ready(text);
      if (parts === undefined) return { diagnostics };
      return { diagnostics, program: programOf(parts, body, inference, mapWith(body)) };
    },
  };
}

function programOf(
  { settings, inputPaths }: Pick<Program, "settings" | "inputPaths">,
  body: Expr,
  inference: Inference,
  map: Program["map"],
): Program {
  const lostTime = lostTimeOf(body, inference);
  return {
    settings,
    inputPaths,
    maxUnguardedRowBytes: maxUnguardedRowBytes(body, inference),
    map,
    ...(lostTime && { lostTime }),
  };
}

function tooLarge(root: Expr): Diagnostic {
  return {
    severity: severityOf("program-too-large"),
    code: "program-too-large",
    message: "This expression is too large for one JavaScript function.",
    span: root.span,
    hint: "Split the longest list into several, or use `heddle map`, which doesn't need a compiled module.",
  };
}

function textOf(lines: readonly ModuleLine[]): string {
  return lines.map((line) => line.text).join("\n");
}

function mapWith(body: Expr): Program["map"] {
  return (row, context) => interpret(body, row, context);
}
