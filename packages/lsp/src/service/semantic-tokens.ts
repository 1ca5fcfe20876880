// In: a document. Out: what each string of a converter is: an operator, a path, a literal, an event key.
import type { Span } from "@heddle/compiler";
import type { Document } from "./document.ts";
import { operatorOf } from "./operators.ts";
import type { Role } from "./role.ts";
import { walk } from "./walk.ts";

/** The kinds of tokens, in the order of their numbers. */
export const TOKEN_KINDS = ["operator", "path", "literal", "eventKey", "property", "setting"] as const;

export type TokenKind = (typeof TOKEN_KINDS)[number];

export interface SemanticToken {
  readonly span: Span;
  readonly kind: TokenKind;
}

/** The tokens in the order of the text; none spans lines. */
export function semanticTokens(document: Document): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  walk(document, {
    member({ key }, objectRole) {
      const kind = kindOfKey(objectRole);
      if (kind !== undefined) tokens.push({ span: key.span, kind });
    },
    value(node, role) {
      if (node.kind === "object" || node.kind === "array" || node.kind === "missing") return;
      const kind = kindOfValue(role, node.kind === "string" ? node.value : undefined);
      if (kind !== undefined) tokens.push({ span: node.span, kind });
    },
  });
  return tokens.toSorted((a, b) => a.span.start - b.span.start);
}

function kindOfKey(object: Role): TokenKind | undefined {
  switch (object.kind) {
    case "settings":
      return "setting";
    case "source":
    case "json":
      return object.use.kind === "event" ? "eventKey" : "property";
    case "literal":
      return object.use.kind === "event" ? "eventKey" : "property";
    case "setting":
    case "operator":
    case "none":
      return undefined;
    default:
      return object satisfies never;
  }
}

function kindOfValue(role: Role, text: string | undefined): TokenKind | undefined {
  switch (role.kind) {
    case "operator":
      return text !== undefined && operatorOf(text) !== undefined ? "operator" : undefined;
    case "source":
      return text === undefined ? undefined : "path";
    case "literal":
      if (role.isKey === true) return role.use.kind === "event" ? "eventKey" : "property";
      return "literal";
    case "json":
    case "setting":
      return "literal";
    case "settings":
    case "none":
      return undefined;
    default:
      return role satisfies never;
  }
}
