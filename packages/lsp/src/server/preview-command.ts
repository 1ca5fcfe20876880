// The live preview: its lens, the command that fetches rows, and the notification that they are out of date.
import { type CodeLens, ErrorCodes, ResponseError } from "vscode-languageserver";
import type { Document } from "../service/document.ts";
import { codeLenses, preview, type PreviewRow } from "../service/preview.ts";
import type { EventValidator } from "../service/sample.ts";
import { toRange } from "./convert.ts";
import { type Tests, TESTS_COMMAND } from "./tests-command.ts";
import { answer, type DocumentParams, type Session, validatorOf } from "./session.ts";

/** The command that an editor calls for a live preview. */
export const PREVIEW_COMMAND = "heddle.previewRows";

/** Tells an editor that a preview of the document with this `uri` is out of date although its text is not; any may ignore it. */
export const REFRESH_NOTIFICATION = "$/heddle/refresh";

/** The command of the lens, which the editor itself carries out. */
export const SHOW_PREVIEW = "heddle.showPreview";

/** Besides, the lens and the command of the tests. */
export function registerPreview(session: Session, tests: Tests): void {
  const { connection, workspace, sampleFailures } = session;
  connection.onCodeLens(
    answer<DocumentParams, CodeLens[]>(session, [], (document, { textDocument: { uri } }) => [
      ...codeLenses(document, validatorOf(session, document), sampleFailures.get(uri)).map(({ offset, title }) => ({
        range: toRange(document, { start: offset, end: offset }),
        command: { title, command: SHOW_PREVIEW, arguments: [uri] },
      })),
      ...tests.lensesOf(uri, document),
    ]),
  );

  connection.onExecuteCommand(({ command, arguments: args = [] }) => {
    if (command === TESTS_COMMAND) return tests.resultsOf(args[0]);
    if (command !== PREVIEW_COMMAND)
      throw new ResponseError(ErrorCodes.InvalidParams, `There is no command ${command}.`);
    const [uri, count] = args as readonly unknown[];
    const document = typeof uri === "string" ? workspace.document(uri) : undefined;
    if (document === undefined)
      throw new ResponseError(ErrorCodes.InvalidParams, "The first argument must be the URI of an open converter.");
    const failure = typeof uri === "string" ? sampleFailures.get(uri) : undefined;
    if (failure !== undefined) return { state: "failed", rows: [], reason: `the sample cannot be read: ${failure}` };
    return previewOf(document, typeof count === "number" && count > 0 ? count : 10, validatorOf(session, document));
  });
}

/** Rows as JSON texts, so that integers of any size arrive as they are. */
function previewOf(document: Document, count: number, validate: EventValidator | undefined): unknown {
  const { sample } = document;
  if (sample === undefined) return { state: "no-sample", rows: [] };
  const rows = preview(document, count, validate);
  if (rows === undefined) return { state: "errors", sample: sample.name, rows: [] };
  return {
    state: "ready",
    sample: sample.name,
    rowCount: sample.rowCount,
    ...(sample.unread !== undefined && { unread: sample.unread }),
    rows: rows.map(({ row, source, outcome }) => ({
      row,
      source: pretty(source),
      ...outcomeOf(outcome),
    })),
  };
}

function outcomeOf(outcome: PreviewRow["outcome"]): Readonly<Record<string, unknown>> {
  switch (outcome.kind) {
    case "event": {
      const notes = outcome.changes.map(({ key, message }) => `${key}: ${message}`);
      return { kind: "event", event: pretty(outcome.event), notes };
    }
    case "ignored":
      return { kind: "ignored" };
    case "dropped":
    case "rejected":
      return { kind: outcome.kind, reason: outcome.message };
    default:
      return outcome satisfies never;
  }
}

function pretty(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, item: unknown) => (typeof item === "bigint" ? JSON.rawJSON(item.toString()) : item),
    2,
  );
}
