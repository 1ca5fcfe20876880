// The preview panel: asks the server for rows and events, and shows them again after every change.
import {
  commands,
  Disposable,
  type TextDocument,
  type TextEditor,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { type PreviewReply, previewPage } from "./preview-page.ts";

const COMMAND = "heddle.previewRows";
/** What the server sends when a sample was read, or has changed. */
const REFRESH = "$/heddle/refresh";
/** Between the last key and a new preview, in milliseconds. */
const PAUSE = 150;

export function registerPreview(client: BaseLanguageClient): Disposable {
  let panel: WebviewPanel | undefined;
  let shown: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const update = async (): Promise<void> => {
    if (panel === undefined || shown === undefined) return;
    const count = workspace.getConfiguration("heddle").get<number>("previewRows", 10);
    let page: string;
    try {
      const reply = await client.sendRequest<PreviewReply>("workspace/executeCommand", {
        command: COMMAND,
        arguments: [shown, count],
      });
      page = previewPage(reply);
    } catch (error) {
      page = previewPage({ state: "failed", rows: [], reason: error instanceof Error ? error.message : String(error) });
    }
    panel.webview.html = page;
  };
  const soon = (document: Pick<TextDocument, "uri">): void => {
    if (document.uri.toString() !== shown) return;
    clearTimeout(timer);
    timer = setTimeout(() => void update(), PAUSE);
  };
  const follow = (editor: TextEditor | undefined): void => {
    if (panel === undefined || editor?.document.languageId !== "heddle") return;
    shown = editor.document.uri.toString();
    void update();
  };
  const show = async (uri?: unknown): Promise<void> => {
    const asked =
      typeof uri === "string" ? uri : uri instanceof Uri ? uri.toString() : editorToShow()?.document.uri.toString();
    if (asked === undefined) {
      void window.showInformationMessage("Open a converter first; its preview is shown beside it.");
      return;
    }
    // In the form in which the editor itself writes it.
    shown = Uri.parse(asked).toString();
    if (panel === undefined) {
      panel = window.createWebviewPanel(
        "heddle.preview",
        "Heddle Preview",
        { viewColumn: ViewColumn.Beside, preserveFocus: true },
        { enableScripts: false },
      );
      panel.onDidDispose(() => {
        panel = undefined;
        shown = undefined;
      });
    } else panel.reveal(undefined, true);
    await update();
  };
  return Disposable.from(
    client.onNotification(REFRESH, ({ uri }: { readonly uri: string }) => soon({ uri: Uri.parse(uri) })),
    commands.registerCommand("heddle.showPreview", show),
    workspace.onDidChangeTextDocument(({ document }) => soon(document)),
    workspace.onDidSaveTextDocument(soon),
    window.onDidChangeActiveTextEditor(follow),
    new Disposable(() => {
      clearTimeout(timer);
      panel?.dispose();
    }),
  );
}

/** The editor with the caret; from elsewhere, such as the walkthrough, a converter that can be seen. */
function editorToShow(): TextEditor | undefined {
  return window.activeTextEditor ?? window.visibleTextEditors.find(({ document }) => document.languageId === "heddle");
}
