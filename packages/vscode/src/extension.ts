// The extension: starts the language server that it brings along, and shows the preview.
import { type ExtensionContext, commands, Uri, window } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { registerPreview } from "./preview-panel.ts";
import { registerTesting } from "./testing.ts";
import { suggestAgain } from "./suggest-again.ts";

let client: LanguageClient | undefined;

/** Called by the editor when a file of ours, or any JSON, is opened. */
export async function activate(context: ExtensionContext): Promise<void> {
  const module = Uri.joinPath(context.extensionUri, "dist", "server.mjs").fsPath;
  const server = { module, transport: TransportKind.stdio };
  client = new LanguageClient(
    "heddle",
    "Heddle",
    { run: server, debug: server },
    {
      // JSON files too: the server tells by content which of them are ours, and is silent about the others.
      // Not what other extensions show of files, such as their older versions.
      documentSelector: ["file", "untitled"].flatMap((scheme) =>
        ["heddle", "heddle-source", "json"].map((language) => ({ scheme, language })),
      ),
      synchronize: { configurationSection: "heddle" },
      middleware: {
        provideCompletionItem: async (document, position, context, token, next) =>
          suggestAgain(await next(document, position, context, token)),
      },
    },
  );
  const running = client;
  context.subscriptions.push(
    commands.registerCommand("heddle.restart", () => running.restart()),
    registerPreview(running),
    registerTesting(running),
  );
  try {
    await running.start();
  } catch (error) {
    void window.showErrorMessage(
      `Heddle's language server did not start: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Called by the editor at its end. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}
