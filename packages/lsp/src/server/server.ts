// In: a connection to an editor, and a host. Out: a running server that answers with what the service says.
import {
  type Connection, type InitializeParams, type InitializeResult, type Position, ResponseError, TextDocumentSyncKind,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { complete } from "../service/completion/completion.ts";
import { diagnose } from "../service/diagnostics.ts";
import type { Document } from "../service/document.ts";
import { hover } from "../service/hover.ts";
import { signatureHelp } from "../service/signature-help.ts";
import { type ClientAbilities, toCompletion, toDiagnostic, toMarkup, toRange, toSignatureHelp } from "./convert.ts";
import type { Host } from "./host.ts";
import { createWorkspace } from "./workspace.ts";

/** Serves a connection until it closes. */
export function serve(connection: Connection, host: Host): void {
  const workspace = createWorkspace();
  const texts = new Map<string, TextDocument>();
  let abilities: ClientAbilities = { snippets: false, markdown: false, pullsDiagnostics: false, links: false };

  /** Answers a request with `empty` where the document is none of ours, and logs instead of failing the session. */
  const answer = <Params extends { readonly textDocument: { readonly uri: string } }, Answer>(empty: Answer, run: (document: Document, params: Params) => Answer) =>
    (params: Params): Answer => {
      try {
        const document = workspace.document(params.textDocument.uri);
        return document === undefined ? empty : run(document, params);
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        connection.console.error(`heddle: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return empty;
      }
    };
  const at = (document: Document, position: Position): number => document.lines.offset(position);

  connection.onInitialize(({ capabilities }: InitializeParams): InitializeResult => {
    const { textDocument } = capabilities;
    abilities = {
      snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
      markdown: textDocument?.hover?.contentFormat?.includes("markdown") ?? true,
      pullsDiagnostics: textDocument?.diagnostic !== undefined,
      links: textDocument?.documentLink !== undefined,
    };
    return {
      serverInfo: { name: "heddle", version: host.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
        completionProvider: { triggerCharacters: ['"', "[", "{", ":", ","] },
        hoverProvider: true,
        signatureHelpProvider: { triggerCharacters: ["[", ","], retriggerCharacters: [","] },
        diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false },
      },
    };
  });

  const findings = (uri: string, document: Document) => diagnose(document).map((finding) => toDiagnostic(document, uri, finding));
  const push = (uri: string): void => {
    if (abilities.pullsDiagnostics) return;
    const document = workspace.document(uri);
    const version = workspace.file(uri)?.version;
    void connection.sendDiagnostics({ uri, ...(version !== undefined && { version }), diagnostics: document === undefined ? [] : findings(uri, document) });
  };

  const changed = (text: TextDocument): void => {
    workspace.put({ uri: text.uri, languageId: text.languageId, version: text.version, text: text.getText() });
    schedule(text.uri);
  };
  const waiting = new Set<string>();
  /** Several changes that arrive together are checked once. */
  const schedule = (uri: string): void => {
    if (waiting.has(uri)) return;
    waiting.add(uri);
    setTimeout(() => {
      waiting.delete(uri);
      try {
        if (workspace.file(uri) !== undefined) push(uri);
      } catch (error) {
        connection.console.error(`heddle: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    }, 0);
  };

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    const document = TextDocument.create(uri, languageId, version, text);
    texts.set(uri, document);
    changed(document);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const before = texts.get(uri);
    if (before === undefined) return;
    const document = TextDocument.update(before, contentChanges, version);
    texts.set(uri, document);
    changed(document);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    texts.delete(uri);
    workspace.close(uri);
    if (!abilities.pullsDiagnostics) void connection.sendDiagnostics({ uri, diagnostics: [] });
  });

  connection.onCompletion(answer(null, (document, { position }) => ({
    isIncomplete: false,
    items: complete(document, at(document, position)).map((item, index) => toCompletion(document, item, index, abilities)),
  })));
  connection.onHover(answer(null, (document, { position }) => {
    const found = hover(document, at(document, position));
    return found === undefined ? null : { contents: toMarkup(found.text, abilities), range: toRange(document, found.span) };
  }));
  connection.onSignatureHelp(answer(null, (document, { position }) => {
    const found = signatureHelp(document, at(document, position));
    return found === undefined ? null : toSignatureHelp(found, abilities);
  }));
  connection.languages.diagnostics.on(answer({ kind: "full", items: [] }, (document, { textDocument: { uri } }) => ({ kind: "full", items: findings(uri, document) })));

  connection.listen();
}
