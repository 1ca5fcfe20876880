// heddle compile: a converter to a self-contained ES module, with its types and source map where they are asked for.
import { writeFile } from "node:fs/promises";
import { basename, dirname, relative, resolve } from "node:path";
import { createCompiler } from "@heddle/compiler";
import type { InputOf } from "../../command/define-command.ts";
import { readText, writeDiagnostics } from "../../converter.ts";
import { Misuse } from "../../failure.ts";
import { plural } from "../../report/format.ts";
import type { Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

/** The module goes to `output` or to standard output. 0: compiled; 1: the converter has errors, nothing is written. */
export async function run(
  { converter: path, output, types, sourceMap }: InputOf<typeof command>,
  { out, err }: Terminal,
): Promise<number> {
  if (output === undefined && (types || sourceMap))
    throw new Misuse("--types and --source-map write beside the module: name it with -o OUT.mjs");
  const text = await readText(path);
  const names =
    output === undefined || !sourceMap ? undefined : { source: sourceFrom(output, path), file: basename(output) };
  const { diagnostics, output: made } = createCompiler().compileModule(
    text,
    names === undefined ? {} : { sourceMap: names },
  );
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  await writeDiagnostics(made === undefined ? errors : diagnostics, text, path, err);
  if (made === undefined) {
    await err.write(`${path}: ${plural(errors.length, "error")}; nothing is compiled\n`);
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

/** The converter as the map names it: relative to the module's folder, with slashes. */
function sourceFrom(output: string, path: string): string {
  return relative(dirname(resolve(output)), resolve(path)).replaceAll("\\", "/");
}

/** `a.mjs` has its types in `a.d.mts`, `a.js` in `a.d.ts`. */
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
