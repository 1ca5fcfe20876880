// What an operator's `emit` may use to write its inline code.
import type { Type } from "../operators/kinds.ts";
import type { Code, Operand } from "./code.ts";
import type { Constant } from "./constant.ts";

/** A test that has been emitted: JavaScript expressions that hold where it came out true or false; neither: it has no truth. */
export interface EmittedTest {
  readonly isTrue: Code;
  readonly isFalse: Code;
}

/** `Expr`: the expressions of the language. */
export interface EmitterOf<Expr> {
  /** The element that keys are looked up in. */
  readonly element: Operand;
  /** Emits the evaluation of an expression on the current element, once for each element and structure. */
  evaluate(expr: Expr): Operand;
  /** Emits the evaluation of an expression in a test position. */
  test(expr: Expr): EmittedTest;
  /** Runs `body` with another current element. */
  on<T>(element: Operand, body: () => T): T;
  /** What is known of an expression's outcome. */
  typeOf(expr: Expr): Type;
  /** Declares a variable that holds no value until it is assigned. */
  variable(): Code;
  /** Declares a variable with its only value. */
  define(value: Code): Code;
  statement(code: Code): void;
  /** Emits `if (test) { body }`, with an `else` where there is something for it. */
  when(test: Code, body: () => void, otherwise?: () => void): void;
  /** Emits a block that statements in it may leave early. */
  block(body: (leave: Code) => void): void;
  /** Emits statements that share no variables with what follows, as a function of their own: machines handle many small ones better. */
  part(body: () => void): void;
  /** The name of a library function, which the module will then contain. */
  link(name: string): Code;
  /** A constant of the module, made once. */
  constant(value: Constant): Code;
}
