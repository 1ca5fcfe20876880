// heddle fmt: lays converters and source files out as the editor does, in place or from standard input.
import { writeFile } from "node:fs/promises";
import { printable } from "@heddle/compiler/printable";
import { createCompiler } from "@heddle/compiler";
import { applyEdits, format, kindOfFile, openDocument, SOURCE } from "@heddle/lsp";
import type { InputOf } from "../../command/define-command.ts";
import { writeDiagnostics } from "../../converter.ts";
import { Misuse } from "../../failure.ts";
import { plural } from "../../report/format.ts";
import { jsonText, writeJson } from "../../report/json.ts";
import { STANDARD_INPUT } from "../../standard-input.ts";
import type { Terminal } from "../../terminal.ts";
import { filePaths, isOurs, readTextFile, type TextFile } from "../../text-files.ts";
import type { command } from "./command.ts";

const INDENT = "  ";

type Outcome = "formatted" | "unchanged" | "not-formatted" | "syntax-errors";

/** Exit code 1: a file has syntax errors, or `check` found one that is laid out otherwise. @throws Misuse before anything is written. */
export async function run({ files, check, json }: InputOf<typeof command>, terminal: Terminal): Promise<number> {
  const paths = await filePaths(files, isOurs);
  if (json && !check && paths.includes(STANDARD_INPUT))
    throw new Misuse("--json takes the place of the formatted text: give a file instead of -, or add --check");
  const texts: TextFile[] = [];
  for (const path of paths) texts.push(await readTextFile(path, terminal));
  const compiler = createCompiler();
  const outcomes: { file: string; outcome: Outcome }[] = [];
  for (const { path, text, diagnostics: undecoded } of texts) {
    const kind = kindOfFile(path, text) ?? "converter";
    const document = openDocument(compiler, { text, kind });
    const syntax = [...undecoded, ...document.analysis.diagnostics].filter(({ code }) => code.startsWith("syntax-"));
    if (syntax.length > 0) {
      const shown = kind === "source" ? compiler.analyseSettings(text, SOURCE).shownText : text;
      await writeDiagnostics(syntax, shown, path, terminal.err);
      outcomes.push({ file: path, outcome: "syntax-errors" });
      continue;
    }
    const formatted = applyEdits(text, format(document, { indent: INDENT }));
    outcomes.push({ file: path, outcome: formatted === text ? "unchanged" : check ? "not-formatted" : "formatted" });
    if (check) continue;
    if (path === STANDARD_INPUT) await writeJson(Buffer.from(formatted), terminal.out);
    else if (formatted !== text) await write(path, formatted);
  }
  await report(outcomes, { check, json }, terminal);
  return outcomes.some(({ outcome }) => outcome === "syntax-errors" || outcome === "not-formatted") ? 1 : 0;
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new Misuse(`${path} cannot be written: ${(error as Error).message}`);
  }
}

async function report(
  outcomes: readonly { readonly file: string; readonly outcome: Outcome }[],
  { check, json }: { readonly check: boolean; readonly json: boolean },
  { out, err }: Terminal,
): Promise<void> {
  if (json) {
    await out.write(jsonText(outcomes));
    return;
  }
  const changed = outcomes.filter(({ outcome }) => outcome === "formatted" || outcome === "not-formatted");
  const isText = changed.some(({ file }) => file === STANDARD_INPUT) && !check;
  for (const { file } of isText ? [] : changed) await out.write(`${printable(file)}\n`);
  const broken = outcomes.filter(({ outcome }) => outcome === "syntax-errors").length;
  const parts = [
    `${changed.length} ${check ? "to format" : "formatted"}`,
    ...(broken === 0 ? [] : [`${broken} with syntax errors`]),
  ];
  await err.write(`${plural(outcomes.length, "file")} ${check ? "checked" : "read"}: ${parts.join(", ")}\n`);
}
