// Publishes diagnostics: pushed after a change, or pulled by clients that ask for them.
import type { Diagnostic } from "vscode-languageserver";
import { diagnose } from "../service/diagnostics.ts";
import type { Document } from "../service/document.ts";
import { toDiagnostic } from "./convert.ts";
import { REFRESH_NOTIFICATION } from "./preview-command.ts";
import { answer, logError, referenceOf, type Session } from "./session.ts";

export interface Publisher {
  /** Checks a document soon; changes that arrive together are checked once. */
  schedule(uri: string): void;
  /** What was shown of a document is out of date although its text is not. */
  refresh(uri: string): void;
}

/** In the next turn; a browser's workers know timers alone, Node's take a millisecond. */
const soon = (run: () => void): void => {
  if ("setImmediate" in globalThis) setImmediate(run);
  else setTimeout(run, 0);
};

export function createPublisher(session: Session): Publisher {
  const { workspace, host } = session;
  /** The version that was seen a turn ago, of each document that is to be checked. */
  const waiting = new Map<string, number | undefined>();
  // A document is checked when a turn has gone by without another change.
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
        if (workspace.file(uri) !== undefined) push(session, uri);
        // After the message, which is written in the next turn.
        if (host.rest !== undefined) setTimeout(host.rest, 1);
      } catch (error) {
        logError(session, error);
      }
    };
    waiting.set(uri, undefined);
    soon(wait);
  };
  return {
    schedule,
    refresh(uri) {
      schedule(uri);
      requestRefresh(session, uri);
    },
  };
}

/** Answers clients that pull diagnostics. */
export function registerDiagnostics(session: Session): void {
  session.connection.languages.diagnostics.on(
    answer(session, { kind: "full", items: [] }, (document, { textDocument: { uri } }) => ({
      kind: "full",
      items: diagnosticsOf(session, uri, document),
    })),
  );
}

function diagnosticsOf(session: Session, uri: string, document: Document): Diagnostic[] {
  return diagnose(document).map((finding) => toDiagnostic(document, uri, finding, referenceOf(session)));
}

function push(session: Session, uri: string): void {
  const { workspace, abilities, connection } = session;
  if (abilities.pullsDiagnostics) return;
  const document = workspace.document(uri);
  const version = workspace.file(uri)?.version;
  void connection.sendDiagnostics({
    uri,
    ...(version !== undefined && { version }),
    diagnostics: document === undefined ? [] : diagnosticsOf(session, uri, document),
  });
}

/** Asks the editor to request again what it shows. */
function requestRefresh(session: Session, uri: string): void {
  const { connection, abilities } = session;
  const log = (error: unknown): void => logError(session, error);
  void connection.sendNotification(REFRESH_NOTIFICATION, { uri }).catch(log);
  const { lenses, hints, diagnostics } = abilities.refreshes;
  if (lenses) void connection.sendRequest("workspace/codeLens/refresh").catch(log);
  if (hints) void connection.languages.inlayHint.refresh().catch(log);
  if (diagnostics && abilities.pullsDiagnostics) void connection.languages.diagnostics.refresh().catch(log);
}
