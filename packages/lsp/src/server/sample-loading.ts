// Loads the samples of open converters, and loads them again when their files change.
import { DidChangeWatchedFilesNotification } from "vscode-languageserver";
import type { Publisher } from "./diagnostics.ts";
import { createSamples } from "./samples.ts";
import { logError, type Session } from "./session.ts";
import { pathOf } from "./workspace.ts";

export interface SampleLoader {
  /** Reads the sample of an open converter anew. */
  load(uri: string): void;
  /** A file was saved: reads its own sample anew if it is a converter, and the samples that it may be. */
  reload(uri: string): void;
  /** A file has changed on disk: reads it anew for the converters whose sample it may be. */
  reloadUsersOf(uri: string): void;
  forget(uri: string): void;
}

/** The name of a sample beside its converter. */
const SAMPLE_NAME = /\.sample\.[^/]+$/;

export function createSampleLoader(session: Session, publisher: Publisher): SampleLoader {
  const { connection, host, workspace, sampleFailures } = session;
  const watch = createWatch(session);
  const samples = createSamples(host, {
    loaded(uri, found) {
      if (workspace.file(uri) === undefined) return;
      sampleFailures.delete(uri);
      workspace.setSample(uri, found?.sample);
      publisher.refresh(uri);
      if (found !== undefined) watch(found.uri);
    },
    failed(uri, reason, file) {
      connection.console.warn(`heddle: the sample of ${uri} cannot be read: ${reason}`);
      if (workspace.file(uri) === undefined) return;
      sampleFailures.set(uri, reason);
      workspace.setSample(uri, undefined);
      publisher.refresh(uri);
      if (file !== undefined) watch(file);
    },
  });
  const load = (uri: string): void => {
    const document = workspace.document(uri);
    if (document?.kind !== "converter") return;
    const { sample: file } = workspace.settings;
    samples.load({
      converter: uri,
      text: document.text,
      folders: session.folders,
      ...(file !== undefined && { file }),
    });
    loadValidator(session, () => {
      // Rows were counted without the rules until now.
      if (workspace.document(uri)?.sample !== undefined) publisher.refresh(uri);
    });
  };
  return {
    load,
    reload(uri) {
      for (const converter of new Set([uri, ...samples.usersOf(uri)])) load(converter);
    },
    reloadUsersOf(uri) {
      for (const user of samples.usersOf(uri)) load(user);
    },
    forget(uri) {
      samples.forget(uri);
      sampleFailures.delete(uri);
    },
  };
}

/** Loads the event rules, if the host has any and they are not loaded yet. */
function loadValidator(session: Session, loaded: () => void): void {
  if (session.validatorFor !== undefined || session.host.loadValidator === undefined) return;
  session.host.loadValidator().then(
    (validatorFor) => {
      session.validatorFor = validatorFor;
      loaded();
    },
    (error: unknown) => logError(session, error),
  );
}

/** Watches a sample that the usual pattern does not match: one that the settings name. */
function createWatch(session: Session): (uri: string) => void {
  const watched = new Set<string>();
  return (uri) => {
    const { abilities, connection } = session;
    if (!abilities.watchesFiles || watched.has(uri) || SAMPLE_NAME.test(uri)) return;
    watched.add(uri);
    const path = pathOf(uri).replace(/[[\]{}*?]/g, "?");
    const slash = path.lastIndexOf("/");
    const globPattern = abilities.globsInFolders
      ? { baseUri: uri.slice(0, uri.lastIndexOf("/")), pattern: path.slice(slash + 1) }
      : path;
    void connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern }] })
      .catch((error: unknown) => logError(session, error));
  };
}
