// Each feature of the service in the short form in which cases state it.
import {
  actions,
  applyEdits,
  codeLenses,
  complete,
  diagnose,
  fixAll,
  foldings,
  format,
  formatRange,
  hover,
  inlayHints,
  preview,
  references,
  rename,
  renameable,
  selectionRanges,
  semanticTokens,
  signatureHelp,
  symbols,
  type DocumentSymbol,
} from "../src/index.ts";
import type { Input } from "./check.ts";

const LEAD = 'convertToAmplitudeFunc":';

/** The text of the converter's function, or the whole text of another file. */
export function body(text: string): string {
  const at = text.indexOf(LEAD);
  return at < 0 ? text : text.slice(at + LEAD.length, -2);
}

const outline = (list: readonly DocumentSymbol[]): unknown[] =>
  list.map(({ name, kind, detail, children }) =>
    children.length === 0 ? `${kind} ${name} ${detail}`.trimEnd() : [`${kind} ${name}`, outline(children)],
  );

export const FEATURES = {
  diagnostics: ({ document }: Input) =>
    diagnose(document).map(({ code, span }) => `${code} ${document.text.slice(span.start, span.end)}`),
  /** All labels. */
  completion: ({ document, offset }: Input) => complete(document, offset).map(({ label }) => label),
  /** Labels that fit what is typed, with detail. */
  completes: ({ document, offset }: Input) =>
    complete(document, offset)
      .filter(({ span, filter }) => filter.startsWith(document.text.slice(span.start, offset)))
      .slice(0, 4)
      .map(({ label, detail }) => `${label}: ${detail}`),
  /** What the text becomes when the completion with the label of the option `pick` is taken. */
  accepts: ({ document, offset, options }: Input) => {
    const item = complete(document, offset).find(({ label }) => label === options["pick"]);
    if (item === undefined) return `no ${options["pick"]}`;
    const { span, also } = item;
    const text = applyEdits(document.text, [
      { span, text: item.text },
      ...(also === undefined ? [] : [{ span: { start: also.at, end: also.at }, text: also.text }]),
    ]);
    if (document.kind === "source") return text;
    return text.slice(text.indexOf("convertToAmplitudeFunc") + 'convertToAmplitudeFunc":'.length, -2);
  },
  hover: ({ document, offset }: Input) => {
    const found = hover(document, offset);
    return found === undefined
      ? null
      : {
          at: document.text.slice(found.span.start, found.span.end),
          text: found.text.split("\n").filter((line) => line !== ""),
        };
  },
  signature: ({ document, offset }: Input) => {
    const found = signatureHelp(document, offset);
    if (found === undefined) return null;
    const { label, parameters, active } = found;
    const parameter = active === undefined ? undefined : parameters[active];
    return `${label} ${parameter === undefined ? "-" : label.slice(parameter.start, parameter.end)}`;
  },
  actions: ({ document, offset, end }: Input) =>
    actions(document, { start: offset, end }).map(({ kind, title }) => `${kind}: ${title}`),
  /** The text after the action whose title starts with the option `pick`. */
  applies: ({ document, offset, end, options }: Input) => {
    const action = actions(document, { start: offset, end }).find(({ title }) =>
      title.startsWith(options["pick"] ?? ""),
    );
    return action === undefined ? `no ${options["pick"]}` : body(applyEdits(document.text, action.edits));
  },
  fixAll: ({ document }: Input) => body(applyEdits(document.text, fixAll(document)?.edits ?? [])),
  format: ({ document }: Input) => applyEdits(document.text, format(document, { indent: "  " })).split("\n"),
  formatRange: ({ document, offset, end }: Input) =>
    applyEdits(document.text, formatRange(document, { start: offset, end }, { indent: "  " })).split("\n"),
  tokens: ({ document }: Input) =>
    semanticTokens(document).map(({ kind, span }) => `${kind} ${document.text.slice(span.start, span.end)}`),
  symbols: ({ document }: Input) => outline(symbols(document)),
  foldings: ({ document }: Input) => foldings(document),
  selections: ({ document, offset }: Input) =>
    selectionRanges(document, offset).map(({ start, end }) => document.text.slice(start, end)),
  references: ({ document, offset }: Input) =>
    references(document, offset).map(({ start }) => document.text.slice(Math.max(0, start - 12), start)),
  rename: ({ document, offset, options }: Input) =>
    `${renameable(document, offset)?.name} -> ${body(applyEdits(document.text, rename(document, offset, options["to"] ?? "")))}`,
  hints: ({ document, options }: Input) =>
    inlayHints(document, { start: 0, end: document.text.length }, { row: Number(options["row"] ?? 0) }).map(
      ({ offset, label }) => `${document.text.slice(Math.max(0, offset - 10), offset)} ${label}`,
    ),
  lenses: ({ document, options }: Input) =>
    codeLenses(document, undefined, options["failure"]).map(({ title }) => title),
  preview: ({ document }: Input) => preview(document, 10) ?? null,
} as const satisfies Record<string, (input: Input) => unknown>;
