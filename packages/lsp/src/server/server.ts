// In: a connection to an editor, and a host. Out: a running server that answers with what the service says.
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  type Position,
  ResponseError,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Completion } from "../service/completion/item.ts";
import { complete } from "../service/completion/completion.ts";
import { diagnose } from "../service/diagnostics.ts";
import type { Document } from "../service/document.ts";
import { hover } from "../service/hover.ts";
import { signatureHelp } from "../service/signature-help.ts";
import { type ClientAbilities, toCompletion, toDiagnostic, toMarkup, toRange, toSignatureHelp } from "./convert.ts";
import {
  type Answer,
  OFFERED_ACTIONS,
  PREVIEW_COMMAND,
  registerFeatures,
  REFRESH_NOTIFICATION,
  SEMANTIC_LEGEND,
} from "./features.ts";
import type { Host } from "./host.ts";
import { createSamples } from "./samples.ts";
import { readSettings } from "./settings.ts";
import { createWorkspace, pathOf } from "./workspace.ts";
import type { ValidatorFor } from "../service/sample.ts";

/** What a sample beside its converter is called. */
const SAMPLE_NAME = /\.sample\.[^/]+$/;

/** In the next turn; a browser's workers know timers alone, Node's take a millisecond. */
const soon = (run: () => void): void => {
  if ("setImmediate" in globalThis) setImmediate(run);
  else setTimeout(run, 0);
};

/** Serves a connection until it closes. */
export function serve(connection: Connection, host: Host): void {
  const workspace = createWorkspace(host.limit);
  const texts = new Map<string, TextDocument>();
  let abilities: ClientAbilities = {
    snippets: false,
    labelDetails: false,
    markdown: false,
    pullsDiagnostics: false,
    watchesFiles: false,
    globsInFolders: false,
    configures: false,
    refreshes: { lenses: false, hints: false, diagnostics: false },
  };

  let validatorFor: ValidatorFor | undefined;
  const log = (error: unknown): void =>
    connection.console.error(`heddle: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);

  const answer: Answer = (empty, run) => (params) => {
    try {
      const document = workspace.document(params.textDocument.uri);
      return document === undefined ? empty : run(document, params);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      log(error);
      return empty;
    }
  };
  const at = (document: Document, position: Position): number => document.lines.offset(position);

  connection.onInitialize(({ capabilities, initializationOptions }: InitializeParams): InitializeResult => {
    const { textDocument } = capabilities;
    abilities = {
      snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
      labelDetails: textDocument?.completion?.completionItem?.labelDetailsSupport === true,
      markdown: textDocument?.hover?.contentFormat?.includes("markdown") ?? true,
      pullsDiagnostics: textDocument?.diagnostic !== undefined,
      watchesFiles: capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
      globsInFolders: capabilities.workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
      configures: capabilities.workspace?.configuration === true,
      refreshes: {
        lenses: capabilities.workspace?.codeLens?.refreshSupport === true,
        hints: capabilities.workspace?.inlayHint?.refreshSupport === true,
        diagnostics: capabilities.workspace?.diagnostics?.refreshSupport === true,
      },
    };
    workspace.settings = readSettings(initializationOptions);
    return {
      serverInfo: { name: "heddle", version: host.version },
      capabilities: {
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
        executeCommandProvider: { commands: [PREVIEW_COMMAND] },
        foldingRangeProvider: true,
        inlayHintProvider: true,
        referencesProvider: true,
        renameProvider: { prepareProvider: true },
        selectionRangeProvider: true,
        semanticTokensProvider: { legend: SEMANTIC_LEGEND, full: true },
      },
    };
  });

  connection.onInitialized(() => {
    if (abilities.watchesFiles)
      void connection.client
        .register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: "**/*.sample.*" }] })
        .catch(log);
    if (!abilities.configures) return;
    void connection.client.register(DidChangeConfigurationNotification.type, { section: "heddle" }).catch(log);
    void pullSettings();
  });

  const pullSettings = async (): Promise<void> => {
    try {
      applySettings(await connection.workspace.getConfiguration("heddle"));
    } catch (error) {
      log(error);
    }
  };
  const applySettings = (value: unknown): void => {
    if (value === null || value === undefined) return;
    workspace.settings = readSettings(value);
    for (const uri of workspace.uris) {
      loadSample(uri);
      schedule(uri);
    }
  };
  connection.onDidChangeConfiguration(({ settings }) => {
    if (abilities.configures) void pullSettings();
    else applySettings((settings as { heddle?: unknown } | null)?.heddle);
  });

  const sampleFailures = new Map<string, string>();
  const samples = createSamples(host, {
    loaded(uri, found) {
      if (workspace.file(uri) === undefined) return;
      sampleFailures.delete(uri);
      workspace.setSample(uri, found?.sample);
      refresh(uri);
      if (found !== undefined) watch(found.uri);
    },
    failed(uri, reason, file) {
      connection.console.warn(`heddle: the sample of ${uri} cannot be read: ${reason}`);
      if (workspace.file(uri) === undefined) return;
      sampleFailures.set(uri, reason);
      workspace.setSample(uri, undefined);
      refresh(uri);
      if (file !== undefined) watch(file);
    },
  });
  const loadSample = (uri: string): void => {
    const document = workspace.document(uri);
    if (document?.kind === "converter") {
      samples.load(uri, document.text, workspace.settings.sample);
      if (validatorFor === undefined && host.loadValidator !== undefined) {
        host.loadValidator().then((loaded) => {
          validatorFor = loaded;
          // Rows were counted without the rules until now.
          if (workspace.document(uri)?.sample !== undefined) refresh(uri);
        }, log);
      }
    }
  };
  /** What was shown of a document is out of date although its text is not. */
  const refresh = (uri: string): void => {
    schedule(uri);
    void connection.sendNotification(REFRESH_NOTIFICATION, { uri }).catch(log);
    const { lenses, hints, diagnostics } = abilities.refreshes;
    if (lenses) void connection.sendRequest("workspace/codeLens/refresh").catch(log);
    if (hints) void connection.languages.inlayHint.refresh().catch(log);
    if (diagnostics && abilities.pullsDiagnostics) void connection.languages.diagnostics.refresh().catch(log);
  };
  const watched = new Set<string>();
  /** Asks to be told of a sample that is not called so: one that the settings name. */
  const watch = (uri: string): void => {
    if (!abilities.watchesFiles || watched.has(uri) || SAMPLE_NAME.test(uri)) return;
    watched.add(uri);
    const path = pathOf(uri).replace(/[[\]{}*?]/g, "?");
    const slash = path.lastIndexOf("/");
    const globPattern = abilities.globsInFolders
      ? { baseUri: uri.slice(0, uri.lastIndexOf("/")), pattern: path.slice(slash + 1) }
      : path;
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern }] }).catch(log);
  };
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) for (const user of samples.usersOf(uri)) loadSample(user);
  });

  const reference = (): string | undefined => workspace.settings.reference ?? host.reference;
  const findings = (uri: string, document: Document) =>
    diagnose(document).map((finding) => toDiagnostic(document, uri, finding, reference()));
  const push = (uri: string): void => {
    if (abilities.pullsDiagnostics) return;
    const document = workspace.document(uri);
    const version = workspace.file(uri)?.version;
    void connection.sendDiagnostics({
      uri,
      ...(version !== undefined && { version }),
      diagnostics: document === undefined ? [] : findings(uri, document),
    });
  };

  const changed = (text: TextDocument): void => {
    workspace.put({ uri: text.uri, languageId: text.languageId, version: text.version, text: text.getText() });
    schedule(text.uri);
  };
  const waiting = new Map<string, number | undefined>();
  /** Several changes that arrive together are checked once: when a turn has gone by without another. */
  const schedule = (uri: string): void => {
    if (waiting.has(uri)) return;
    const wait = (): void => {
      waiting.set(uri, workspace.file(uri)?.version);
      soon(run);
    };
    const run = (): void => {
      if (waiting.get(uri) !== workspace.file(uri)?.version) return wait();
      waiting.delete(uri);
      try {
        if (workspace.file(uri) !== undefined) push(uri);
        // Behind the message, which is written in the next turn.
        if (host.rest !== undefined) setTimeout(host.rest, 1);
      } catch (error) {
        log(error);
      }
    };
    waiting.set(uri, undefined);
    soon(wait);
  };

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    const document = TextDocument.create(uri, languageId, version, text);
    texts.set(uri, document);
    changed(document);
    loadSample(uri);
  });
  // Saving may have changed how a CSV sample is to be read.
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => {
    for (const converter of new Set([uri, ...samples.usersOf(uri)])) loadSample(converter);
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
    samples.forget(uri);
    sampleFailures.delete(uri);
    if (!abilities.pullsDiagnostics) void connection.sendDiagnostics({ uri, diagnostics: [] });
  });

  // An editor asks for the documentation of items of its newest list.
  let offered: readonly Completion[] = [];
  connection.onCompletion(
    answer(null, (document, { position }) => {
      offered = complete(document, at(document, position));
      return {
        isIncomplete: false,
        items: offered.map((item, index) => toCompletion(document, item, index, abilities)),
      };
    }),
  );
  connection.onCompletionResolve((item) => {
    const found = typeof item.data === "number" ? offered[item.data] : undefined;
    return found?.doc === undefined || found.label !== item.label
      ? item
      : { ...item, documentation: toMarkup(found.doc(), abilities) };
  });
  connection.onHover(
    answer(null, (document, { position }) => {
      const found = hover(document, at(document, position));
      return found === undefined
        ? null
        : { contents: toMarkup(found.text, abilities), range: toRange(document, found.span) };
    }),
  );
  connection.onSignatureHelp(
    answer(null, (document, { position }) => {
      const found = signatureHelp(document, at(document, position));
      return found === undefined ? null : toSignatureHelp(found, abilities);
    }),
  );
  connection.languages.diagnostics.on(
    answer({ kind: "full", items: [] }, (document, { textDocument: { uri } }) => ({
      kind: "full",
      items: findings(uri, document),
    })),
  );

  registerFeatures(connection, {
    answer,
    document: (uri) => workspace.document(uri),
    validator: (document) => validatorFor?.(document.analysis.converter?.settings.ignoreEventFlag),
    sampleFailure: (uri) => sampleFailures.get(uri),
    reference,
    hintRow: () => workspace.settings.hintRow,
  });

  connection.listen();
}
