// Tokens to a JSON tree: a grammar that takes JSON's common mistakes as well, so that one slip does not hide the rest.
import { EmbeddedActionsParser, type IRecognitionException, type IToken } from "chevrotain";
import type { Reporter } from "../../diagnostics/reporter.ts";
import { reportDuplicateKeys } from "../../diagnostics/duplicate-keys.ts";
import type { Span } from "../../source/span.ts";
import { exactNumber } from "../../values/json.ts";
import { readString } from "./string-literal.ts";
import {
  BadNumber, Colon, Comma, LCurly, LSquare, NumberToken, OpenString, parserTokens, RCurly, RSquare, SingleQuoted, StringToken,
  Unknown, Word,
} from "./tokens.ts";
import type { JsonNode, MemberNode, StringNode } from "./tree.ts";

/** A list's or object's content in the order of the text: its parts, and the commas between them. */
type Slot<Part> = { readonly comma: Span } | { readonly part: Part };

/** The grammar; one instance serves any number of texts, one after another. */
export class ConverterGrammar extends EmbeddedActionsParser {
  private reporter: Reporter | undefined;
  /** Where strings without a closing quote end that have taken a comma in. */
  private swallowedCommas = new Set<number>();

  constructor() {
    super(parserTokens, { recoveryEnabled: true, maxLookahead: 1 });
    this.performSelfAnalysis();
  }

  /** Reads a whole text: its value, if it holds one, and what the grammar itself could not place. */
  read(tokens: IToken[], reporter: Reporter): { root: JsonNode | undefined; errors: readonly IRecognitionException[] } {
    this.input = tokens;
    this.reporter = reporter;
    const root = this.document();
    const errors = this.errors;
    // The tokens of a large text are not kept alive until the next one.
    this.input = [];
    this.reporter = undefined;
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
      if (extra !== undefined) this.say("syntax-unexpected", extra, "There is more text after the end of the JSON value.", "Remove it, or put it inside the object.");
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
      if (this.reporter !== undefined) reportDuplicateKeys(members.map((member) => member.key), this.reporter.report);
      return { kind: "object", span: this.bracketed(open, close, members.at(-1)?.span), members };
    });
  });

  private readonly member = this.RULE("member", (): MemberNode => {
    const key = this.SUBRULE(this.key);
    let colon: IToken | undefined;
    let value: JsonNode | undefined;
    this.OPTION(() => {
      colon = this.CONSUME(Colon);
      this.OPTION1(() => {
        value = this.SUBRULE(this.value);
      });
    });
    return this.ACTION(() => {
      const after = colon === undefined ? key.span.end : colon.startOffset + 1;
      if (value === undefined) {
        const what = colon === undefined ? `The key ${JSON.stringify(key.value)} has no ':' and no value.` : `The key ${JSON.stringify(key.value)} has no value.`;
        this.say("syntax-missing-value", key.span, what, 'Write it as "key": value.');
        value = { kind: "missing", span: { start: after, end: after } };
      }
      return { key, value, span: { start: key.span.start, end: value.span.end } };
    });
  });

  private readonly key = this.RULE("key", (): StringNode =>
    this.OR([
      { ALT: () => this.SUBRULE(this.text) },
      { ALT: () => this.bareKey(this.CONSUME(Word)) },
      { ALT: () => this.bareKey(this.CONSUME(NumberToken)) },
      { ALT: () => this.bareKey(this.CONSUME(BadNumber)) },
    ]),
  );

  private readonly array = this.RULE("array", (): JsonNode => {
    const open = this.CONSUME(LSquare);
    const slots: Slot<JsonNode>[] = [];
    this.MANY(() => {
      this.OR([
        { ALT: () => slots.push({ part: this.SUBRULE(this.value) }) },
        { ALT: () => slots.push({ comma: spanOf(this.CONSUME(Comma)) }) },
        { ALT: () => this.stray(this.CONSUME(Unknown)) },
        { ALT: () => this.stray(this.CONSUME(Colon)) },
      ]);
    });
    let close: IToken | undefined;
    this.OPTION(() => {
      close = this.CONSUME(RSquare);
    });
    return this.ACTION(() => {
      const items = this.separated(slots, "items");
      return { kind: "array", span: this.bracketed(open, close, items.at(-1)?.span), items };
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

  private say(...[code, span, message, hint, fix]: [Parameters<Reporter["report"]>[0], Span, string, string, { title: string; text: string }?]): void {
    const fixes = fix === undefined ? {} : { fixes: [{ title: fix.title, edits: [{ span, text: fix.text }] }] };
    this.reporter?.report(code, span, message, { hint, ...fixes });
  }

  private string(token: IToken): StringNode {
    return this.ACTION(() => {
      const span = spanOf(token);
      const read = readString(token.image, true);
      for (const fault of read.faults) {
        const at = { start: span.start + fault.span.start, end: span.start + fault.span.end };
        const piece = token.image.slice(fault.span.start, fault.span.end);
        if (fault.what === "control") {
          const escaped = `\\u${piece.charCodeAt(0).toString(16).padStart(4, "0")}`;
          this.say("syntax-string", at, "A control character stands in a string as it is.", "JSON wants it escaped.", { title: `Write it as ${escaped}`, text: escaped });
        } else {
          this.say("syntax-string", at, `JSON has no escape ${piece}.`, "A backslash itself is written \\\\.", { title: "Double the backslash", text: `\\${piece}` });
        }
      }
      return { kind: "string", span, value: read.value };
    });
  }

  private openString(token: IToken): StringNode {
    return this.ACTION(() => {
      // A comma at the end of the line was most likely meant to stand behind the quote.
      const image = token.image.replace(/[\s,]+$/, "");
      const span = { start: token.startOffset, end: token.startOffset + image.length };
      if (token.image.slice(image.length).includes(",")) this.swallowedCommas.add(span.end);
      this.say("syntax-string", span, "This string has no closing quote on its line.", 'Close it with ".', { title: "Close the string", text: `${image}"` });
      return { kind: "string", span, value: readString(image, false).value };
    });
  }

  private singleQuoted(token: IToken): StringNode {
    return this.ACTION(() => {
      const span = spanOf(token);
      const value = readString(token.image.replaceAll("\\'", "'"), true).value;
      this.say("syntax-string", span, "A string stands in single quotes.", "JSON knows double quotes only.", { title: "Use double quotes", text: JSON.stringify(value) });
      return { kind: "string", span, value };
    });
  }

  private number(token: IToken): JsonNode {
    return this.ACTION(() => ({ kind: "number", span: spanOf(token), value: exactNumber(token.image, Number(token.image)) }));
  }

  private badNumber(token: IToken): JsonNode {
    return this.ACTION(() => {
      const span = spanOf(token);
      const nearest = /^[+-]?[0-9]*\.?[0-9]*(?:[eE][+-]?[0-9]+)?$/.test(token.image) ? Number(token.image) : Number.NaN;
      const fix = Number.isFinite(nearest) ? { title: `Write it as ${nearest}`, text: String(nearest) } : undefined;
      this.say("syntax-number", span, `${token.image} is not a number of JSON.`, "Write it in decimal digits, without leading zeros or a plus sign.", fix);
      return Number.isFinite(nearest) ? { kind: "number", span, value: exactNumber(String(nearest), nearest) } : { kind: "missing", span };
    });
  }

  private word(token: IToken): JsonNode {
    return this.ACTION(() => {
      const span = spanOf(token);
      const name = token.image;
      if (name === "true" || name === "false") return { kind: "boolean", span, value: name === "true" };
      if (name === "null") return { kind: "null", span, value: null };
      const known = /^(?:true|false|null)$/i.test(name) ? name.toLowerCase() : name === "None" || name === "undefined" || name === "nil" ? "null" : undefined;
      const text = known ?? JSON.stringify(name);
      this.say("syntax-word", span, `The word ${name} stands without quotes.`, "Only true, false and null stand bare.", { title: `Write it as ${text}`, text });
      if (known === "true" || known === "false") return { kind: "boolean", span, value: known === "true" };
      return known === "null" ? { kind: "null", span, value: null } : { kind: "string", span, value: name };
    });
  }

  private bareKey(token: IToken): StringNode {
    return this.ACTION(() => {
      const span = spanOf(token);
      this.say("syntax-key", span, `The key ${token.image} stands without quotes.`, "Keys of JSON stand in double quotes.", { title: "Put the key in quotes", text: JSON.stringify(token.image) });
      return { kind: "string", span, value: token.image };
    });
  }

  private stray(token: IToken): void {
    this.ACTION(() => this.say("syntax-unexpected", spanOf(token), `${JSON.stringify(token.image)} has no meaning here.`, "Remove it.", { title: "Remove it", text: "" }));
  }

  /** From an opening bracket to its closing one, or to the end of the last part where that is missing. */
  private bracketed(open: IToken, close: IToken | undefined, last: Span | undefined): Span {
    if (close !== undefined) return { start: open.startOffset, end: close.startOffset + 1 };
    const end = Math.max(last?.end ?? 0, open.startOffset + 1);
    const missing = open.image === "{" ? "}" : "]";
    const opened = open.image === "{" ? "object" : "list";
    this.reporter?.report("syntax-unclosed", spanOf(open), `The ${opened} that starts here has no closing '${missing}'.`, {
      fixes: [{ title: `Insert '${missing}'`, edits: [{ span: { start: end, end }, text: missing }] }],
    });
    return { start: open.startOffset, end };
  }

  /** Takes the parts out of their slots and reports commas that are missing or too many. */
  private separated<Part extends { readonly span: Span }>(slots: readonly Slot<Part>[], what: string): Part[] {
    const parts: Part[] = [];
    let pending: Span | undefined;
    let comma: Span | undefined;
    for (const slot of slots) {
      if ("comma" in slot) {
        if (comma !== undefined || parts.length === 0) {
          this.say("syntax-comma", slot.comma, `This comma has nothing before it.`, "Remove it.", { title: "Remove the comma", text: "" });
        } else comma = slot.comma;
      } else {
        if (pending !== undefined && comma === undefined && !this.swallowedCommas.has(pending.end)) {
          const at = { start: pending.end, end: pending.end };
          this.say("syntax-comma", at, `A comma is missing between two ${what}.`, "Put one between them.", { title: "Insert a comma", text: "," });
        }
        parts.push(slot.part);
        pending = slot.part.span;
        comma = undefined;
      }
    }
    if (comma !== undefined) this.say("syntax-comma", comma, "JSON allows no comma after the last of its " + what + ".", "Remove it.", { title: "Remove the comma", text: "" });
    return parts;
  }
}

function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: token.startOffset + token.image.length };
}
