// heddle test: runs the cases of converters, writes them anew or from a sample, and reports what they cover.
import { watch } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { type Compiler, createCompiler } from "@heddle/compiler";
import { printable } from "@heddle/compiler/printable";
import { updateEdits } from "@heddle/compiler/testing";
import { applyEdits } from "@heddle/lsp";
import type { InputOf } from "../../command/define-command.ts";
import { Misuse } from "../../failure.ts";
import { plural } from "../../report/format.ts";
import type { Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";
import { createTests } from "./create.ts";
import { findTests } from "./find-tests.ts";
import type { TestFormat } from "./formats.ts";
import { layoutOf } from "../../report/layout.ts";
import { renderResults, summaryOf } from "./report.ts";
import { type FileRun, runTestFile } from "./run-file.ts";

type TestInput = InputOf<typeof command>;

/** Changes that come together are one. */
const SETTLE_MS = 50;

/** Exit code 1: a case failed, or a file has errors. @throws Misuse where a file cannot be read or written. */
export async function run(input: TestInput, terminal: Terminal): Promise<number> {
  const { files, create, update, watch: keepsWatching, format, dataType } = input;
  const compiler = createCompiler();
  if (create !== undefined) {
    if (update || keepsWatching) throw new Misuse("--create goes with neither --update nor --watch");
    return createTests(compiler, { files, sample: create, purpose: { dataType: dataType ?? "event" } }, terminal);
  }
  if (dataType !== undefined)
    throw new Misuse("--data-type goes with --create; a file of tests has a dataType of its own");
  if (keepsWatching && format !== "text") throw new Misuse("--watch prints text alone");
  const runs = await runAll(compiler, input, terminal);
  if (keepsWatching) return watchTests(compiler, input, runs, terminal);
  await report(runs, format, terminal);
  return runs.every(isPassed) ? 0 : 1;
}

function isPassed({ errors, run }: FileRun): boolean {
  return errors.length === 0 && run?.cases.every(({ passed }) => passed) === true;
}

async function runAll(
  compiler: Compiler,
  { files, update }: Pick<TestInput, "files" | "update">,
  terminal: Terminal,
): Promise<readonly FileRun[]> {
  const runs: FileRun[] = [];
  for (const path of await findTests(files)) {
    const run = await runTestFile(compiler, path, terminal);
    runs.push(update && (await updateFile(run, terminal)) ? await runTestFile(compiler, path, terminal) : run);
  }
  return runs;
}

async function report(runs: readonly FileRun[], format: TestFormat, { out, err }: Terminal): Promise<void> {
  await out.write(renderResults(format, runs, layoutOf(out), out.color));
  if (format === "text") await err.write(`${summaryOf(runs)}\n`);
}

/** Writes what rows become as what is expected of them; false where nothing was to be written. */
async function updateFile({ tests, file, run }: FileRun, { err }: Terminal): Promise<boolean> {
  const edits = file === undefined || run === undefined ? [] : updateEdits(tests.text, file.cases, run.cases);
  if (edits.length === 0) return false;
  await writeFile(tests.path, applyEdits(tests.text, edits)).catch((error: Error) => {
    throw new Misuse(`${tests.path} cannot be written: ${error.message}`);
  });
  await err.write(`${printable(tests.path)}: ${plural(edits.length, "expectation")} written\n`);
  return true;
}

/** Runs again at each change of a file that a run read, until a signal ends the process. */
async function watchTests(
  compiler: Compiler,
  input: TestInput,
  first: readonly FileRun[],
  terminal: Terminal,
): Promise<number> {
  let runs = first;
  for (;;) {
    // What changes while results are printed is noticed, too.
    const changed = changeOf(runs.flatMap(({ reads }) => reads));
    await report(runs, "text", terminal);
    await changed;
    runs = await runAll(compiler, { ...input, update: false }, terminal).catch(async (error: unknown) => {
      // A file may be gone for a moment while it is saved.
      if (!(error instanceof Misuse)) throw error;
      await terminal.err.write(`${printable(error.message)}\n`);
      return runs;
    });
  }
}

/** Resolves once one of the files has changed. Their folders are watched, since editors put new files in place of old ones. */
function changeOf(paths: readonly string[]): Promise<void> {
  const names = new Map<string, Set<string>>();
  for (const path of paths) {
    const known = names.get(dirname(path)) ?? new Set();
    names.set(dirname(path), known.add(basename(path)));
  }
  return new Promise((resolve) => {
    const stop = new AbortController();
    for (const [folder, files] of names) {
      watch(folder, { signal: stop.signal }, (_event, name) => {
        if (stop.signal.aborted || (name !== null && !files.has(name))) return;
        stop.abort();
        setTimeout(resolve, SETTLE_MS);
      });
    }
  });
}
