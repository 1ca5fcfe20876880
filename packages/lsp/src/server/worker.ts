// Serves an editor in a browser, from within a web worker.
import { parseJson } from "@heddle/compiler";
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  type Connection,
  createConnection,
  ErrorCodes,
  ResponseError,
} from "vscode-languageserver/browser";
import { sampleOf } from "../service/sample.ts";
import type { Host, LoadedSample, SampleRequest } from "./host.ts";
import { serve } from "./server.ts";

export { type Host, type LoadedSample, type LoadedTests, type SampleRequest, UnreadableSample } from "./host.ts";

/** The request by which the server asks its page for the sample of a converter. */
export const SAMPLE_REQUEST = "heddle/sample";

/** What the page answers; null where there is no sample. */
export interface PageSample {
  /** An address of the page's choice; the notification `workspace/didChangeWatchedFiles` with it lets the sample be asked for again. */
  readonly uri: string;
  /** The name that people see. */
  readonly name: string;
  /** Each row as JSON text, so that integers of any size arrive as they are. */
  readonly rows: readonly string[];
}

/** What is used of a worker's global object, or of one end of a `MessageChannel`. */
export interface MessageScope {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

/**
 * Serves the page that the worker belongs to. `scope` is the worker's global object.
 * Where the host has no `loadSample`, the page is asked by `heddle/sample`, with the converter's URI and the file that the settings name.
 */
export function serveWorker(scope: MessageScope, host: Host): void {
  // The library's types ask for all of a port. Programs that import ours should not need the library's.
  const port = scope as ConstructorParameters<typeof BrowserMessageReader>[0];
  const connection = createConnection(new BrowserMessageReader(port), new BrowserMessageWriter(port));
  serve(connection, { loadSample: (request) => samplesOfPage(connection, request), ...host });
}

async function samplesOfPage(
  connection: Connection,
  { converter, file }: SampleRequest,
): Promise<LoadedSample | undefined> {
  let found: PageSample | null;
  try {
    found = await connection.sendRequest<PageSample | null>(SAMPLE_REQUEST, {
      converter,
      ...(file !== undefined && { file }),
    });
  } catch (error) {
    // A page that knows nothing of samples.
    if (error instanceof ResponseError && error.code === ErrorCodes.MethodNotFound) return undefined;
    throw error;
  }
  return found === null ? undefined : { uri: found.uri, sample: sampleOf(found.name, found.rows.map(parseJson)) };
}
