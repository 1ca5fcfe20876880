// The text of a converter to its JSON tree in one pass, as the grammar reads it; it gives up on what is neither JSON nor JSON that is being typed.
import { reportDuplicateKeys } from "../../diagnostics/duplicate-keys.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import type { Span } from "../../source/span.ts";
import { exactNumber } from "../../values/json.ts";
import {
  bareKeyNode,
  commaBeforeNothing,
  commaBehindLast,
  halfQuotedKeyNode,
  missingComma,
  missingValue,
  openStringNode,
  strayToken,
  stringNode,
  unclosed,
  wordNode,
} from "./findings.ts";
import { endsListBefore, halfQuotedKeyEnd, isKeyAt, skipSpace } from "./recovery.ts";
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
/** No code unit. */
const END = -1;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /[A-Za-z_$][\w$.-]*/y;

interface State {
  readonly text: string;
  /** Where the next token starts, once white space is passed over. */
  at: number;
  depth: number;
  deepest: number;
  readonly maxDepth: number;
  readonly earlier: TreeReuse | undefined;
  readonly report: Reporter["report"];
  /** Where strings without a closing quote end that have taken a comma in. */
  readonly swallowedCommas: Set<number>;
}

/** What the reader leaves to the grammar. */
class GiveUp extends Error {}

/**
 * Reads a whole text; undefined where the grammar must read it: comments, single quotes, odd spaces and numbers, a value where
 * a key must stand, text behind the end, an empty text, nesting beyond `maxDepth`. What was reported up to there must then be thrown away.
 * What an earlier reading has of the text is taken from there.
 */
export function readFast(
  text: string,
  maxDepth: number,
  report: Reporter["report"],
  earlier?: ParseResult,
): ParseResult | undefined {
  const faults: number[] = [];
  const reportFault: Reporter["report"] = (...finding) => {
    faults.push(finding[1].start);
    report(...finding);
  };
  const held = earlier === undefined ? undefined : createTreeReuse(earlier, text, maxDepth);
  const state: State = {
    text,
    at: 0,
    depth: 0,
    deepest: 0,
    maxDepth,
    earlier: held,
    report: reportFault,
    swallowedCommas: new Set(),
  };
  try {
    const tree = isValueStart(peek(state)) ? readValue(state) : undefined;
    if (tree === undefined || peek(state) !== END) return undefined;
    return { text, tree, faults: faults.sort((a, b) => a - b), deepest: Math.max(state.deepest, held?.deepest ?? 0) };
  } catch (error) {
    if (error instanceof GiveUp) return undefined;
    throw error;
  }
}

/** The code unit of the next token's start. */
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
    const held = state.earlier?.nodeAt(state.at, state.depth);
    if (held !== undefined) state.at = held.span.end;
    return held ?? (unit === OPEN_OBJECT ? readObject(state) : readList(state));
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
      state.at = i;
      return openStringNode(text.slice(at, i), at, report, state.swallowedCommas);
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
  let comma: Span | undefined;
  for (;;) {
    const unit = peek(state);
    if (unit === QUOTE || isWordStart(unit)) {
      const before = members.at(-1);
      if (before !== undefined && comma === undefined && !state.swallowedCommas.has(before.span.end))
        missingComma(before.span.end, "members", report);
      members.push(readMember(state));
      comma = undefined;
    } else if (unit === COMMA) comma = takeComma(state, comma, members.length);
    else if (unit === COLON) strayToken(":", state.at++, report);
    else {
      const span = close(state, start, unit, CLOSE_OBJECT, members.at(-1)?.span);
      if (comma !== undefined) commaBehindLast(comma, "members", report);
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
  const held = state.earlier?.memberAt(state.at, state.depth);
  if (held !== undefined) {
    state.at = held.span.end;
    return held;
  }
  const key = readKey(state);
  let colonEnd: number | undefined;
  let value: JsonNode | undefined;
  if (peek(state) === COLON) {
    colonEnd = ++state.at;
    const unit = peek(state);
    // A key behind a colon is the next member's.
    if (isValueStart(unit) && !isKeyAt(state.text, state.at)) value = readValue(state);
  }
  value ??= missingValue(key, colonEnd, state.report);
  return { key, value, span: { start: key.span.start, end: value.span.end } };
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
  let comma: Span | undefined;
  for (;;) {
    const unit = peek(state);
    const lost = unit === QUOTE && endsListBefore(state.text, start, state.at);
    if (!lost && isValueStart(unit)) {
      const before = items.at(-1);
      if (before !== undefined && comma === undefined && !state.swallowedCommas.has(before.span.end))
        missingComma(before.span.end, "items", report);
      items.push(readValue(state));
      comma = undefined;
    } else if (unit === COMMA) comma = takeComma(state, comma, items.length);
    else if (unit === COLON) strayToken(":", state.at++, report);
    else {
      const span = close(state, start, lost ? END : unit, CLOSE_LIST, items.at(-1)?.span);
      if (comma !== undefined && !lost) commaBehindLast(comma, "items", report);
      // The comma of a list that lost its bracket stands behind the whole of it.
      else if (comma !== undefined) state.swallowedCommas.add(span.end);
      return { kind: "array", span, items };
    }
  }
}

/** The comma that stands for the one between two parts now. */
function takeComma(state: State, pending: Span | undefined, parts: number): Span | undefined {
  const span = { start: state.at, end: ++state.at };
  if (pending === undefined && parts > 0) return span;
  commaBeforeNothing(span, state.report);
  return pending;
}

function close(state: State, start: number, unit: number, bracket: number, last: Span | undefined): Span {
  state.depth--;
  if (unit === bracket) return { start, end: ++state.at };
  // Only the end of the text and the other bracket end a container without its own.
  if (unit !== END && unit !== CLOSE_LIST && unit !== CLOSE_OBJECT) throw new GiveUp();
  return unclosed(bracket === CLOSE_OBJECT ? "object" : "list", start, last, state.report);
}
