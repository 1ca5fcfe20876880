// The extension on a desktop or a server: starts the language server that it brings along as a process.
import { type ExtensionContext, Uri } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { clientOptions, startClient } from "./language-client.ts";

let client: LanguageClient | undefined;

/** Called by the editor when a file of ours, or any JSON, is opened. */
export async function activate(context: ExtensionContext): Promise<void> {
  const module = Uri.joinPath(context.extensionUri, "dist", "server.mjs").fsPath;
  const server = { module, transport: TransportKind.stdio };
  client = new LanguageClient("heddle", "Heddle", { run: server, debug: server }, clientOptions(["file", "untitled"]));
  await startClient(client, context);
}

/** Called by the editor at its end. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}
