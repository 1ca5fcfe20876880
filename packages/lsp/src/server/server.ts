// In: a connection to an editor, and a host. Out: a running server that answers with what the service says.
import type { Connection } from "vscode-languageserver";
import { registerAssistance } from "./assistance.ts";
import { registerConfiguration } from "./configuration.ts";
import { createPublisher, registerDiagnostics } from "./diagnostics.ts";
import { registerFeatures } from "./features.ts";
import type { Host } from "./host.ts";
import { registerInitialize } from "./initialize.ts";
import { registerPreview } from "./preview-command.ts";
import { createSampleLoader } from "./sample-loading.ts";
import { createSession } from "./session.ts";
import { createTests } from "./tests-command.ts";
import { registerTextSync } from "./text-sync.ts";

/** Serves a connection until it closes. */
export function serve(connection: Connection, host: Host): void {
  const session = createSession(connection, host);
  const publisher = createPublisher(session);
  const samples = createSampleLoader(session, publisher);
  const tests = createTests(session, (uri) => publisher.refresh(uri));
  const configuration = registerConfiguration(session, (uri) => {
    samples.load(uri);
    publisher.schedule(uri);
  });
  registerInitialize(session, configuration);
  registerTextSync(session, publisher, samples, tests);
  registerDiagnostics(session);
  registerAssistance(session);
  registerFeatures(session);
  registerPreview(session, tests);
  connection.listen();
}
