// From FILES, as the user names them, to the files that rows are read from: local ones, `-`, folders, globs and s3:// addresses.
import { stat } from "node:fs/promises";
import { type InputFile, localInputs } from "@heddle/runtime/local";
import type { BucketInputs, SourceConfig } from "@heddle/runtime";
import { readText, unreadable } from "./named-file.ts";
import { Misuse } from "./failure.ts";
import { standardInputFile } from "./rows-of-file.ts";
import { STANDARD_INPUT } from "./standard-input.ts";
import type { Terminal } from "./terminal.ts";

export interface Inputs extends AsyncDisposable {
  /**
   * The files, in the order in which they were named; what is below a folder or a prefix in the order of paths. They are found
   * while they are asked for, so that the first of a large bucket need not wait for the last.
   * @throws Misuse where a name stands for no file; StageFailure where a bucket cannot be listed.
   */
  files(signal?: AbortSignal): AsyncGenerator<InputFile>;
}

/**
 * The files that names stand for.
 * @throws Misuse where standard input is named twice, or a local file does not exist; nothing is read before.
 */
export async function openInputs(names: readonly string[], terminal: Pick<Terminal, "input">): Promise<Inputs> {
  if (names.filter((name) => name === STANDARD_INPUT).length > 1)
    throw new Misuse("standard input can be read only once");
  const addresses = new Map<string, BucketInputs>();
  for (const name of names) {
    if (name === STANDARD_INPUT) continue;
    if (isAddress(name)) addresses.set(name, await bucketInputsOf(name));
    else await requireLocal(name);
  }
  return {
    async *files(signal) {
      for (const name of names) {
        let count = 0;
        for await (const file of filesOf(name, addresses.get(name), terminal, signal)) {
          count += 1;
          yield file;
        }
        if (count === 0) throw new Misuse(`there is no file with data under ${name}`);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const inputs of addresses.values()) inputs.close();
    },
  };
}

/** FILES or SOURCE: the files that names stand for, or the objects of the source where one source file is named. */
export async function openNamedInputs(
  names: readonly string[],
  terminal: Pick<Terminal, "input">,
): Promise<{ readonly inputs: Inputs; readonly source?: SourceConfig }> {
  const [first, second] = names;
  const source = first === undefined || second !== undefined ? undefined : await sourceAt(first);
  return source === undefined
    ? { inputs: await openInputs(names, terminal) }
    : { inputs: await openSourceInputs(source), source };
}

/** The objects of a source, or those of `keys`: keys, with or without the source's prefix, or globs. */
export async function openSourceInputs(config: SourceConfig, keys: readonly string[] = []): Promise<Inputs> {
  const { loadConverter, sourceInputs } = await import("@heddle/runtime");
  // Without a converter that works, as before `heddle init`, every object counts.
  const converter = await loadConverter(config.converter).catch(() => undefined);
  const { filterPattern } = converter?.program.settings ?? {};
  const inputs = sourceInputs(config, { keys, ...(filterPattern === undefined ? {} : { filterPattern }) });
  return {
    async *files(signal) {
      let count = 0;
      for await (const file of inputs.files(signal)) {
        count += 1;
        yield file;
      }
      if (count > 0) return;
      const place = `s3://${config.bucket}/${config.prefix}`;
      throw new Misuse(
        keys.length === 0
          ? `there is no object under ${place}${filterPattern === undefined ? "" : " that the filterPattern accepts"}`
          : `there is no object ${keys.join(", ")} in ${place}`,
      );
    },
    async [Symbol.asyncDispose]() {
      inputs.close();
    },
  };
}

/** A larger file is one of rows. */
const MAX_SOURCE_BYTES = 1_000_000;

/** The settings of a source file; undefined where the file is something else. @throws StageFailure where they have errors. */
export async function sourceAt(path: string): Promise<SourceConfig | undefined> {
  if (path === STANDARD_INPUT || isAddress(path)) return undefined;
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.size > MAX_SOURCE_BYTES) return undefined;
  const { text } = await readText(path);
  // The editor's module, which knows best, is large; most files can be told without it.
  if (!/"bucket"\s*:/.test(text)) return undefined;
  const { kindOfFile } = await import("@heddle/lsp");
  if (kindOfFile(path, text) !== "source") return undefined;
  const { loadSource } = await import("@heddle/runtime");
  return loadSource(path);
}

export function isAddress(name: string): boolean {
  return name.startsWith("s3://");
}

async function bucketInputsOf(name: string): Promise<BucketInputs> {
  // The clients of S3 are large; local files do not need them.
  const { addressInputs, bucketAddress } = await import("@heddle/runtime");
  const address = bucketAddress(name);
  if (address === undefined) throw new Misuse(`${name} is not an address: write s3://bucket/prefix`);
  return addressInputs(address);
}

/** Heddle's own files lie beside the data; they hold no rows. */
const holdsRows = (path: string): boolean => !/(?:^|[./\\])(?:converter|source|test)\.json$/.test(path);

/** A folder or a glob may turn out to be empty later. */
async function requireLocal(name: string): Promise<void> {
  try {
    for await (const _file of localInputs(name, holdsRows)) return;
  } catch (error) {
    throw new Misuse(unreadable(name, error));
  }
}

async function* filesOf(
  name: string,
  bucket: BucketInputs | undefined,
  { input }: Pick<Terminal, "input">,
  signal: AbortSignal | undefined,
): AsyncGenerator<InputFile> {
  if (name === STANDARD_INPUT) yield standardInputFile(input);
  else yield* bucket === undefined ? localInputs(name, holdsRows) : bucket.files(signal);
}
