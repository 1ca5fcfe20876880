// From the files that a user gives to what is checked: each file once, and the converter of each source file for its purpose.
import { dirname, relative, resolve } from "node:path";
import type { Compiler } from "@heddle/compiler";
import type { DataTypeName, Purpose } from "@heddle/compiler/language";
import { variablesIn } from "@heddle/compiler/settings";
import { type DocumentKind, kindOfFile, SOURCE } from "@heddle/lsp";
import type { SourceFile } from "@heddle/runtime";
import { Misuse } from "../../failure.ts";
import { STANDARD_INPUT } from "../../standard-input.ts";
import type { Terminal } from "../../terminal.ts";
import { readTextFile, type TextFile } from "../../text-files.ts";

export interface Target extends TextFile {
  /** A file is a source file where an editor takes it for one, else a converter. */
  readonly kind: DocumentKind;
  /** What a converter is for: each is checked for each purpose that it has. */
  readonly purposes: readonly (Purpose | undefined)[];
}

export interface Targets {
  readonly targets: readonly Target[];
  /** Why a file could not be read; the others are checked all the same. */
  readonly misuse?: Misuse;
  /** Why converters that source files name could not be read, a line each. */
  readonly missing: readonly string[];
  /** Of which source files the environment says what their converters are: those were not looked for. */
  readonly unread: readonly string[];
}

/** Reads the files, and the converters that source files name, which come after them. */
export async function readTargets(
  paths: readonly string[],
  { compiler, dataType, terminal }: { compiler: Compiler; dataType: DataTypeName | undefined; terminal: Terminal },
): Promise<Targets> {
  const given = new Map<string, { readonly file: TextFile; readonly kind: DocumentKind }>();
  const purposes = new Map<string, Purpose[]>();
  const missing: string[] = [];
  const unread: string[] = [];
  let misuse: Misuse | undefined;
  const read = async (path: string, namedBy?: string): Promise<void> => {
    const key = path === STANDARD_INPUT ? path : resolve(path);
    if (given.has(key)) return;
    try {
      const file = await readTextFile(path, terminal);
      given.set(key, { file, kind: kindOfFile(path, file.text) ?? "converter" });
    } catch (error) {
      if (!(error instanceof Misuse)) throw error;
      if (namedBy === undefined) misuse ??= error;
      else missing.push(`${namedBy}: its converter was not checked: ${error.message}`);
    }
  };
  for (const path of paths) await read(path);
  const sources = [...given.values()].filter(({ kind }) => kind === "source");
  for (const { file } of sources) {
    // The editor's copy of the definition has no types.
    const value = compiler.analyseSettings(file.text, SOURCE).value as SourceFile | undefined;
    if (value === undefined) continue;
    if (variablesIn(value.converter).length > 0) {
      unread.push(`${file.path}: its converter was not checked: the environment says where it is`);
      continue;
    }
    const path = besideFile(file.path, value.converter);
    const { strategy, limits: { minIdLength } = {} } = value;
    const known = purposes.get(resolve(path)) ?? [];
    if (variablesIn(`${value.dataType} ${strategy}`).length > 0) {
      await read(path, file.path);
      continue;
    }
    const purpose: Purpose = {
      dataType: value.dataType,
      ...(strategy !== undefined && { strategy }),
      ...(minIdLength !== undefined && { minIdLength }),
    };
    if (!known.some((other) => JSON.stringify(other) === JSON.stringify(purpose)))
      purposes.set(resolve(path), [...known, purpose]);
    await read(path, file.path);
  }
  const fallback = dataType === undefined ? undefined : { dataType };
  const targets = [...given].map(([key, { file, kind }]) => ({
    ...file,
    kind,
    purposes: purposes.get(key) ?? [fallback],
  }));
  return { targets, missing, unread, ...(misuse !== undefined && { misuse }) };
}

/** A path that a file names, relative to the current folder as the path of the file is. */
function besideFile(file: string, path: string): string {
  const folder = file === STANDARD_INPUT ? "" : dirname(file);
  const found = resolve(folder, path);
  return path === found ? path : relative("", found);
}
