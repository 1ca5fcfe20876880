// In: a text. Out: its JSON tree as the grammar would parse it, in one pass; nothing for a text that is neither JSON nor JSON being typed.
import { reportDuplicateKeys } from "../../diagnostics/duplicate-keys.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import type { Span } from "../../source/span.ts";
import { exactNumber } from "../../values/json.ts";
import {
  bareKeyNode,
  halfQuotedKeyNode,
  missingColon,
  missingValue,
  openStringNode,
  strayToken,
  stringNode,
  unclosed,
  wordNode,
  wrongSeparator,
} from "./findings.ts";
import { endsListBefore, halfQuotedKeyEnd, isAnyKeyAt, isKeyAt, skipSpace } from "./recovery.ts";
import { endParts, noParts, type Parts, takePart, takeSeparator } from "./separators.ts";
import { openStringEnd } from "./string-literal.ts";
import { createTreeReuse, type TreeReuse, type ParseResult } from "./tree-reuse.ts";
import type { JsonNode, MemberNode, StringNode } from "./tree.ts";

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
/** The end of the text, in place of a code unit. */
const END = -1;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /[A-Za-z_$][\w$.-]*/y;

interface State {
  readonly text: string;
  /** The offset of the next token, or of white space before it. */
  at: number;
  depth: number;
  deepest: number;
  readonly maxDepth: number;
  readonly reuse: TreeReuse | undefined;
  readonly report: Reporter["report"];
  /** The ends of lists and objects without a bracket that include the comma after it, so that it isn't missing. */
  readonly swallowedCommas: Set<number>;
}

/** Thrown where the grammar must parse the text. */
class GiveUp extends Error {}

/**
 * Reads a whole text, reusing the unchanged parts of a previous one. Undefined if the grammar must parse it, because of comments,
 * single quotes, unusual spaces or numbers, a value in place of a key, text after the end, no text, or nesting beyond `maxDepth`;
 * findings that were reported by then don't count.
 */
export function readFast(
  text: string,
  maxDepth: number,
  report: Reporter["report"],
  previous?: ParseResult,
): ParseResult | undefined {
  const faults: number[] = [];
  const reportFault: Reporter["report"] = (...finding) => {
    faults.push(finding[1].start);
    report(...finding);
  };
  const reuse = previous && createTreeReuse(previous, text, maxDepth);
  const state: State = {
    text,
    at: 0,
    depth: 0,
    deepest: 0,
    maxDepth,
    reuse,
    report: reportFault,
    swallowedCommas: new Set(),
  };
  try {
    const tree = isValueStart(peek(state)) ? readValue(state) : undefined;
    if (tree === undefined || peek(state) !== END) return undefined;
    return { text, tree, faults: faults.sort((a, b) => a - b), deepest: Math.max(state.deepest, reuse?.deepest ?? 0) };
  } catch (error) {
    if (error instanceof GiveUp) return undefined;
    throw error;
  }
}

/** The first code unit of the next token. */
function peek(state: State): number {
  const { text } = state;
  const at = skipSpace(text, state.at);
  state.at = at;
  return at < text.length ? text.charCodeAt(at) : END;
}

function isWordStart(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95 || unit === 36;
}

function isValueStart(unit: number): boolean {
  return (
    unit === QUOTE ||
    unit === OPEN_LIST ||
    unit === OPEN_OBJECT ||
    unit === 45 ||
    (unit >= 48 && unit <= 57) ||
    isWordStart(unit)
  );
}

/** Only where {@link isValueStart} holds. */
function readValue(state: State): JsonNode {
  const unit = peek(state);
  if (unit === QUOTE) return readText(state);
  if (unit === OPEN_OBJECT || unit === OPEN_LIST) {
    const reused = state.reuse?.nodeAt(state.at, state.depth);
    if (reused !== undefined) state.at = reused.span.end;
    return reused ?? (unit === OPEN_OBJECT ? readObject(state) : readList(state));
  }
  const { text, at } = state;
  if (isWordStart(unit)) {
    if (halfQuotedKeyEnd(text, at) !== undefined) throw new GiveUp();
    return wordNode(readWord(state), at, state.report);
  }
  NUMBER.lastIndex = at;
  const image = NUMBER.exec(text)?.[0];
  if (image === undefined) throw new GiveUp();
  state.at = at + image.length;
  giveUpOnMore(state);
  return { kind: "number", span: { start: at, end: state.at }, value: exactNumber(image, Number(image)) };
}

function readWord(state: State): string {
  WORD.lastIndex = state.at;
  const name = WORD.exec(state.text)?.[0] ?? "";
  state.at += name.length;
  giveUpOnMore(state);
  return name;
}

/** A number or word that goes on in characters which only the grammar's tokens tell apart. */
function giveUpOnMore({ text, at }: State): void {
  const unit = text.charCodeAt(at);
  if (unit > 127 || isWordStart(unit) || (unit >= 45 && unit <= 57) || unit === 43) throw new GiveUp();
}

function readText(state: State): StringNode {
  const { text, at, report } = state;
  let plain = true;
  for (let i = at + 1; ; i++) {
    const unit = text.charCodeAt(i);
    if (unit === QUOTE) {
      state.at = i + 1;
      return plain
        ? { kind: "string", span: { start: at, end: i + 1 }, value: text.slice(at + 1, i) }
        : stringNode(text.slice(at, i + 1), at, report);
    }
    // Not a number at the end of the text.
    if (unit === 10 || unit === 13 || unit !== unit) {
      state.at = openStringEnd(text, at, i);
      return openStringNode(text.slice(at, state.at), at, report);
    }
    if (unit === BACKSLASH) {
      plain = false;
      const next = text.charCodeAt(i + 1);
      if (i + 1 < text.length && next !== 10 && next !== 13) i++;
    } else if (unit < 32) plain = false;
  }
}

function enter(state: State): void {
  state.depth++;
  if (state.depth > state.maxDepth) throw new GiveUp();
  if (state.depth > state.deepest) state.deepest = state.depth;
  state.at++;
}

function readObject(state: State): JsonNode {
  const { report } = state;
  const start = state.at;
  enter(state);
  const members: MemberNode[] = [];
  const parts = noParts("members");
  for (;;) {
    const unit = peek(state);
    if (unit === QUOTE || isWordStart(unit)) {
      const member = readMember(state);
      takePart(parts, member.span, state.swallowedCommas, report);
      members.push(member);
    } else if (unit === COMMA || unit === COLON) takeSeparatorHere(state, parts);
    else {
      // A list or object is no member: the object has lost its bracket.
      const lost = unit === OPEN_LIST || unit === OPEN_OBJECT;
      const span = close(state, start, lost ? END : unit, parts, lost);
      if (members.length > 1)
        reportDuplicateKeys(
          members.map((member) => member.key),
          report,
        );
      return { kind: "object", span, members };
    }
  }
}

function readMember(state: State): MemberNode {
  const reused = state.reuse?.memberAt(state.at, state.depth);
  if (reused !== undefined) {
    state.at = reused.span.end;
    return reused;
  }
  const key = readKey(state);
  let colonEnd: number | undefined;
  let value: JsonNode | undefined;
  const unit = peek(state);
  if (unit === COLON || (unit === COMMA && isContainerAt(state.text, state.at + 1))) {
    if (unit === COMMA) wrongSeparator({ image: ",", start: state.at }, ":", state.report);
    colonEnd = ++state.at;
    while (peek(state) === COLON) strayToken(":", state.at++, state.report);
  }
  // A key here is the next member's.
  const isNextKey = colonEnd === undefined ? isAnyKeyAt : isKeyAt;
  if (isValueStart(peek(state)) && !isNextKey(state.text, state.at)) {
    if (colonEnd === undefined) missingColon(key, state.report);
    value = readValue(state);
  }
  value ??= missingValue(key, colonEnd, state.report);
  return { key, value, span: { start: key.span.start, end: value.span.end } };
}

/** Whether a list or object starts here, once white space is passed over. */
function isContainerAt(text: string, at: number): boolean {
  const unit = text.charCodeAt(skipSpace(text, at));
  return unit === OPEN_LIST || unit === OPEN_OBJECT;
}

/** Only at a quote or where {@link isWordStart} holds. */
function readKey(state: State): StringNode {
  const { text, at, report } = state;
  if (text.charCodeAt(at) === QUOTE) return readText(state);
  const end = halfQuotedKeyEnd(text, at);
  if (end === undefined) return bareKeyNode(readWord(state), at, report);
  state.at = end;
  return halfQuotedKeyNode(text.slice(at, end), at, report);
}

function readList(state: State): JsonNode {
  const { report } = state;
  const start = state.at;
  enter(state);
  const items: JsonNode[] = [];
  const parts = noParts("items");
  for (;;) {
    const unit = peek(state);
    const lost = unit === QUOTE && endsListBefore(state.text, start, state.at);
    if (!lost && isValueStart(unit)) {
      const item = readValue(state);
      takePart(parts, item.span, state.swallowedCommas, report);
      items.push(item);
    } else if (unit === COMMA || unit === COLON) takeSeparatorHere(state, parts);
    else return { kind: "array", span: close(state, start, lost ? END : unit, parts, lost), items };
  }
}

function takeSeparatorHere(state: State, parts: Parts): void {
  takeSeparator(parts, { image: state.text.charAt(state.at), start: state.at }, state.report);
  state.at++;
}

/** Ends a list or object: at its own bracket, which is the unit at the reader's place, or without it. */
function close(state: State, start: number, unit: number, parts: Parts, lostBeforeNext: boolean): Span {
  state.depth--;
  const closed = unit === (parts.what === "members" ? CLOSE_OBJECT : CLOSE_LIST);
  // Only the end of the text and the other bracket end a container without its own.
  if (!closed && unit !== END && unit !== CLOSE_LIST && unit !== CLOSE_OBJECT) throw new GiveUp();
  const bracketAt = endParts(parts, { closed, lostBeforeNext }, state.report);
  if (closed) return { start, end: ++state.at };
  const span = unclosed(parts.what, start, parts.last, bracketAt, state.report);
  if (lostBeforeNext && parts.separator?.image === ",") state.swallowedCommas.add(span.end);
  return span;
}
