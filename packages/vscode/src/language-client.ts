// What the extension asks of its language client, on a desktop and in a browser alike, and its parts of the editor.
import { commands, type ExtensionContext, window } from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import { registerPreview } from "./preview-panel.ts";
import { suggestAgain } from "./suggest-again.ts";
import { registerTesting } from "./testing.ts";

/** `schemes`: where files lie. What other extensions show of files, such as their older versions, is left alone. */
export function clientOptions(schemes: readonly string[]): LanguageClientOptions {
  return {
    // JSON files too: the server tells by content which of them are ours, and is silent about the others.
    documentSelector: schemes.flatMap((scheme) =>
      ["heddle", "heddle-source", "json"].map((language) => ({ scheme, language })),
    ),
    synchronize: { configurationSection: "heddle" },
    middleware: {
      provideCompletionItem: async (document, position, context, token, next) =>
        suggestAgain(await next(document, position, context, token)),
    },
  };
}

/** Registers commands and views, and starts the client. */
export async function startClient(client: BaseLanguageClient, { subscriptions }: ExtensionContext): Promise<void> {
  subscriptions.push(
    commands.registerCommand("heddle.restart", async () => {
      await client.stop();
      await client.start();
    }),
    registerPreview(client),
    registerTesting(client),
  );
  try {
    await client.start();
  } catch (error) {
    void window.showErrorMessage(
      `Heddle's language server did not start: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
