// What an operator's `emit` writes its inline code with.
import type { Type } from "../operators/kinds.ts";
import type { Code, Operand } from "./code.ts";
import type { Constant } from "./constant.ts";

/** An emitted test: JavaScript expressions that are true where the test is true or false; neither is where it has no truth. */
export interface EmittedTest {
  readonly isTrue: Code;
  readonly isFalse: Code;
}

/** `Expr`: the expressions of the language. */
export interface EmitterOf<Expr> {
  /** The current element, whose keys a path reads. */
  readonly element: Operand;
  /** Emits the evaluation of an expression on the current element, only once for the same element and structure. */
  evaluate(expr: Expr): Operand;
  /** Emits the evaluation of an expression in a test position. */
  test(expr: Expr): EmittedTest;
  /** Runs `body` with another current element. */
  on<T>(element: Operand, body: () => T): T;
  /** The type of an expression. */
  typeOf(expr: Expr): Type;
  /** Declares a variable that has no value until it is assigned. */
  variable(): Code;
  /** Declares a variable with its only value. */
  define(value: Code): Code;
  statement(code: Code): void;
  /** Emits `if (test) { body }`, with an `else` if there is an `otherwise`. */
  when(test: Code, body: () => void, otherwise?: () => void): void;
  /** Emits a block that statements in it may leave early. */
  block(body: (leave: Code) => void): void;
  /** Emits statements that share no variables with later ones as a function of their own: V8 optimises many small functions better. */
  part(body: () => void): void;
  /** Adds a library function to the module, and gives its name. */
  link(name: string): Code;
  /** A constant of the module, made once. */
  constant(value: Constant): Code;
}
