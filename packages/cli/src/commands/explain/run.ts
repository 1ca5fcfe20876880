// heddle explain: a code that Heddle prints in brackets to what it means, why it happens and how to fix it.
import { CATALOG, DIAGNOSTIC_CODES, explainDiagnostic, explainEntry, suggest } from "@heddle/compiler/language";
import { isSourceCode, SOURCE_CATALOG } from "@heddle/lsp";
import { CODE_FAMILIES, CODES, explainCode } from "@heddle/runtime/local";
import type { InputOf } from "../../command/define-command.ts";
import { Misuse } from "../../failure.ts";
import type { Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

/** 0: explained, or listed where no code is given. @throws Misuse when there is no such code. */
export async function run({ code }: InputOf<typeof command>, { out }: Terminal): Promise<number> {
  await out.write(code === undefined ? listOfCodes() : pageOf(code));
  return 0;
}

function pageOf(code: string): string {
  const page =
    explainDiagnostic(code) ??
    (isSourceCode(code) ? explainEntry(code, SOURCE_CATALOG[code]) : undefined) ??
    explainCode(code);
  if (page !== undefined) return page;
  const codes = [...DIAGNOSTIC_CODES, ...Object.keys(SOURCE_CATALOG), ...Object.keys(CODES)];
  const meant = codes.find((known) => known.endsWith(`/${code}`)) ?? suggest(code, codes);
  const help = meant === undefined ? "`heddle explain` lists all codes" : `did you mean ${meant}?`;
  throw new Misuse(`unknown code ${JSON.stringify(code)}; ${help}`);
}

/** Each family with its codes and what they mean, one a line. */
function listOfCodes(): string {
  const families: readonly Family[] = [
    { title: "Converters", entries: Object.entries(CATALOG).map(([code, { title }]) => [code, title]) },
    {
      title: "Source files in the editor",
      entries: Object.entries(SOURCE_CATALOG).map(([code, { title }]) => [code, title]),
    },
    ...CODE_FAMILIES.map(({ title, codes }): Family => ({
      title,
      entries: codes.map((code) => [code, CODES[code].meaning]),
    })),
  ];
  const width = Math.max(...families.flatMap(({ entries }) => entries.map(([code]) => code.length)));
  const sections = families.map(({ title, entries }) =>
    [title, ...entries.map(([code, meaning]) => `  ${code.padEnd(width)}  ${meaning}`)].join("\n"),
  );
  return `${sections.join("\n\n")}\n`;
}

interface Family {
  readonly title: string;
  readonly entries: readonly (readonly [code: string, meaning: string])[];
}
