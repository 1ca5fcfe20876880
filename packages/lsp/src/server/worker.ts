// Serves an editor in a browser, from within a web worker.
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import type { Host } from "./host.ts";
import { serve } from "./server.ts";

/** Serves the page that the worker belongs to. `scope` is the worker's global object. */
export function serveWorker(scope: ConstructorParameters<typeof BrowserMessageReader>[0], host: Host): void {
  serve(createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope)), host);
}
