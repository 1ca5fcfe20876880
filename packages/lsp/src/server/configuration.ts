// Follows the editor's settings: pulled where the client can be asked, pushed by it otherwise.
import { logError, type Session } from "./session.ts";
import { readSettings } from "./settings.ts";

export interface Configuration {
  /** Asks the editor for its settings. */
  pull(): Promise<void>;
}

/** `changed` is called for each open file once new settings apply. */
export function registerConfiguration(session: Session, changed: (uri: string) => void): Configuration {
  const { connection, workspace } = session;
  const apply = (value: unknown): void => {
    if (value === null || value === undefined) return;
    workspace.settings = readSettings(value);
    for (const uri of workspace.uris) changed(uri);
  };
  const pull = async (): Promise<void> => {
    try {
      apply(await connection.workspace.getConfiguration("heddle"));
    } catch (error) {
      logError(session, error);
    }
  };
  connection.onDidChangeConfiguration(({ settings }) => {
    if (session.abilities.configures) void pull();
    else apply((settings as { heddle?: unknown } | null)?.heddle);
  });
  return { pull };
}
