// A function while it is emitted: its lines, and the variables, constants and scopes that they use.
import { type Code, js, libraryName, type Operand, variableName } from "../../codegen/code.ts";
import type { Emitter } from "../../operators/define.ts";
import { LIBRARY } from "../../codegen/library.gen.ts";
import type { Constant } from "../../codegen/constant.ts";
import { always, ANY } from "../../operators/kinds.ts";
import type { Span } from "../../source/span.ts";
import type { OptimisedExpression } from "../4-optimise/optimise.ts";

export interface EmittedLine {
  readonly depth: number;
  readonly code: Code;
  /** The piece of the converter that the line comes from. */
  readonly span: Span | undefined;
}

/** The operands that are known in a block and in blocks inside it, by the key of what they are the result of. */
export type Scope = Map<string, Operand>;

export interface Emission {
  readonly program: OptimisedExpression;
  readonly row: Operand;
  /** The element that keys are looked up in: the row, or in a path the result of the step before. */
  element: Operand;
  lines: EmittedLine[];
  /** Lines before all others: functions that several branches share, and the row as a dict. */
  readonly hoisted: EmittedLine[];
  depth: number;
  /** The piece of the converter that is being emitted. */
  span: Span | undefined;
  readonly rootScope: Scope;
  /** Innermost last. */
  scopes: Scope[];
  readonly constants: { readonly name: Code; readonly value: Constant }[];
  readonly library: Set<string>;
  readonly counts: { names: number; labels: number; shared: number };
  /** Variables of the JavaScript function that lines are added to. */
  variables: number;
  tooLarge: boolean;
  usesClock: boolean;
  emitter: Emitter | undefined;
}

/** A stack of the usual size holds about four times as many. */
const MAX_VARIABLES = 30_000;

export function createEmission(program: OptimisedExpression): Emission {
  const row: Operand = { code: js`row`, type: always(ANY) };
  const rootScope: Scope = new Map();
  return {
    program,
    row,
    element: row,
    lines: [],
    hoisted: [],
    depth: 1,
    span: undefined,
    rootScope,
    scopes: [rootScope],
    constants: [],
    library: new Set(),
    counts: { names: 0, labels: 0, shared: 0 },
    variables: 0,
    tooLarge: false,
    usesClock: false,
    emitter: undefined,
  };
}

export function statement(emission: Emission, code: Code): void {
  emission.lines.push({ depth: emission.depth, code, span: emission.span });
}

/** Declares a variable that has no value until it is assigned. */
export function declareVariable(emission: Emission): Code {
  const name = nextVariable(emission);
  statement(emission, js`let ${name};`);
  return name;
}

/** Declares a variable with its only value. */
export function define(emission: Emission, value: Code): Code {
  const name = nextVariable(emission);
  statement(emission, js`const ${name} = ${value};`);
  return name;
}

function nextVariable(emission: Emission): Code {
  emission.variables++;
  emission.tooLarge ||= emission.variables > MAX_VARIABLES;
  return variableName("v", ++emission.counts.names);
}

/** A name for a function or a label. */
export function nextLabel({ counts }: Emission): Code {
  return variableName("f", ++counts.labels);
}

/** Adds a constant of the module. */
export function addConstant({ constants }: Emission, value: Constant): Code {
  const name = variableName("c", constants.length + 1);
  constants.push({ name, value });
  return name;
}

/** Adds a function of the library. */
export function link({ library }: Emission, name: string): Code {
  library.add(name);
  return libraryName(name, LIBRARY);
}

/** Emits statements in a scope of their own. `open` is undefined where the line before opens the block already. */
export function inScope(emission: Emission, open: Code | undefined, body: () => void, close = js`}`): void {
  if (open !== undefined) statement(emission, open);
  emission.depth++;
  emission.scopes.push(new Map());
  body();
  emission.scopes.pop();
  emission.depth--;
  statement(emission, close);
}

/** Emits statements as a function that is called at once; its variables don't count among those around it. */
export function part(emission: Emission, body: () => void): void {
  const { variables } = emission;
  emission.variables = 0;
  inScope(emission, js`(() => {`, body, js`})();`);
  emission.variables = variables;
}

export function when(emission: Emission, test: Code, body: () => void, otherwise?: () => void): void {
  inScope(emission, js`if (${test}) {`, body, otherwise === undefined ? js`}` : js`} else {`);
  if (otherwise !== undefined) inScope(emission, undefined, otherwise);
}

/** Emits a block that `leave`, a statement, leaves early. */
export function block(emission: Emission, body: (leave: Code) => void): void {
  const label = nextLabel(emission);
  inScope(emission, js`${label}: {`, () => body(js`break ${label};`));
}

/** The operand that an enclosing scope has for a key. */
export function lookUp({ scopes }: Emission, key: string): Operand | undefined {
  for (let i = scopes.length - 1; i >= 0; i--) {
    const found = scopes[i]?.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Keeps an operand for the rest of the current scope. */
export function keep({ scopes }: Emission, key: string, operand: Operand): Operand {
  scopes.at(-1)?.set(key, operand);
  return operand;
}
