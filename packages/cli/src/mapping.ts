// From a converter, or a source file that names one, to what maps and checks rows.
import type { DecodedText, Program } from "@heddle/compiler";
import { type DataTypeName, defaultStrategy, type StrategyName } from "@heddle/compiler/language";
import type { SourceConfig } from "@heddle/runtime";
import { type Checks, createChecks } from "@heddle/runtime/local";
import { stat } from "node:fs/promises";
import { loadConverterFile } from "./converter.ts";
import { type Inputs, isAddress, openInputs, openSourceInputs, sourceAt } from "./inputs.ts";
import { STANDARD_INPUT } from "./standard-input.ts";
import type { Terminal } from "./terminal.ts";

export interface Mapping {
  readonly program: Program;
  /** The converter's text, and the path of its file. */
  readonly text: string;
  readonly path: string;
  readonly dataType: DataTypeName;
  readonly strategy: StrategyName;
  /** Where a source file was named. */
  readonly source?: SourceConfig;
}

interface Given {
  readonly dataType: DataTypeName | undefined;
  readonly strategy: StrategyName | undefined;
}

/**
 * Loads the converter at a path, or that of the source file there. What is `given` goes before what the source says; `read` reads
 * the converter's text.
 * Writes a converter's errors to standard error and returns undefined where it has any.
 * @throws Misuse where a file cannot be read, StageFailure where the source file has errors.
 */
export async function loadMapping(
  path: string,
  given: Given,
  terminal: Terminal,
  read?: (path: string) => Promise<DecodedText>,
): Promise<Mapping | undefined> {
  const source = await sourceAt(path);
  const converter = source?.converter ?? path;
  const loaded = await loadConverterFile(converter, terminal, read);
  if (loaded === undefined) return undefined;
  const dataType = given.dataType ?? source?.dataType ?? "event";
  const strategy = given.strategy ?? (dataType === source?.dataType ? source.strategy : defaultStrategy(dataType));
  return { ...loaded, path: converter, dataType, strategy, ...(source === undefined ? {} : { source }) };
}

/** The rules on events that the mapping's rows are held to; without `idsOfPlaces` where the rows have no place. */
export function checksOf({ program, dataType, strategy, source }: Mapping, idsOfPlaces = true): Checks {
  const { ignoreEventFlag } = program.settings;
  return createChecks({
    dataType,
    strategy,
    idsOfPlaces,
    ...(ignoreEventFlag === undefined ? {} : { ignoreEventFlag }),
    ...(source === undefined
      ? {}
      : {
          lostTime: source.lostTime,
          minIdLength: source.limits.minIdLength,
          maxStringLength: source.limits.maxStringLength,
        }),
  });
}

/**
 * The files that names stand for; with a source, a name that is no local file is a key of its bucket, and no names stand for
 * all of its objects.
 * @throws Misuse as `openInputs`; or where keys and files are mixed.
 */
export async function openMappingInputs(
  { source }: Pick<Mapping, "source">,
  names: readonly string[],
  terminal: Pick<Terminal, "input">,
): Promise<Inputs> {
  if (source === undefined) return openInputs(names, terminal);
  const isFile = await Promise.all(names.map(isFileName));
  return names.length > 0 && isFile.every(Boolean) ? openInputs(names, terminal) : openSourceInputs(source, names);
}

async function isFileName(name: string): Promise<boolean> {
  if (name === STANDARD_INPUT || isAddress(name) || /^\.{0,2}\//.test(name)) return true;
  return stat(name).then(
    () => true,
    () => false,
  );
}
