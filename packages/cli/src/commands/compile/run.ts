// heddle compile: compiles a converter to a self-contained ES module, with types and source map on request.
import { writeFile } from "node:fs/promises";
import { basename, dirname, relative, resolve } from "node:path";
import { createCompiler } from "@heddle/compiler";
import { printable } from "@heddle/compiler/printable";
import type { InputOf } from "../../command/define-command.ts";
import { writeDiagnostics } from "../../converter.ts";
import { readText } from "../../named-file.ts";
import { Misuse } from "../../failure.ts";
import { plural } from "../../report/format.ts";
import type { Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

/** Writes the module to `output` or to standard output. Exit code 1: the converter has errors and nothing was written. */
export async function run(
  { converter: path, output, types, sourceMap }: InputOf<typeof command>,
  { out, err }: Terminal,
): Promise<number> {
  if (output === undefined && (types || sourceMap))
    throw new Misuse("--types and --source-map need an output file: add -o <file>");
  const { text, diagnostics: undecoded } = await readText(path);
  const names =
    output === undefined || !sourceMap ? undefined : { source: sourceFrom(output, path), file: basename(output) };
  const compiled = createCompiler().compileModule(text, names === undefined ? {} : { sourceMap: names });
  const diagnostics = [...undecoded, ...compiled.diagnostics];
  const made = undecoded.length > 0 ? undefined : compiled.output;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  await writeDiagnostics(made === undefined ? errors : diagnostics, text, path, err);
  if (made === undefined) {
    await err.write(`${printable(path)}: ${plural(errors.length, "error")}; nothing was compiled\n`);
    return 1;
  }
  if (output === undefined) {
    await out.write(made.module);
    return 0;
  }
  await write(output, made.module);
  if (types) await write(typesOf(output), made.types);
  if (made.sourceMap !== undefined) await write(`${output}.map`, made.sourceMap);
  return 0;
}

/** The converter's path in the source map: relative to the module's folder, with slashes. */
function sourceFrom(output: string, path: string): string {
  return relative(dirname(resolve(output)), resolve(path)).replaceAll("\\", "/");
}

/** The types of `a.mjs` go to `a.d.mts`, of `a.js` to `a.d.ts`. */
function typesOf(output: string): string {
  return /\.m?js$/.test(output) ? output.replace(/\.(m?)js$/, ".d.$1ts") : `${output}.d.ts`;
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new Error(`${path} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
