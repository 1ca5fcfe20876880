// heddle explain: the code of a diagnostic or of an event rule to what it means and how to mend it.
import { DIAGNOSTIC_CODES, explainDiagnostic, explainEntry, suggest } from "@heddle/compiler/language";
import { isSourceCode, SOURCE_CATALOG } from "@heddle/lsp";
import { type Rule, RULES } from "@heddle/runtime/local";
import { Misuse } from "../../failure.ts";
import type { Terminal } from "../../terminal.ts";

/** 0: explained. @throws Misuse when there is no such code. */
export async function explainCommand(code: string, { out }: Terminal): Promise<number> {
  const text =
    explainDiagnostic(code) ?? (isSourceCode(code) ? explainEntry(code, SOURCE_CATALOG[code]) : explainRule(code));
  if (text === undefined) {
    const meant = suggest(code, [...DIAGNOSTIC_CODES, ...Object.keys(SOURCE_CATALOG), ...Object.keys(RULES)]);
    throw new Misuse(
      `there is no code ${JSON.stringify(code)}${meant === undefined ? "" : ` (Did you mean ${meant}?)`}`,
    );
  }
  await out.write(text);
  return 0;
}

const EFFECTS: Readonly<Record<Rule["effect"], string>> = {
  cut: "The value is cut.",
  turned: "The value is turned.",
  removed: "The key, or a piece of its value, is left out.",
  added: "A default is added.",
  rejected: "The row is set aside.",
};

const MARKS: Readonly<Record<Rule["mark"], string>> = {
  R: "Amplitude's documentation says so.",
  S: "Published converters show it.",
  D: "Amplitude's documentation is silent here; this is Heddle's decision.",
};

function explainRule(code: string): string | undefined {
  if (!Object.hasOwn(RULES, code)) return undefined;
  const { summary, effect, mark, counted } = RULES[code as keyof typeof RULES];
  const count = counted ? "Counted under this code." : "Nothing is broken, and nothing counted.";
  return `rule[${code}]: ${summary}.\n\n${EFFECTS[effect]} ${count}\n${MARKS[mark]}\n`;
}
