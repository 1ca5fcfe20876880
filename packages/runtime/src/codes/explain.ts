// From a code of the catalog to a short page of text for a terminal.
import { indentedExample, wrapText } from "@heddle/compiler/language";
import { CODES, isRuntimeCode } from "./catalog.ts";
import type { CodeDefinition, FailureDefinition, RowEffect, RuleDefinition } from "./define.ts";

/** Some paragraphs, with a line break at the end; undefined for a code that does not exist. */
export function explainCode(code: string): string | undefined {
  if (!isRuntimeCode(code)) return undefined;
  const definition = CODES[code];
  const { meaning, cause, fix, example } = definition;
  const parts = [
    `${kindOfCode(definition)}[${code}]: ${meaning}`,
    wrapText(consequenceOf(definition)),
    [wrapText(`Why: ${cause}`), wrapText(`Fix: ${fix}`)].join("\n"),
    "Example:",
    indentedExample(example),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** What the page calls it. */
export function kindOfCode(definition: CodeDefinition): "failure" | "row" | "rule" | "finding" {
  if (definition.scope === "finding") return "finding";
  if (definition.scope !== "row") return "failure";
  return "mark" in definition ? "rule" : "row";
}

/** What happens where the code comes up, in a few sentences. */
export function consequenceOf(definition: CodeDefinition): string {
  if (definition.scope === "finding") return "Reported only; nothing stops.";
  if (definition.scope !== "row") return `${SCOPES[definition.scope]} ${retryOf(definition)}`;
  const effect = EFFECTS[definition.effect];
  return "mark" in definition ? [effect, ...ruleNotes(definition)].join(" ") : effect;
}

const SCOPES: Readonly<Record<FailureDefinition["scope"], string>> = {
  job: "Stops the job.",
  object: "Stops this object; the job goes on with the others.",
  varies: "Stops the job where it concerns every object, else this object alone.",
};

function retryOf({ scope, retryable }: FailureDefinition): string {
  if (retryable === "varies") return "Where the error may pass, it is tried again.";
  if (retryable) return scope === "job" ? "A later run may succeed." : "It is tried again.";
  return scope === "job" ? "Fix it, then run again." : "It is not tried again before `heddle retry`.";
}

const EFFECTS: Readonly<Record<RowEffect, string>> = {
  rejected: "The row is set aside.",
  dropped: "The row is counted as dropped, and not kept.",
  cut: "The value is cut.",
  converted: "The value is converted.",
  removed: "The key, or a part of its value, is left out.",
  added: "A default is added.",
  noted: "The event stays as it is, and is counted.",
};

const MARKS: Readonly<Record<RuleDefinition["mark"], string>> = {
  R: "Amplitude's documentation says so.",
  S: "Published converters show it.",
  D: "Amplitude's documentation is silent here; this is Heddle's decision.",
};

function ruleNotes({ mark, counted }: RuleDefinition): readonly string[] {
  return [counted ? "Counted under this code." : "Not an error; not counted.", MARKS[mark]];
}
