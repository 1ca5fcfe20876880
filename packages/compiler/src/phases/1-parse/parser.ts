// Tokens to a JSON tree: a grammar that takes JSON's common mistakes as well, so that one slip does not hide the rest.
import { EmbeddedActionsParser, type IRecognitionException, type IToken, type TokenType } from "chevrotain";
import type { Reporter } from "../../diagnostics/reporter.ts";
import { reportDuplicateKeys } from "../../diagnostics/duplicate-keys.ts";
import type { Span } from "../../source/span.ts";
import { exactNumber } from "../../values/json.ts";
import {
  bareKeyNode,
  foreignStringNode,
  halfQuotedKeyNode,
  missingColon,
  missingValue,
  openStringNode,
  reportWithFix,
  strayToken,
  stringNode,
  unclosed,
  wordNode,
  wrongSeparator,
} from "./findings.ts";
import { endsListBefore, isAnyKeyAt, isKeyAt } from "./recovery.ts";
import { endParts, noParts, type Parts, type Separator, takePart, takeSeparator } from "./separators.ts";
import {
  BadNumber,
  Colon,
  ColonLike,
  Comma,
  CommaLike,
  CurlyQuoted,
  HalfQuotedKey,
  LCurly,
  LSquare,
  NumberToken,
  OpenString,
  parserTokens,
  RCurly,
  RSquare,
  SingleQuoted,
  StringToken,
  Unknown,
  Word,
} from "./tokens.ts";
import type { JsonNode, MemberNode, StringNode } from "./tree.ts";

/** The content of a list or object, in the order of the text: parts and separators, mostly commas. */
type Slot<Part> = { readonly separator: IToken } | { readonly part: Part };

/** The tokens that a value starts with. */
const VALUE_STARTS: readonly TokenType[] = [
  LCurly,
  LSquare,
  StringToken,
  OpenString,
  SingleQuoted,
  CurlyQuoted,
  NumberToken,
  BadNumber,
  Word,
];

/** The grammar; one instance serves any number of texts, one after another. */
export class ConverterGrammar extends EmbeddedActionsParser {
  private reporter: Reporter | undefined;
  private source = "";
  /** Where lists and objects end that have lost their bracket, and have taken in the comma after it. */
  private swallowedCommas = new Set<number>();

  constructor() {
    super(parserTokens, { recoveryEnabled: true, maxLookahead: 1 });
    this.performSelfAnalysis();
  }

  /** Reads a whole text: its value, if it holds one, and what the grammar itself could not place. */
  read(
    text: string,
    tokens: IToken[],
    reporter: Reporter,
  ): { root: JsonNode | undefined; errors: readonly IRecognitionException[] } {
    this.input = tokens;
    this.reporter = reporter;
    this.source = text;
    const root = this.document();
    const errors = this.errors;
    // The tokens of a large text are not kept alive until the next one.
    this.input = [];
    this.reporter = undefined;
    this.source = "";
    this.swallowedCommas = new Set();
    return { root, errors };
  }

  private readonly document = this.RULE("document", (): JsonNode | undefined => {
    let root: JsonNode | undefined;
    this.OPTION(() => {
      root = this.SUBRULE(this.value);
    });
    let extra: Span | undefined;
    // Brackets and separators alone mean nothing; anything else may be what somebody has written.
    let onlyClosing = true;
    this.MANY(() => {
      const token = this.SUBRULE(this.anything);
      this.ACTION(() => {
        const span = spanOf(token);
        onlyClosing &&= [RCurly, RSquare, Comma, CommaLike].includes(token.tokenType);
        extra = extra === undefined ? span : { start: extra.start, end: span.end };
      });
    });
    this.ACTION(() => {
      if (extra !== undefined)
        reportWithFix(
          this.reporter?.report,
          "syntax-unexpected",
          extra,
          "Unexpected text after the end of the JSON value.",
          onlyClosing ? { title: "Remove it", text: "" } : undefined,
          onlyClosing ? undefined : "Remove it, or move it into the object.",
        );
    });
    return root;
  });

  private readonly value = this.RULE("value", (): JsonNode =>
    this.OR([
      { ALT: () => this.SUBRULE(this.object) },
      { ALT: () => this.SUBRULE(this.array) },
      { ALT: () => this.SUBRULE(this.text) },
      { ALT: () => this.number(this.CONSUME(NumberToken)) },
      { ALT: () => this.badNumber(this.CONSUME(BadNumber)) },
      { ALT: () => this.word(this.CONSUME(Word)) },
      { ALT: () => this.halfQuotedKey(this.CONSUME(HalfQuotedKey)) },
    ]),
  );

  private readonly object = this.RULE("object", (): JsonNode => {
    const open = this.CONSUME(LCurly);
    const slots: Slot<MemberNode>[] = [];
    this.MANY(() => {
      this.OR([
        { ALT: () => slots.push({ part: this.SUBRULE(this.member) }) },
        { ALT: () => slots.push({ separator: this.SUBRULE(this.separator) }) },
        { ALT: () => this.stray(this.CONSUME(Unknown)) },
      ]);
    });
    let close: IToken | undefined;
    this.OPTION(() => {
      close = this.CONSUME(RCurly);
    });
    return this.ACTION(() => {
      // A list or object after a comma is no member: the object has lost its bracket, and the comma belongs after it.
      const lostBeforeNext = close === undefined && [LCurly, LSquare].includes(this.LA(1).tokenType);
      const { parts: members, span } = this.enclosed("members", { open, close, slots, lostBeforeNext });
      if (this.reporter !== undefined)
        reportDuplicateKeys(
          members.map((member) => member.key),
          this.reporter.report,
        );
      return { kind: "object", span, members };
    });
  });

  private readonly member = this.RULE("member", (): MemberNode => {
    const key = this.SUBRULE(this.key);
    let colonEnd: number | undefined;
    let value: JsonNode | undefined;
    this.OPTION({
      GATE: () => this.isColon(),
      DEF: () => {
        const colon = this.SUBRULE(this.separator);
        this.ACTION(() => {
          colonEnd = colon.startOffset + colon.image.length;
          if (colon.tokenType !== Colon) wrongSeparator(separatorOf(colon), ":", this.reporter?.report);
        });
        this.MANY(() => this.stray(this.CONSUME(Colon)));
      },
    });
    this.OPTION1({
      GATE: () => this.startsValueOfMember(colonEnd !== undefined),
      DEF: () => {
        value = this.SUBRULE(this.value);
      },
    });
    return this.ACTION(() => {
      const report = this.reporter?.report;
      if (colonEnd === undefined && value !== undefined) missingColon(key, report);
      value ??= missingValue(key, colonEnd, report);
      return { key, value, span: { start: key.span.start, end: value.span.end } };
    });
  });

  private readonly separator = this.RULE("separator", (): IToken =>
    this.OR([
      { ALT: () => this.CONSUME(Comma) },
      { ALT: () => this.CONSUME(Colon) },
      { ALT: () => this.CONSUME(ColonLike) },
      { ALT: () => this.CONSUME(CommaLike) },
    ]),
  );

  /** Behind a key: a colon, or what is meant as one. A semicolon is one where a value follows it, not a key. */
  private isColon(): boolean {
    const { tokenType } = this.LA(1);
    const next = this.LA(2);
    // No member starts with a bracket.
    if (tokenType === Comma) return next.tokenType === LSquare || next.tokenType === LCurly;
    if (tokenType !== CommaLike) return tokenType === Colon || tokenType === ColonLike;
    return VALUE_STARTS.includes(next.tokenType) && !isAnyKeyAt(this.source, next.startOffset);
  }

  private startsValueOfMember(hasColon: boolean): boolean {
    const { tokenType, startOffset } = this.LA(1);
    if (hasColon) return !isKeyAt(this.source, startOffset);
    return VALUE_STARTS.includes(tokenType) && !isAnyKeyAt(this.source, startOffset);
  }

  private readonly key = this.RULE("key", (): StringNode =>
    this.OR([
      { ALT: () => this.SUBRULE(this.text) },
      { ALT: () => this.bareKey(this.CONSUME(Word)) },
      { ALT: () => this.halfQuotedKey(this.CONSUME(HalfQuotedKey)) },
      { ALT: () => this.bareKey(this.CONSUME(NumberToken)) },
      { ALT: () => this.bareKey(this.CONSUME(BadNumber)) },
    ]),
  );

  private readonly array = this.RULE("array", (): JsonNode => {
    const open = this.CONSUME(LSquare);
    const slots: Slot<JsonNode>[] = [];
    this.MANY({
      GATE: () => !this.isLostBefore(open, this.LA(1)),
      DEF: () => {
        this.OR([
          { ALT: () => slots.push({ part: this.SUBRULE(this.value) }) },
          { ALT: () => slots.push({ separator: this.SUBRULE(this.separator) }) },
          { ALT: () => this.stray(this.CONSUME(Unknown)) },
        ]);
      },
    });
    let close: IToken | undefined;
    this.OPTION(() => {
      close = this.CONSUME(RSquare);
    });
    return this.ACTION(() => {
      const lostBeforeNext = close === undefined && this.isLostBefore(open, this.LA(1));
      const { parts: items, span } = this.enclosed("items", { open, close, slots, lostBeforeNext });
      return { kind: "array", span, items };
    });
  });

  private readonly text = this.RULE("text", (): StringNode =>
    this.OR([
      { ALT: () => this.string(this.CONSUME(StringToken)) },
      { ALT: () => this.openString(this.CONSUME(OpenString)) },
      { ALT: () => this.foreignString(this.CONSUME(SingleQuoted)) },
      { ALT: () => this.foreignString(this.CONSUME(CurlyQuoted)) },
    ]),
  );

  private readonly anything = this.RULE("anything", (): IToken =>
    this.OR(parserTokens.map((type) => ({ ALT: () => this.CONSUME(type) }))),
  );

  private string(token: IToken): StringNode {
    return this.ACTION(() => stringNode(token.image, token.startOffset, this.reporter?.report));
  }

  private openString(token: IToken): StringNode {
    return this.ACTION(() => openStringNode(token.image, token.startOffset, this.reporter?.report));
  }

  private foreignString(token: IToken): StringNode {
    return this.ACTION(() => foreignStringNode(token.image, token.startOffset, this.reporter?.report));
  }

  private number(token: IToken): JsonNode {
    return this.ACTION(() => ({
      kind: "number",
      span: spanOf(token),
      value: exactNumber(token.image, Number(token.image)),
    }));
  }

  private badNumber(token: IToken): JsonNode {
    return this.ACTION(() => {
      const span = spanOf(token);
      const nearest = /^[+-]?[0-9]*\.?[0-9]*(?:[eE][+-]?[0-9]+)?$/.test(token.image) ? Number(token.image) : Number.NaN;
      const fix = Number.isFinite(nearest) ? { title: `Replace with ${nearest}`, text: String(nearest) } : undefined;
      const message = `${token.image} isn't a valid JSON number.`;
      const hint = "Use decimal digits, without leading zeros or a plus sign.";
      reportWithFix(this.reporter?.report, "syntax-number", span, message, fix, hint);
      return Number.isFinite(nearest)
        ? { kind: "number", span, value: exactNumber(String(nearest), nearest) }
        : { kind: "missing", span };
    });
  }

  private word(token: IToken): JsonNode {
    return this.ACTION(() => wordNode(token.image, token.startOffset, this.reporter?.report));
  }

  private bareKey(token: IToken): StringNode {
    return this.ACTION(() => bareKeyNode(token.image, token.startOffset, this.reporter?.report));
  }

  private halfQuotedKey(token: IToken): StringNode {
    return this.ACTION(() => halfQuotedKeyNode(token.image, token.startOffset, this.reporter?.report));
  }

  private isLostBefore(open: IToken, next: IToken): boolean {
    return next.tokenType === StringToken && endsListBefore(this.source, open.startOffset, next.startOffset);
  }

  private stray(token: IToken): void {
    this.ACTION(() => strayToken(token.image, token.startOffset, this.reporter?.report));
  }

  /** Takes the parts out of their slots, and gives the span from the opening bracket to the closing one, or to the last part. */
  private enclosed<Part extends { readonly span: Span }>(
    what: Parts["what"],
    { open, close, slots, lostBeforeNext = false }: Enclosed<Part>,
  ): { readonly parts: Part[]; readonly span: Span } {
    const report = this.reporter?.report;
    const state = noParts(what);
    const parts: Part[] = [];
    for (const slot of slots) {
      if ("separator" in slot) takeSeparator(state, separatorOf(slot.separator), report);
      else {
        takePart(state, slot.part.span, this.swallowedCommas, report);
        parts.push(slot.part);
      }
    }
    const { separator, last } = state;
    const bracketAt = endParts(state, { closed: close !== undefined, lostBeforeNext }, report);
    const start = open.startOffset;
    if (close !== undefined) return { parts, span: { start, end: close.startOffset + 1 } };
    const span = unclosed(what, start, last, bracketAt, report);
    if (lostBeforeNext && separator?.image === ",") this.swallowedCommas.add(span.end);
    return { parts, span };
  }
}

/** The content of one list or object, with its brackets. */
interface Enclosed<Part> {
  readonly open: IToken;
  readonly close: IToken | undefined;
  readonly slots: readonly Slot<Part>[];
  /** It has lost its bracket before a part of what is around it. */
  readonly lostBeforeNext?: boolean;
}

function separatorOf({ image, startOffset }: IToken): Separator {
  return { image, start: startOffset };
}

function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: token.startOffset + token.image.length };
}
