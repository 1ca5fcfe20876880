// What the handlers of a connection share.
import { type Connection, ResponseError } from "vscode-languageserver";
import type { Document } from "../service/document.ts";
import type { EventValidator, ValidatorFor } from "../service/sample.ts";
import type { ClientAbilities } from "./convert.ts";
import type { Host } from "./host.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

export interface Session {
  readonly connection: Connection;
  readonly host: Host;
  readonly workspace: Workspace;
  /** Why the sample of a document could not be read, by the document's URI. */
  readonly sampleFailures: Map<string, string>;
  abilities: ClientAbilities;
  /** The URIs of the folders that are open. */
  folders: readonly string[];
  /** Undefined until the host has loaded the event rules. */
  validatorFor: ValidatorFor | undefined;
}

/** What is assumed of a client until it introduces itself. */
const NO_ABILITIES: ClientAbilities = {
  snippets: false,
  labelDetails: false,
  markdown: false,
  pullsDiagnostics: false,
  watchesFiles: false,
  globsInFolders: false,
  configures: false,
  changesFolders: false,
  refreshes: { lenses: false, hints: false, diagnostics: false },
};

export function createSession(connection: Connection, host: Host): Session {
  return {
    connection,
    host,
    workspace: createWorkspace(host.limit),
    sampleFailures: new Map(),
    abilities: NO_ABILITIES,
    folders: [],
    validatorFor: undefined,
  };
}

/** Writes an error to the editor's log. */
export function logError({ connection }: Session, error: unknown): void {
  connection.console.error(`heddle: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}

/** The parameters of a request about one document. */
export interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** Wraps a handler so that a document that is none of ours gets the empty answer, and a failure is logged. */
export function answer<Params extends DocumentParams, Reply>(
  session: Session,
  empty: Reply,
  run: (document: Document, params: Params) => Reply,
): (params: Params) => Reply {
  return (params) => {
    try {
      const document = session.workspace.document(params.textDocument.uri);
      return document === undefined ? empty : run(document, params);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      logError(session, error);
      return empty;
    }
  };
}

/** The event rules that apply to a converter; undefined while they are not loaded. */
export function validatorOf({ validatorFor }: Session, { analysis }: Document): EventValidator | undefined {
  return validatorFor?.(analysis.converter?.settings.ignoreEventFlag);
}

/** The address of a copy of the reference, which ends in a slash; undefined where findings link to the web. */
export function referenceOf({ workspace, host }: Session): string | undefined {
  return workspace.settings.reference ?? host.reference;
}
