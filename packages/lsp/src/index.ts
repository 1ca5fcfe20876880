// The language service: plain functions over documents and offsets, for browsers and servers alike.
export { type Document, type DocumentInput, type DocumentKind, openDocument } from "./service/document.ts";
export { DEFAULT_PATTERNS, kindOfFile, matchesGlob, type NamePatterns } from "./service/kind.ts";
export { type JudgeFor, KEPT_ROWS, type Sample, sampleOf, type Verdict } from "./service/sample.ts";
export type { JsonSchema } from "./service/schema/json-schema.ts";
export { diagnose, type Finding } from "./service/diagnostics.ts";
export { complete } from "./service/completion/completion.ts";
export type { Completion, CompletionKind } from "./service/completion/item.ts";
export { hover, type Hover } from "./service/hover.ts";
export { signatureHelp, type SignatureHelp } from "./service/signature-help.ts";
export { plainSnippet } from "./service/snippet.ts";
export type { Action } from "./service/actions/action.ts";
export { actions, fixAll } from "./service/actions/actions.ts";
export { format, formatRange, type FormatOptions } from "./service/format/format.ts";
export { type SemanticToken, semanticTokens, TOKEN_KINDS, type TokenKind } from "./service/semantic-tokens.ts";
export { type DocumentSymbol, foldings, selectionRanges, type SymbolKind, symbols } from "./service/structure.ts";
export { references, rename, renameable } from "./service/references.ts";
export { type HintOptions, type InlayHint, inlayHints } from "./service/hints.ts";
export { codeLenses, type Judge, type Lens, preview, type PreviewRow } from "./service/preview.ts";
