// In: the completions for a place. Out: the same; those that leave the caret in an empty string open the next list there.
import { type CompletionItem, type CompletionList, SnippetString } from "vscode";

const OPEN_LIST = { command: "editor.action.triggerSuggest", title: "Suggest" };

export function suggestAgain(found: CompletionItem[] | CompletionList | null | undefined): typeof found {
  const items = Array.isArray(found) ? found : (found?.items ?? []);
  for (const item of items) {
    if (item.insertText instanceof SnippetString && item.insertText.value.includes('"$1"')) item.command ??= OPEN_LIST;
  }
  return found;
}
