// Tokens to a JSON tree: a grammar that takes JSON's common mistakes as well, so that one slip does not hide the rest.
import { EmbeddedActionsParser, type IRecognitionException, type IToken } from "chevrotain";
import type { Reporter } from "../../diagnostics/reporter.ts";
import { reportDuplicateKeys } from "../../diagnostics/duplicate-keys.ts";
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
  say,
  strayToken,
  stringNode,
  unclosed,
  wordNode,
} from "./findings.ts";
import { endsListBefore, isKeyAt } from "./recovery.ts";
import { readString } from "./string-literal.ts";
import {
  BadNumber,
  Colon,
  Comma,
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

/** A list's or object's content in the order of the text: its parts, and the commas between them. */
type Slot<Part> = { readonly comma: Span } | { readonly part: Part };

/** The grammar; one instance serves any number of texts, one after another. */
export class ConverterGrammar extends EmbeddedActionsParser {
  private reporter: Reporter | undefined;
  private source = "";
  /** Where strings without a closing quote end that have taken a comma in. */
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
    this.MANY(() => {
      const token = this.SUBRULE(this.anything);
      extra = extra === undefined ? token : { start: extra.start, end: token.end };
    });
    this.ACTION(() => {
      if (extra !== undefined)
        this.say(
          "syntax-unexpected",
          extra,
          "There is more text after the end of the JSON value.",
          "Remove it, or put it inside the object.",
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
        { ALT: () => slots.push({ comma: spanOf(this.CONSUME(Comma)) }) },
        { ALT: () => this.stray(this.CONSUME(Unknown)) },
        { ALT: () => this.stray(this.CONSUME(Colon)) },
      ]);
    });
    let close: IToken | undefined;
    this.OPTION(() => {
      close = this.CONSUME(RCurly);
    });
    return this.ACTION(() => {
      const members = this.separated(slots, "members");
      if (this.reporter !== undefined)
        reportDuplicateKeys(
          members.map((member) => member.key),
          this.reporter.report,
        );
      return { kind: "object", span: this.bracketed(open, close, members.at(-1)?.span), members };
    });
  });

  private readonly member = this.RULE("member", (): MemberNode => {
    const key = this.SUBRULE(this.key);
    let colon: IToken | undefined;
    let value: JsonNode | undefined;
    this.OPTION(() => {
      colon = this.CONSUME(Colon);
      this.OPTION1({
        GATE: () => !isKeyAt(this.source, this.LA(1).startOffset),
        DEF: () => {
          value = this.SUBRULE(this.value);
        },
      });
    });
    return this.ACTION(() => {
      value ??= missingValue(key, colon === undefined ? undefined : colon.startOffset + 1, this.reporter?.report);
      return { key, value, span: { start: key.span.start, end: value.span.end } };
    });
  });

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
          { ALT: () => slots.push({ comma: spanOf(this.CONSUME(Comma)) }) },
          { ALT: () => this.stray(this.CONSUME(Unknown)) },
          { ALT: () => this.stray(this.CONSUME(Colon)) },
        ]);
      },
    });
    let close: IToken | undefined;
    this.OPTION(() => {
      close = this.CONSUME(RSquare);
    });
    return this.ACTION(() => {
      const lost = close === undefined && this.isLostBefore(open, this.LA(1));
      const endsWithComma = slots.some((slot) => "part" in slot) && "comma" in (slots.at(-1) ?? {});
      const items = this.separated(slots, "items", lost);
      const span = this.bracketed(open, close, items.at(-1)?.span);
      // The comma of a list that lost its bracket stands behind the whole of it.
      if (lost && endsWithComma) this.swallowedCommas.add(span.end);
      return { kind: "array", span, items };
    });
  });

  private readonly text = this.RULE("text", (): StringNode =>
    this.OR([
      { ALT: () => this.string(this.CONSUME(StringToken)) },
      { ALT: () => this.openString(this.CONSUME(OpenString)) },
      { ALT: () => this.singleQuoted(this.CONSUME(SingleQuoted)) },
    ]),
  );

  private readonly anything = this.RULE("anything", (): Span => {
    const token = this.OR(parserTokens.map((type) => ({ ALT: () => this.CONSUME(type) })));
    return this.ACTION(() => spanOf(token));
  });

  private say(
    code: Parameters<Reporter["report"]>[0],
    span: Span,
    message: string,
    hint: string,
    fix?: { title: string; text: string },
  ): void {
    say(this.reporter?.report, code, span, message, hint, fix);
  }

  private string(token: IToken): StringNode {
    return this.ACTION(() => stringNode(token.image, token.startOffset, this.reporter?.report));
  }

  private openString(token: IToken): StringNode {
    return this.ACTION(() =>
      openStringNode(token.image, token.startOffset, this.reporter?.report, this.swallowedCommas),
    );
  }

  private singleQuoted(token: IToken): StringNode {
    return this.ACTION(() => {
      const span = spanOf(token);
      const value = readString(token.image.replaceAll("\\'", "'"), true).value;
      this.say("syntax-string", span, "A string stands in single quotes.", "JSON knows double quotes only.", {
        title: "Use double quotes",
        text: JSON.stringify(value),
      });
      return { kind: "string", span, value };
    });
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
      const fix = Number.isFinite(nearest) ? { title: `Write it as ${nearest}`, text: String(nearest) } : undefined;
      this.say(
        "syntax-number",
        span,
        `${token.image} is not a number of JSON.`,
        "Write it in decimal digits, without leading zeros or a plus sign.",
        fix,
      );
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

  /** From an opening bracket to its closing one, or to the end of the last part where that is missing. */
  private bracketed(open: IToken, close: IToken | undefined, last: Span | undefined): Span {
    if (close !== undefined) return { start: open.startOffset, end: close.startOffset + 1 };
    return unclosed(open.image === "{" ? "object" : "list", open.startOffset, last, this.reporter?.report);
  }

  /** Takes the parts out of their slots and reports commas that are missing or too many. */
  private separated<Part extends { readonly span: Span }>(
    slots: readonly Slot<Part>[],
    what: string,
    mayEndWithComma = false,
  ): Part[] {
    const report = this.reporter?.report;
    const parts: Part[] = [];
    let pending: Span | undefined;
    let comma: Span | undefined;
    for (const slot of slots) {
      if ("comma" in slot) {
        if (comma !== undefined || parts.length === 0) commaBeforeNothing(slot.comma, report);
        else comma = slot.comma;
      } else {
        if (pending !== undefined && comma === undefined && !this.swallowedCommas.has(pending.end))
          missingComma(pending.end, what, report);
        parts.push(slot.part);
        pending = slot.part.span;
        comma = undefined;
      }
    }
    if (comma !== undefined && !mayEndWithComma) commaBehindLast(comma, what, report);
    return parts;
  }
}

function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: token.startOffset + token.image.length };
}
