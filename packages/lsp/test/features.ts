// Each feature of the service in the short form in which cases state it.
import { complete, diagnose, hover, signatureHelp } from "../src/index.ts";
import type { Input } from "./check.ts";

export const FEATURES = {
  diagnostics: ({ document }: Input) => diagnose(document).map(({ code, span }) => `${code} ${document.text.slice(span.start, span.end)}`),
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
    const text = document.text.slice(0, item.span.start) + item.text + document.text.slice(item.span.end);
    return text.slice(text.indexOf("convertToAmplitudeFunc") + 'convertToAmplitudeFunc":'.length, -2);
  },
  hover: ({ document, offset }: Input) => {
    const found = hover(document, offset);
    return found === undefined ? null : { at: document.text.slice(found.span.start, found.span.end), text: found.text.split("\n").filter((line) => line !== "") };
  },
  signature: ({ document, offset }: Input) => {
    const found = signatureHelp(document, offset);
    if (found === undefined) return null;
    const { label, parameters, active } = found;
    const parameter = active === undefined ? undefined : parameters[active];
    return `${label} ${parameter === undefined ? "-" : label.slice(parameter.start, parameter.end)}`;
  },
} as const satisfies Record<string, (input: Input) => unknown>;
