// Keeps the open files as the editor has them.
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Publisher } from "./diagnostics.ts";
import type { SampleLoader } from "./sample-loading.ts";
import type { Session } from "./session.ts";
import type { Tests } from "./tests-command.ts";

export function registerTextSync(session: Session, publisher: Publisher, samples: SampleLoader, tests: Tests): void {
  const { connection, workspace } = session;
  const texts = new Map<string, TextDocument>();
  const put = (text: TextDocument): void => {
    texts.set(text.uri, text);
    workspace.put({ uri: text.uri, languageId: text.languageId, version: text.version, text: text.getText() });
    publisher.schedule(text.uri);
  };
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    put(TextDocument.create(uri, languageId, version, text));
    samples.load(uri);
    tests.load(uri);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const before = texts.get(uri);
    if (before !== undefined) put(TextDocument.update(before, contentChanges, version));
  });
  // Saving may have changed how a CSV sample is to be read.
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => {
    samples.reload(uri);
    tests.reloadUsersOf(uri);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) {
      samples.reloadUsersOf(uri);
      tests.reloadUsersOf(uri);
    }
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    texts.delete(uri);
    workspace.close(uri);
    samples.forget(uri);
    tests.forget(uri);
    if (!session.abilities.pullsDiagnostics) void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
}
