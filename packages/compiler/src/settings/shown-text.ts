// In: the text of a file of settings, its tree and its definition. Out: the text as it can be shown, without its secrets.
import type { JsonNode, ObjectNode } from "../phases/1-parse/tree.ts";
import type { Span } from "../source/span.ts";
import { holdsSecret } from "./describe-setting.ts";
import { settingsOf, shorthandOf } from "./find-setting.ts";
import type { Setting } from "./setting.ts";
import { valueFault } from "./value-fault.ts";

/**
 * The text with a star for each character that is not known to be none of a secret's: only brackets, commas and colons, keys, and
 * values of settings that hold no secret are left. It is as long as the text, and has its lines. A misspelled key may be a
 * secret's, so its value is hidden; in a text with syntax errors, a string that is read as a key may be anything, so only
 * the keys of the definition are left.
 */
export function shownText(text: string, tree: JsonNode | undefined, root: Setting, hasSyntaxErrors: boolean): string {
  const pieces: Piece[] = [];
  if (tree !== undefined) collect(tree, root, { hasSyntaxErrors, pieces });
  let result = "";
  let at = 0;
  for (const { span, isShown } of pieces.toSorted((a, b) => a.span.start - b.span.start)) {
    const piece = text.slice(span.start, span.end);
    result += text.slice(at, span.start).replace(/[^\s{}[\],:"]/g, "*") + (isShown ? piece : hideString(piece));
    at = span.end;
  }
  return result + text.slice(at).replace(/[^\s{}[\],:"]/g, "*");
}

/** A key or a scalar value. */
interface Piece {
  readonly span: Span;
  readonly isShown: boolean;
}

interface Collecting {
  readonly hasSyntaxErrors: boolean;
  readonly pieces: Piece[];
}

/** All of it but the quotes around it and the ends of lines. */
function hideString(piece: string): string {
  const from = piece.startsWith('"') ? 1 : 0;
  const to = piece.length > 1 && piece.endsWith('"') ? piece.length - 1 : piece.length;
  return piece.slice(0, from) + piece.slice(from, to).replace(/[^\r\n]/g, "*") + piece.slice(to);
}

function collect(node: JsonNode, setting: Setting | undefined, collecting: Collecting): void {
  switch (node.kind) {
    case "object":
      collectMembers(node, setting, collecting);
      return;
    case "array":
      for (const item of node.items) collect(item, setting?.kind === "list" ? setting.items : undefined, collecting);
      return;
    case "missing":
      return;
    default:
      collecting.pieces.push({ span: node.span, isShown: setting !== undefined && isShown(node, setting) });
  }
}

/** A string in the place of variants is shown where it can be one: else it may be the secret of another variant. */
function isShown(node: JsonNode, setting: Setting): boolean {
  const short = setting.kind === "variants" && node.kind === "string" ? shorthandOf(setting) : undefined;
  return short === undefined ? !holdsSecret(setting) : !holdsSecret(short) && valueFault(node, short) === undefined;
}

function collectMembers(node: ObjectNode, setting: Setting | undefined, collecting: Collecting): void {
  const settings = setting === undefined || setting.secret === true ? undefined : settingsOf(setting, node);
  for (const { key, value } of node.members) {
    const known = settings !== undefined && Object.hasOwn(settings, key.value) ? settings[key.value] : undefined;
    const isShown = known !== undefined || (settings !== undefined && !collecting.hasSyntaxErrors);
    collecting.pieces.push({ span: key.span, isShown });
    collect(value, known, collecting);
  }
}
