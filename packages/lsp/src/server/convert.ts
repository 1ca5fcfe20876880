// Turns what the service says in offsets into the protocol's types, and back.
import { helpLink } from "@heddle/compiler/language";
import type { Diagnostic, Span, TextEdit } from "@heddle/compiler";
import {
  type CompletionItem,
  CompletionItemKind,
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as LspDiagnostic,
  InsertTextFormat,
  MarkupKind,
  type MarkupContent,
  type Range,
  type SignatureHelp as LspSignatureHelp,
  type TextEdit as LspTextEdit,
} from "vscode-languageserver";
import type { Completion, CompletionKind } from "../service/completion/item.ts";
import type { Document } from "../service/document.ts";
import type { SignatureHelp } from "../service/signature-help.ts";
import { plainSnippet } from "../service/snippet.ts";

/** What a client understands, as far as answers depend on it. */
export interface ClientAbilities {
  readonly snippets: boolean;
  readonly labelDetails: boolean;
  readonly markdown: boolean;
  readonly pullsDiagnostics: boolean;
  readonly watchesFiles: boolean;
  /** A glob may be given with the folder that it starts from. */
  readonly globsInFolders: boolean;
  readonly configures: boolean;
  readonly changesFolders: boolean;
  readonly refreshes: { readonly lenses: boolean; readonly hints: boolean; readonly diagnostics: boolean };
}

export function toRange(document: Document, span: Span): Range {
  return document.lines.range(span);
}

export function toSpan({ lines }: Document, { start, end }: Range): Span {
  return { start: lines.offset(start), end: lines.offset(end) };
}

export function toEdits(document: Document, edits: readonly TextEdit[]): LspTextEdit[] {
  return edits.map(({ span, text }) => ({ range: toRange(document, span), newText: text }));
}

export function toMarkup(text: string, { markdown }: ClientAbilities): MarkupContent {
  return { kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value: text };
}

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;
const TAGS = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

/** A finding, with a link to the page that explains its code: on the web, or below an address that ends in a slash. */
export function toDiagnostic(
  document: Document,
  uri: string,
  finding: Diagnostic,
  reference: string | undefined,
): LspDiagnostic {
  const { code, severity, message, span, hint, related, tags } = finding;
  return {
    range: toRange(document, span),
    severity: SEVERITIES[severity],
    code,
    codeDescription: { href: reference === undefined ? helpLink(code) : `${reference}diagnostics/${code}.md` },
    source: "heddle",
    message: hint === undefined ? message : `${message}\n${hint}`,
    ...(tags !== undefined && { tags: tags.map((tag) => TAGS[tag]) }),
    ...(related !== undefined && {
      relatedInformation: related.map((place) => ({
        location: { uri, range: toRange(document, place.span) },
        message: place.message,
      })),
    }),
  };
}

const COMPLETION_KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  setting: CompletionItemKind.Property,
  "event-key": CompletionItemKind.Field,
  operation: CompletionItemKind.Event,
  operator: CompletionItemKind.Function,
  path: CompletionItemKind.Variable,
  value: CompletionItemKind.EnumMember,
  shape: CompletionItemKind.Snippet,
  sample: CompletionItemKind.Value,
};

/** Longer ones would push the labels aside. */
const MAX_LABEL_DETAIL = 40;

/** An item without its documentation, which is asked for by its index in the list. */
export function toCompletion(
  document: Document,
  item: Completion,
  index: number,
  abilities: ClientAbilities,
): CompletionItem {
  const { label, kind, detail, span, text, also, snippet, filter } = item;
  const asSnippet = snippet === true && abilities.snippets;
  return {
    label,
    kind: COMPLETION_KINDS[kind],
    detail,
    // Shown on every line of the list; the detail only on the one that is looked at.
    ...(abilities.labelDetails && detail.length <= MAX_LABEL_DETAIL && { labelDetails: { description: detail } }),
    filterText: filter,
    data: index,
    sortText: String(index).padStart(5, "0"),
    insertTextFormat: asSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(also !== undefined && {
      additionalTextEdits: [{ range: toRange(document, { start: also.at, end: also.at }), newText: also.text }],
    }),
    textEdit: { range: toRange(document, span), newText: snippet === true && !asSnippet ? plainSnippet(text) : text },
  };
}

export function toSignatureHelp(
  { label, doc, parameters, active }: SignatureHelp,
  abilities: ClientAbilities,
): LspSignatureHelp {
  return {
    signatures: [
      {
        label,
        documentation: toMarkup(doc, abilities),
        parameters: parameters.map(({ start, end, doc: about }) => ({ label: [start, end], documentation: about })),
      },
    ],
    activeSignature: 0,
    // Beyond the last parameter: none is active.
    activeParameter: active ?? parameters.length,
  };
}
