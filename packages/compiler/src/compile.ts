// The compiler from end to end: converter text to diagnostics, to a program in this process, or to the text of a module.
import { type Analyser, createAnalyser } from "./analyse.ts";
import { severityOf } from "./diagnostics/catalog.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { interpret } from "./interpret.ts";
import { lostTimeOf } from "./lost-time.ts";
import type { Expr } from "./phases/2-resolve/expression.ts";
import type { ResolvedConverter } from "./phases/2-resolve/resolve-envelope.ts";
import type { Inference } from "./phases/3-check/infer.ts";
import { optimise, type OptimisedExpression } from "./phases/4-optimise/optimise.ts";
import { planBytes } from "./phases/5-emit/byte-plan.ts";
import { emitFunction } from "./phases/5-emit/emit-function.ts";
import { emitFactory, emitModule, type ModuleLine } from "./phases/5-emit/emit-module.ts";
import { emitTypes } from "./phases/5-emit/emit-types.ts";
import { inputPathsOf } from "./phases/5-emit/input-paths.ts";
import { type SourceMapNames, sourceMapOf } from "./phases/5-emit/source-map.ts";
import type { InputPath, MapContext, Program } from "./program.ts";
import { traceExpression, type TraceStep } from "./trace.ts";
import { maxUnguardedRowBytes } from "./unguarded-rows.ts";
import type { Value } from "./values/value.ts";

export interface ModuleOptions {
  /** Asks for a source map, with these names of the files in it. */
  readonly sourceMap?: SourceMapNames;
}

export interface ModuleOutput {
  /** The text of the ES module: no imports, no `eval`, the same byte for byte everywhere. */
  readonly module: string;
  /** The text of its .d.ts. */
  readonly types: string;
  /** The source map as JSON, if it was asked for. */
  readonly sourceMap?: string;
}

export interface Compiler extends Analyser {
  /** The converter as a self-contained ES module; without `output` when it has errors. */
  compileModule(
    text: string,
    options?: ModuleOptions,
  ): { readonly diagnostics: readonly Diagnostic[]; readonly output?: ModuleOutput };
  /**
   * The converter as a program for this process; without `program` when it has errors.
   * @throws EvalError where a policy forbids code from strings, as a page's Content Security Policy can
   */
  loadProgram(text: string): { readonly diagnostics: readonly Diagnostic[]; readonly program?: Program };
  /** The converter run by the interpreter, the oracle of the compiled program; without `program` when it has errors. */
  interpretProgram(text: string): { readonly diagnostics: readonly Diagnostic[]; readonly program?: Program };
  /** The evaluation of one row, step by step; without `steps` when the converter has errors. */
  trace(
    text: string,
    row: Value,
    context: MapContext,
  ): { readonly diagnostics: readonly Diagnostic[]; readonly steps?: readonly TraceStep[] };
}

/** Makes a compiler. Building its grammar takes some milliseconds, so keep it. */
export function createCompiler(): Compiler {
  const analyser = createAnalyser();
  const prepare = (text: string): Prepared => {
    const { hasErrors, converter, inference, diagnostics } = analyser.analyse(text);
    if (hasErrors || converter === undefined || inference === undefined) return { diagnostics };
    const expression = optimise(converter.body, inference);
    return { diagnostics, parts: { converter, inference, expression, inputPaths: inputPathsOf(expression.root) } };
  };
  return {
    ...analyser,
    trace(text, row, context) {
      const { diagnostics, parts } = prepare(text);
      if (parts === undefined) return { diagnostics };
      return { diagnostics, steps: traceExpression(parts.converter.body, row, context) };
    },
    compileModule(text, options = {}) {
      const { diagnostics, parts } = prepare(text);
      return parts === undefined ? { diagnostics } : compileParts(parts, diagnostics, options);
    },
    loadProgram(text) {
      const { diagnostics, parts } = prepare(text);
      if (parts === undefined) return { diagnostics };
      // Hosts that may run no code from strings learn of it here, not at the first row.
      load("");
      return { diagnostics, program: programOf(parts, () => compiledMap(parts)) };
    },
    interpretProgram(text) {
      const { diagnostics, parts } = prepare(text);
      return parts === undefined
        ? { diagnostics }
        : { diagnostics, program: programOf(parts, () => interpretedMap(parts)) };
    },
  };
}

/** A converter without errors, ready to be emitted or run. */
interface ProgramParts {
  readonly converter: ResolvedConverter;
  readonly inference: Inference;
  readonly expression: OptimisedExpression;
  readonly inputPaths: readonly InputPath[];
}

interface Prepared {
  readonly diagnostics: readonly Diagnostic[];
  readonly parts?: ProgramParts;
}

function compileParts(
  { converter, expression, inputPaths }: ProgramParts,
  diagnostics: readonly Diagnostic[],
  { sourceMap: names }: ModuleOptions,
): ReturnType<Compiler["compileModule"]> {
  const emitted = emitFunction(expression);
  if (emitted.tooLarge) return { diagnostics: [...diagnostics, tooLarge(expression.root)] };
  const lines = emitModule({ settings: converter.settings, inputPaths }, emitted);
  const types = emitTypes(expression.typeOf(expression.root));
  if (names === undefined) return { diagnostics, output: { module: textOf(lines), types } };
  const link = { text: `//# sourceMappingURL=${encodeURIComponent(names.file)}.map` };
  const module = textOf([...lines.slice(0, -1), link, { text: "" }]);
  return { diagnostics, output: { module, types, sourceMap: sourceMapOf(lines, converter.text, names) } };
}

/** The compiled function; a converter that is too large for one function is interpreted. */
function compiledMap(parts: ProgramParts): Program["map"] {
  return loadExpression(parts.expression) ?? interpretedMap(parts);
}

/** The function of an expression; undefined where it is too large for one. */
function loadExpression(expression: OptimisedExpression): Program["map"] | undefined {
  const emitted = emitFunction(expression);
  // The code is the compiler's own: strings of the converter are only literals in it (see codegen/code.ts).
  if (emitted.tooLarge) return undefined;
  return load(emitFactory(emitted))() as Program["map"];
}

/** The function with this body. @throws EvalError where a policy forbids it, whatever the body is. */
function load(code: string): () => unknown {
  try {
    return new Function(code) as () => unknown;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    const message =
      "a policy forbids code from strings here; use interpretProgram, which gives the same results, or a module of compileModule";
    throw new EvalError(message, { cause: error });
  }
}

function interpretedMap({ converter }: ProgramParts): Program["map"] {
  return (row, context) => interpret(converter.body, row, context);
}

/** @param makeMap makes the function when the first row asks for it: where all rows go as bytes, none does. */
function programOf(
  { converter, inference, expression, inputPaths }: ProgramParts,
  makeMap: () => Program["map"],
): Program {
  const { settings, body } = converter;
  const lostTime = lostTimeOf(body, inference);
  let byteProgram: ReturnType<typeof planBytes> | undefined;
  let map: Program["map"] | undefined;
  return {
    settings,
    inputPaths,
    maxUnguardedRowBytes: maxUnguardedRowBytes(body, inference),
    get map() {
      return (map ??= makeMap());
    },
    ...(lostTime && { lostTime }),
    bytes: () => (byteProgram ??= planBytes(expression, settings, loadExpression)),
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
