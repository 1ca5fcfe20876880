// The extension in a browser: starts the language server that it brings along in a worker, and reads its samples from the workspace.
import { type ExtensionContext, Uri, workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { clientOptions, startClient } from "./language-client.ts";
import { rowsOfSample, sampleName } from "./web-sample.ts";

/** Of the browser, which the types of Node do not know. */
declare const Worker: new (address: string) => object;

let client: LanguageClient | undefined;

/** Called by the editor when a file of ours, or any JSON, is opened. */
export async function activate(context: ExtensionContext): Promise<void> {
  const script = Uri.joinPath(context.extensionUri, "dist", "web-server.js").toString(true);
  client = new LanguageClient("heddle", "Heddle", async () => new Worker(script), clientOptions(SCHEMES));
  client.onRequest("heddle/sample", readSample);
  await startClient(client, context);
}

/** Where an editor in a browser has its files. */
const SCHEMES = ["file", "untitled", "vscode-vfs", "vscode-test-web", "vscode-userdata", "memfs"];

/** Called by the editor at its end. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}

interface Asked {
  readonly converter: string;
  readonly file?: string;
}

/** The rows of the sample beside a converter; null where there is none. */
async function readSample({ converter, file }: Asked): Promise<unknown> {
  const uri = Uri.parse(converter);
  const folder = Uri.joinPath(uri, "..");
  const names = file === undefined ? (await workspace.fs.readDirectory(folder)).map(([name]) => name) : [];
  const name = file ?? sampleName(uri.path.slice(uri.path.lastIndexOf("/") + 1), names);
  if (name === undefined) return null;
  const sample = Uri.joinPath(folder, name);
  // Only files of the workspace, whatever the settings name.
  if (workspace.getWorkspaceFolder(sample) === undefined) return null;
  const bytes = await workspace.fs.readFile(sample);
  return { uri: sample.toString(), name, rows: rowsOfSample(new TextDecoder().decode(bytes)) };
}
