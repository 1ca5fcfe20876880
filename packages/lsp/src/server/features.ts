// In: a connection. Out: its requests answered from the service, those beyond the few that every editor asks for.
import {
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  type Connection,
  DocumentHighlightKind,
  type DocumentSymbol as LspDocumentSymbol,
  ErrorCodes,
  type FormattingOptions,
  InlayHintKind,
  ResponseError,
  type SelectionRange,
  SemanticTokensBuilder,
  SymbolKind as LspSymbolKind,
} from "vscode-languageserver";
import { type Action, actions, fixAll } from "../service/actions/actions.ts";
import type { Document } from "../service/document.ts";
import { format, formatRange } from "../service/format/format.ts";
import { inlayHints } from "../service/hints.ts";
import { codeLenses, preview, type PreviewRow } from "../service/preview.ts";
import { references, rename, renameable } from "../service/references.ts";
import type { EventValidator } from "../service/sample.ts";
import { semanticTokens, TOKEN_KINDS, type TokenKind } from "../service/semantic-tokens.ts";
import { type DocumentSymbol, foldings, selectionRanges, type SymbolKind, symbols } from "../service/structure.ts";
import { toDiagnostic, toEdits, toRange, toSpan } from "./convert.ts";

/** The command that an editor calls for a live preview. */
export const PREVIEW_COMMAND = "heddle.previewRows";

/** Tells an editor that a preview of the document with this `uri` is out of date although its text is not; any may ignore it. */
export const REFRESH_NOTIFICATION = "$/heddle/refresh";

/** The command of the lens, which the editor itself carries out. */
export const SHOW_PREVIEW = "heddle.showPreview";

/** Token kinds as types that every theme colours. */
const TOKEN_TYPES: Readonly<Record<TokenKind, string>> = {
  operator: "function",
  path: "variable",
  literal: "string",
  eventKey: "property",
  property: "parameter",
  setting: "keyword",
};

export const SEMANTIC_LEGEND = { tokenTypes: TOKEN_KINDS.map((kind) => TOKEN_TYPES[kind]), tokenModifiers: [] };

const ACTION_KINDS: Readonly<Record<Action["kind"], CodeActionKind>> = {
  quickfix: CodeActionKind.QuickFix,
  rewrite: CodeActionKind.RefactorRewrite,
  extract: CodeActionKind.RefactorExtract,
  inline: CodeActionKind.RefactorInline,
  fixAll: CodeActionKind.SourceFixAll,
};

export const OFFERED_ACTIONS: readonly CodeActionKind[] = Object.values(ACTION_KINDS);

const SYMBOL_KINDS: Readonly<Record<SymbolKind, LspSymbolKind>> = {
  setting: LspSymbolKind.Module,
  "event-key": LspSymbolKind.Field,
  property: LspSymbolKind.Property,
  object: LspSymbolKind.Object,
  list: LspSymbolKind.Array,
};

interface Named {
  readonly textDocument: { readonly uri: string };
}

/** Wraps a handler so that a document that is none of ours gets the empty answer, and a failure is logged. */
export type Answer = <Params extends Named, Reply>(
  empty: Reply,
  run: (document: Document, params: Params) => Reply,
) => (params: Params) => Reply;

export interface FeatureContext {
  readonly answer: Answer;
  document(uri: string): Document | undefined;
  validator(document: Document): EventValidator | undefined;
  /** Why the sample of a document could not be read. */
  sampleFailure(uri: string): string | undefined;
  /** The address of the reference, which ends in a slash; undefined where there is none to link to. */
  readonly reference: () => string | undefined;
  /** The row of the sample whose values inlay hints show. */
  readonly hintRow: () => number;
}

export function registerFeatures(connection: Connection, context: FeatureContext): void {
  const { answer } = context;

  connection.onCodeAction(
    answer<Parameters<Parameters<Connection["onCodeAction"]>[0]>[0], CodeAction[]>(
      [],
      (document, { textDocument: { uri }, range, context: { only } }) => {
        const wanted = (kind: CodeActionKind): boolean =>
          only === undefined || only.some((asked) => kind === asked || kind.startsWith(`${asked}.`));
        const toAction = ({ title, kind, edits, finding }: Action): CodeAction => ({
          title,
          kind: ACTION_KINDS[kind],
          ...(finding !== undefined && { diagnostics: [toDiagnostic(document, uri, finding, context.reference())] }),
          edit: { changes: { [uri]: toEdits(document, edits) } },
        });
        const found = actions(document, toSpan(document, range))
          .filter(({ kind }) => wanted(ACTION_KINDS[kind]))
          .map(toAction);
        const all = only !== undefined && wanted(CodeActionKind.SourceFixAll) ? fixAll(document) : undefined;
        return all === undefined ? found : [...found, toAction(all)];
      },
    ),
  );

  connection.onDocumentFormatting(
    answer([], (document, { options }) => toEdits(document, format(document, { indent: indentOf(options) }))),
  );
  connection.onDocumentRangeFormatting(
    answer([], (document, { options, range }) =>
      toEdits(document, formatRange(document, toSpan(document, range), { indent: indentOf(options) })),
    ),
  );

  connection.languages.semanticTokens.on(
    answer({ data: [] as number[] }, (document) => {
      const builder = new SemanticTokensBuilder();
      for (const { span, kind } of semanticTokens(document)) {
        const { start, end } = toRange(document, span);
        if (start.line === end.line)
          builder.push(start.line, start.character, end.character - start.character, TOKEN_KINDS.indexOf(kind), 0);
      }
      return { data: builder.build().data };
    }),
  );

  const toSymbol = (
    document: Document,
    { name, detail, kind, span, nameSpan, children }: DocumentSymbol,
  ): LspDocumentSymbol => ({
    name,
    detail,
    kind: SYMBOL_KINDS[kind],
    range: toRange(document, span),
    selectionRange: toRange(document, nameSpan),
    children: children.map((child) => toSymbol(document, child)),
  });
  connection.onDocumentSymbol(answer([], (document) => symbols(document).map((symbol) => toSymbol(document, symbol))));
  connection.onFoldingRanges(answer([], (document) => [...foldings(document)]));
  connection.onSelectionRanges(
    answer<Parameters<Parameters<Connection["onSelectionRanges"]>[0]>[0], SelectionRange[]>(
      [],
      (document, { positions }) =>
        positions.map((position) => {
          const nested = selectionRanges(document, document.lines.offset(position)).reduceRight<
            SelectionRange | undefined
          >((parent, span) => ({ range: toRange(document, span), ...(parent !== undefined && { parent }) }), undefined);
          return nested ?? { range: { start: position, end: position } };
        }),
    ),
  );

  connection.onReferences(
    answer([], (document, { textDocument: { uri }, position }) =>
      references(document, document.lines.offset(position)).map((span) => ({ uri, range: toRange(document, span) })),
    ),
  );
  connection.onDocumentHighlight(
    answer([], (document, { position }) =>
      references(document, document.lines.offset(position)).map((span) => ({
        range: toRange(document, span),
        kind: DocumentHighlightKind.Read,
      })),
    ),
  );
  connection.onPrepareRename(
    answer(null, (document, { position }) => {
      const found = renameable(document, document.lines.offset(position));
      return found === undefined ? null : { range: toRange(document, found.span), placeholder: found.name };
    }),
  );
  connection.onRenameRequest(
    answer(null, (document, { textDocument: { uri }, position, newName }) => {
      const offset = document.lines.offset(position);
      if (renameable(document, offset) === undefined)
        throw new ResponseError(ErrorCodes.InvalidParams, "Only a path into the data can be renamed.");
      return { changes: { [uri]: toEdits(document, rename(document, offset, newName)) } };
    }),
  );

  connection.languages.inlayHint.on(
    answer([], (document, { range }) =>
      inlayHints(document, toSpan(document, range), { row: context.hintRow() }).map(({ offset, label, kind }) => ({
        position: document.lines.position(offset),
        label,
        paddingLeft: kind === "value",
        ...(kind === "type" && { kind: InlayHintKind.Type }),
      })),
    ),
  );

  connection.onCodeLens(
    answer<Named, CodeLens[]>([], (document, { textDocument: { uri } }) =>
      codeLenses(document, context.validator(document), context.sampleFailure(uri)).map(({ offset, title }) => ({
        range: toRange(document, { start: offset, end: offset }),
        command: { title, command: SHOW_PREVIEW, arguments: [uri] },
      })),
    ),
  );

  connection.onExecuteCommand(({ command, arguments: args = [] }) => {
    if (command !== PREVIEW_COMMAND)
      throw new ResponseError(ErrorCodes.InvalidParams, `There is no command ${command}.`);
    const [uri, count] = args as readonly unknown[];
    const document = typeof uri === "string" ? context.document(uri) : undefined;
    if (document === undefined)
      throw new ResponseError(ErrorCodes.InvalidParams, "The first argument must be the URI of an open converter.");
    const failure = typeof uri === "string" ? context.sampleFailure(uri) : undefined;
    if (failure !== undefined) return { state: "failed", rows: [], reason: `the sample cannot be read: ${failure}` };
    return previewOf(document, typeof count === "number" && count > 0 ? count : 10, context.validator(document));
  });
}

/** Rows as JSON texts, so that integers of any size arrive as they are. */
function previewOf(document: Document, count: number, validate: EventValidator | undefined): unknown {
  const { sample } = document;
  if (sample === undefined) return { state: "no-sample", rows: [] };
  const rows = preview(document, count, validate);
  if (rows === undefined) return { state: "errors", sample: sample.name, rows: [] };
  return {
    state: "ready",
    sample: sample.name,
    rowCount: sample.rowCount,
    ...(sample.unread !== undefined && { unread: sample.unread }),
    rows: rows.map(({ row, source, outcome }) => ({
      row,
      source: pretty(source),
      ...outcomeOf(outcome),
    })),
  };
}

function outcomeOf(outcome: PreviewRow["outcome"]): Readonly<Record<string, unknown>> {
  switch (outcome.kind) {
    case "event": {
      const notes = outcome.changes.map(({ key, message }) => `${key}: ${message}`);
      return { kind: "event", event: pretty(outcome.event), notes };
    }
    case "ignored":
      return { kind: "ignored" };
    case "dropped":
    case "rejected":
      return { kind: outcome.kind, reason: outcome.message };
    default:
      return outcome satisfies never;
  }
}

function pretty(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, item: unknown) => (typeof item === "bigint" ? JSON.rawJSON(item.toString()) : item),
    2,
  );
}

function indentOf({ insertSpaces, tabSize }: FormattingOptions): string {
  return insertSpaces ? " ".repeat(tabSize) : "\t";
}
