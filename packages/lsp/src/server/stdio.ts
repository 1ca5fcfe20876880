// Serves an editor on standard input and output.
import { createConnection } from "vscode-languageserver/node";
import type { Host } from "./host.ts";
import { serve } from "./server.ts";

export { type Host, type LoadedSample, type LoadedTests, type SampleRequest, UnreadableSample } from "./host.ts";

/** Serves until the editor ends the session; the connection ends the process then. */
export function serveStdio(host: Host): void {
  serve(createConnection(process.stdin, process.stdout), host);
}
