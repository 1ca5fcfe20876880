// In: a connection. Out: its requests answered from the service, those beyond the few that every editor asks for.
import {
  type CodeAction,
  CodeActionKind,
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
import { references, rename, renameable } from "../service/references.ts";
import { semanticTokens, TOKEN_KINDS, type TokenKind } from "../service/semantic-tokens.ts";
import { type DocumentSymbol, foldings, selectionRanges, type SymbolKind, symbols } from "../service/structure.ts";
import { toDiagnostic, toEdits, toRange, toSpan } from "./convert.ts";
import { answer, referenceOf, type Session } from "./session.ts";

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

type ParamsOf<Name extends "onCodeAction" | "onSelectionRanges"> = Parameters<Parameters<Connection[Name]>[0]>[0];

/** Registers the features beyond the few that every editor asks for. */
export function registerFeatures(session: Session): void {
  registerActions(session);
  registerFormatting(session);
  registerSemanticTokens(session);
  registerStructure(session);
  registerReferences(session);
  registerRename(session);
  registerInlayHints(session);
}

function registerActions(session: Session): void {
  session.connection.onCodeAction(
    answer<ParamsOf<"onCodeAction">, CodeAction[]>(
      session,
      [],
      (document, { textDocument: { uri }, range, context: { only } }) => {
        const wanted = (kind: CodeActionKind): boolean =>
          only === undefined || only.some((asked) => kind === asked || kind.startsWith(`${asked}.`));
        const toAction = ({ title, kind, edits, finding }: Action): CodeAction => ({
          title,
          kind: ACTION_KINDS[kind],
          ...(finding !== undefined && { diagnostics: [toDiagnostic(document, uri, finding, referenceOf(session))] }),
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
}

function registerFormatting(session: Session): void {
  session.connection.onDocumentFormatting(
    answer(session, [], (document, { options }) => toEdits(document, format(document, { indent: indentOf(options) }))),
  );
  session.connection.onDocumentRangeFormatting(
    answer(session, [], (document, { options, range }) =>
      toEdits(document, formatRange(document, toSpan(document, range), { indent: indentOf(options) })),
    ),
  );
}

function registerSemanticTokens(session: Session): void {
  session.connection.languages.semanticTokens.on(
    answer(session, { data: [] as number[] }, (document) => {
      const builder = new SemanticTokensBuilder();
      for (const { span, kind } of semanticTokens(document)) {
        const { start, end } = toRange(document, span);
        if (start.line === end.line)
          builder.push(start.line, start.character, end.character - start.character, TOKEN_KINDS.indexOf(kind), 0);
      }
      return { data: builder.build().data };
    }),
  );
}

function registerStructure(session: Session): void {
  session.connection.onDocumentSymbol(
    answer(session, [], (document) => symbols(document).map((symbol) => toSymbol(document, symbol))),
  );
  session.connection.onFoldingRanges(answer(session, [], (document) => [...foldings(document)]));
  session.connection.onSelectionRanges(
    answer<ParamsOf<"onSelectionRanges">, SelectionRange[]>(session, [], (document, { positions }) =>
      positions.map((position) => {
        const nested = selectionRanges(document, document.lines.offset(position)).reduceRight<
          SelectionRange | undefined
        >((parent, span) => ({ range: toRange(document, span), ...(parent !== undefined && { parent }) }), undefined);
        return nested ?? { range: { start: position, end: position } };
      }),
    ),
  );
}

function registerReferences(session: Session): void {
  session.connection.onReferences(
    answer(session, [], (document, { textDocument: { uri }, position }) =>
      references(document, document.lines.offset(position)).map((span) => ({ uri, range: toRange(document, span) })),
    ),
  );
  session.connection.onDocumentHighlight(
    answer(session, [], (document, { position }) =>
      references(document, document.lines.offset(position)).map((span) => ({
        range: toRange(document, span),
        kind: DocumentHighlightKind.Read,
      })),
    ),
  );
}

function registerRename(session: Session): void {
  session.connection.onPrepareRename(
    answer(session, null, (document, { position }) => {
      const found = renameable(document, document.lines.offset(position));
      return found === undefined ? null : { range: toRange(document, found.span), placeholder: found.name };
    }),
  );
  session.connection.onRenameRequest(
    answer(session, null, (document, { textDocument: { uri }, position, newName }) => {
      const offset = document.lines.offset(position);
      if (renameable(document, offset) === undefined)
        throw new ResponseError(ErrorCodes.InvalidParams, "Only a path into the data can be renamed.");
      return { changes: { [uri]: toEdits(document, rename(document, offset, newName)) } };
    }),
  );
}

function registerInlayHints(session: Session): void {
  session.connection.languages.inlayHint.on(
    answer(session, [], (document, { range }) =>
      inlayHints(document, toSpan(document, range), { row: session.workspace.settings.hintRow }).map(
        ({ offset, label, kind }) => ({
          position: document.lines.position(offset),
          label,
          paddingLeft: kind === "value",
          ...(kind === "type" && { kind: InlayHintKind.Type }),
        }),
      ),
    ),
  );
}

function toSymbol(
  document: Document,
  { name, detail, kind, span, nameSpan, children }: DocumentSymbol,
): LspDocumentSymbol {
  return {
    name,
    detail,
    kind: SYMBOL_KINDS[kind],
    range: toRange(document, span),
    selectionRange: toRange(document, nameSpan),
    children: children.map((child) => toSymbol(document, child)),
  };
}

function indentOf({ insertSpaces, tabSize }: FormattingOptions): string {
  return insertSpaces ? " ".repeat(tabSize) : "\t";
}
