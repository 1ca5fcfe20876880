// The JSON tree of a converter's text, with the span of every piece.
import type { Span } from "../../source/span.ts";
import type { Value } from "../../values/value.ts";

export interface ObjectNode {
  readonly kind: "object";
  readonly span: Span;
  readonly members: readonly MemberNode[];
}

export interface MemberNode {
  readonly key: StringNode;
  readonly value: JsonNode;
  readonly span: Span;
}

export interface ArrayNode {
  readonly kind: "array";
  readonly span: Span;
  readonly items: readonly JsonNode[];
}

export interface StringNode {
  readonly kind: "string";
  readonly span: Span;
  readonly value: string;
}

export interface NumberNode {
  readonly kind: "number";
  readonly span: Span;
  readonly value: Value;
}

export interface BooleanNode {
  readonly kind: "boolean";
  readonly span: Span;
  readonly value: boolean;
}

export interface NullNode {
  readonly kind: "null";
  readonly span: Span;
  readonly value: null;
}

/** A place where a value should be and none could be read; already reported. */
export interface MissingNode {
  readonly kind: "missing";
  readonly span: Span;
}

export type JsonNode = ObjectNode | ArrayNode | StringNode | NumberNode | BooleanNode | NullNode | MissingNode;
