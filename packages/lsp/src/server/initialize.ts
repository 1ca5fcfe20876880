// The handshake: what the client understands, what the server offers, and what it asks to be notified of.
import {
  type ClientCapabilities,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import type { Configuration } from "./configuration.ts";
import type { ClientAbilities } from "./convert.ts";
import { OFFERED_ACTIONS, SEMANTIC_LEGEND } from "./features.ts";
import { PREVIEW_COMMAND } from "./preview-command.ts";
import { TESTS_COMMAND } from "./tests-command.ts";
import { logError, type Session } from "./session.ts";
import { readSettings } from "./settings.ts";

const SERVER_CAPABILITIES: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  // Not brackets and commas: a new line is what follows them, and with a list open it would take the first item.
  completionProvider: { triggerCharacters: ['"', ":"], resolveProvider: true },
  hoverProvider: true,
  signatureHelpProvider: { triggerCharacters: ["[", ","], retriggerCharacters: [","] },
  diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false },
  codeActionProvider: { codeActionKinds: [...OFFERED_ACTIONS] },
  codeLensProvider: {},
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  documentHighlightProvider: true,
  documentSymbolProvider: true,
  executeCommandProvider: { commands: [PREVIEW_COMMAND, TESTS_COMMAND] },
  foldingRangeProvider: true,
  inlayHintProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  selectionRangeProvider: true,
  semanticTokensProvider: { legend: SEMANTIC_LEGEND, full: true },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

export function registerInitialize(session: Session, configuration: Configuration): void {
  const { connection, host, workspace } = session;
  connection.onInitialize(({ capabilities, initializationOptions, workspaceFolders, rootUri }) => {
    session.abilities = abilitiesOf(capabilities);
    session.folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri === null ? [] : [rootUri]);
    workspace.settings = readSettings(initializationOptions);
    return { serverInfo: { name: "heddle", version: host.version }, capabilities: SERVER_CAPABILITIES };
  });
  connection.onInitialized(() => {
    const log = (error: unknown): void => logError(session, error);
    if (session.abilities.changesFolders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        session.folders = [...session.folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
      });
    if (session.abilities.watchesFiles)
      void connection.client
        .register(DidChangeWatchedFilesNotification.type, {
          watchers: [{ globPattern: "**/*.sample.*" }, { globPattern: "**/*.test.json" }],
        })
        .catch(log);
    if (!session.abilities.configures) return;
    void connection.client.register(DidChangeConfigurationNotification.type, { section: "heddle" }).catch(log);
    void configuration.pull();
  });
}

function abilitiesOf({ textDocument, workspace }: ClientCapabilities): ClientAbilities {
  return {
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    labelDetails: textDocument?.completion?.completionItem?.labelDetailsSupport === true,
    markdown: textDocument?.hover?.contentFormat?.includes("markdown") ?? true,
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    globsInFolders: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    configures: workspace?.configuration === true,
    changesFolders: workspace?.workspaceFolders === true,
    refreshes: {
      lenses: workspace?.codeLens?.refreshSupport === true,
      hints: workspace?.inlayHint?.refreshSupport === true,
      diagnostics: workspace?.diagnostics?.refreshSupport === true,
    },
  };
}
