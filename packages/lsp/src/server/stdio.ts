// Serves an editor on standard input and output.
import { existsSync } from "node:fs";
import { createConnection } from "vscode-languageserver/node";
import type { Host } from "./host.ts";
import { serve } from "./server.ts";

export { type Host, type LoadedSample, type LoadedTests, type SampleRequest, UnreadableSample } from "./host.ts";

/** Serves until the editor ends the session; the connection ends the process then. Links lead to the pages beside this package, unless the host names others. */
export function serveStdio(host: Host): void {
  const reference = host.reference ?? shippedReference();
  serve(createConnection(process.stdin, process.stdout), { ...host, ...(reference !== undefined && { reference }) });
}

/** The address of the reference's pages: in the repository, or in the package as it is published. */
export function shippedReference(): string | undefined {
  // From `dist` of the command, where this is part of a bundle, and from src/server and dist/server of this package.
  const places = ["../reference/", "../../../grammar/", "../../reference/", "../../../../grammar/"];
  const folders = places.map((place) => new URL(place, import.meta.url));
  return folders.find((folder) => existsSync(new URL("diagnostics.md", folder)))?.href;
}
