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
