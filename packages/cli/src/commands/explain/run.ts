// heddle explain: a code that Heddle prints in brackets to what it means, why it happens and how to fix it.
import {
  CATALOG,
  type CatalogEntry,
  DIAGNOSTIC_CODES,
  explainDiagnostic,
  helpLink,
  isDiagnosticCode,
  suggest,
} from "@heddle/compiler/language";
import { SOURCE } from "@heddle/lsp";
import { CODE_FAMILIES, CODES, codeLink, explainCode, type RuntimeCode } from "@heddle/runtime/local";
import type { InputOf } from "../../command/define-command.ts";
import { Misuse } from "../../failure.ts";
import { wrapTokens } from "../../report/width.ts";
import { reportWidth, type Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

/** 0: explained, or listed where no code is given. @throws Misuse when there is no such code. */
export async function run({ code }: InputOf<typeof command>, { out }: Terminal): Promise<number> {
  const room = reportWidth(out);
  await out.write(code === undefined ? listOfCodes(room) : wrapped(pageOf(code), room));
  return 0;
}

/** Examples, which are indented, stay as they are. */
function wrapped(page: string, room: number): string {
  return page
    .split("\n")
    .map((line) => (line.startsWith(" ") ? line : wrapTokens(line, room)))
    .join("\n");
}

function pageOf(code: string): string {
  const page = explainDiagnostic(code, SOURCE) ?? explainCode(code);
  if (page !== undefined) return `${page}\n${linkOf(code)}\n`;
  const codes = [...DIAGNOSTIC_CODES, ...Object.keys(CODES)];
  const meant = codes.find((known) => known.endsWith(`/${code}`)) ?? suggest(code, codes);
  const help = meant === undefined ? "`heddle explain` lists all codes" : `did you mean ${meant}?`;
  throw new Misuse(`unknown code ${JSON.stringify(code)}; ${help}`);
}

function linkOf(code: string): string {
  return isDiagnosticCode(code) ? helpLink(code) : codeLink(code as RuntimeCode);
}

/** Each family with its codes and what they mean, one a line. */
function listOfCodes(room: number): string {
  const families: readonly Family[] = [
    { title: "Converters", entries: diagnosticsOf(undefined) },
    { title: "Source files", entries: diagnosticsOf("source") },
    ...CODE_FAMILIES.map(({ title, codes }): Family => ({
      title,
      entries: codes.map((code) => [code, CODES[code].meaning]),
    })),
  ];
  const width = Math.max(...families.flatMap(({ entries }) => entries.map(([code]) => code.length)));
  const sections = families.map(({ title, entries }) =>
    [
      title,
      ...entries.map(([code, meaning]) =>
        wrapTokens(`  ${code.padEnd(width)}  ${meaning}`, room, " ".repeat(width + 4)),
      ),
    ].join("\n"),
  );
  return `${sections.join("\n\n")}\n`;
}

/** The diagnostics of one kind of file, with their titles. */
function diagnosticsOf(file: CatalogEntry["file"]): Family["entries"] {
  return Object.entries<CatalogEntry>(CATALOG).flatMap(([code, entry]) =>
    entry.file === file ? [[code, entry.title] as const] : [],
  );
}

interface Family {
  readonly title: string;
  readonly entries: readonly (readonly [code: string, meaning: string])[];
}
