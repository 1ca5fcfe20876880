// Answers requests about the caret: completion, hover and signature help.
import type { Position } from "vscode-languageserver";
import { complete } from "../service/completion/completion.ts";
import type { Completion } from "../service/completion/item.ts";
import type { Document } from "../service/document.ts";
import { hover } from "../service/hover.ts";
import { signatureHelp } from "../service/signature-help.ts";
import { toCompletion, toMarkup, toRange, toSignatureHelp } from "./convert.ts";
import { answer, type Session } from "./session.ts";

export function registerAssistance(session: Session): void {
  const { connection } = session;
  registerCompletion(session);
  connection.onHover(
    answer(session, null, (document, { position }) => {
      const found = hover(document, offsetAt(document, position));
      return found === undefined
        ? null
        : { contents: toMarkup(found.text, session.abilities), range: toRange(document, found.span) };
    }),
  );
  connection.onSignatureHelp(
    answer(session, null, (document, { position }) => {
      const found = signatureHelp(document, offsetAt(document, position));
      return found === undefined ? null : toSignatureHelp(found, session.abilities);
    }),
  );
}

function registerCompletion(session: Session): void {
  const { connection } = session;
  // An editor asks for the documentation of items of its newest list.
  let offered: readonly Completion[] = [];
  connection.onCompletion(
    answer(session, null, (document, { position }) => {
      offered = complete(document, offsetAt(document, position));
      return {
        isIncomplete: false,
        items: offered.map((item, index) => toCompletion(document, item, index, session.abilities)),
      };
    }),
  );
  connection.onCompletionResolve((item) => {
    const found = typeof item.data === "number" ? offered[item.data] : undefined;
    return found?.doc === undefined || found.label !== item.label
      ? item
      : { ...item, documentation: toMarkup(found.doc(), session.abilities) };
  });
}

function offsetAt(document: Document, position: Position): number {
  return document.lines.offset(position);
}
