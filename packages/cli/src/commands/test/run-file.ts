// Runs the cases of one file of tests.
import { dirname, join } from "node:path";
import { type Analysis, type Compiler, createLineIndex, type Diagnostic, type LineIndex } from "@heddle/compiler";
import { type Purpose, strategyOf } from "@heddle/compiler/language";
import {
  DEFAULT_TEST_NOW,
  readTestFile,
  runTests,
  type TestCase,
  type TestFile,
  type TestRow,
  type TestRun,
  type TestTools,
} from "@heddle/compiler/testing";
import { createChecks, createTimeout, RowError } from "@heddle/runtime/local";
import { readText } from "../../named-file.ts";
import { Misuse } from "../../failure.ts";
import { failureText } from "../../failure-text.ts";
import { rowsOfFile } from "../../rows-of-file.ts";
import type { Terminal } from "../../terminal.ts";
import { converterPathOf } from "./find-tests.ts";

/** The instant of tests that name none, in milliseconds since the epoch. */
export const DEFAULT_NOW = Date.parse(DEFAULT_TEST_NOW);

/** More rows of one case are refused (D). */
const MAX_ROWS = 10_000;

export interface FileText {
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
}

/** What came of a file of tests: a run, or the errors for which there is none. */
export interface FileRun {
  readonly tests: FileText;
  readonly file?: TestFile;
  readonly converter?: FileText;
  readonly analysis?: Analysis;
  readonly run?: TestRun;
  readonly errors: readonly { readonly of: FileText; readonly diagnostics: readonly Diagnostic[] }[];
  /** Files whose changes change the result. */
  readonly reads: readonly string[];
}

/** @throws Misuse where a file cannot be read. */
export async function runTestFile(compiler: Compiler, path: string, terminal: Terminal): Promise<FileRun> {
  const { of: tests, undecoded } = await fileText(path);
  const { diagnostics, file } = readTestFile(tests.text);
  if (file === undefined || undecoded.length > 0)
    return { tests, errors: [{ of: tests, diagnostics: [...undecoded, ...errorsOf(diagnostics)] }], reads: [path] };
  const converterPath = await converterPathOf(path, file.converter);
  const { of: converter, undecoded: broken } = await fileText(converterPath);
  const analysis = compiler.analyse(converter.text, { purpose: file.purpose });
  const reads = [path, converterPath];
  if (analysis.hasErrors || broken.length > 0) {
    const errors = [{ of: converter, diagnostics: [...broken, ...errorsOf(analysis.diagnostics)] }];
    return { tests, file, converter, errors, reads };
  }
  const rows = new Map<TestCase, readonly TestRow[] | string>();
  for (const test of file.cases) {
    if (test.file === undefined) continue;
    const rowsPath = join(dirname(path), test.file);
    reads.push(rowsPath);
    rows.set(test, await rowsAt(rowsPath, analysis, terminal));
  }
  const rowsOf = (test: TestCase) => rows.get(test) ?? test.rows?.map((value) => ({ value })) ?? [];
  const run = runTests(analysis, file.cases, rowsOf, testTools(file.purpose, file.now, analysis));
  return { tests, file, converter, analysis, errors: [], reads, ...(run !== undefined && { run }) };
}

/** The rules on events and the clock of tests. */
export function testTools(purpose: Purpose, now: number, { converter }: Analysis): TestTools {
  const { ignoreEventFlag } = converter?.settings ?? {};
  const checks = createChecks({
    dataType: purpose.dataType,
    strategy: strategyOf(purpose),
    ...(ignoreEventFlag !== undefined && { ignoreEventFlag }),
  });
  const timeout = createTimeout();
  return {
    now,
    validate: (event, row, lostTime) => checks.check(event, { bucket: "test", key: "test", row }, lostTime),
    limit: timeout.run,
  };
}

async function rowsAt(path: string, { converter }: Analysis, terminal: Terminal): Promise<readonly TestRow[] | string> {
  if (converter === undefined) return [];
  const rows: TestRow[] = [];
  try {
    for await (const batch of rowsOfFile(path, { settings: converter.settings, inputPaths: [[]] }, terminal)) {
      for (let i = 0; i < batch.count; i += 1) {
        if (rows.length === MAX_ROWS) return `${path} has more than ${MAX_ROWS} rows`;
        const row = batch.read(i);
        rows.push(row instanceof RowError ? { rule: row.code, message: row.message } : { value: row });
      }
    }
  } catch (error) {
    return error instanceof Misuse ? error.message : failureText(error);
  }
  return rows.length === 0 ? `${path} has no rows` : rows;
}

async function fileText(path: string): Promise<{ readonly of: FileText; readonly undecoded: readonly Diagnostic[] }> {
  const { text, diagnostics } = await readText(path);
  return { of: { path, text, lines: createLineIndex(text) }, undecoded: diagnostics };
}

function errorsOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "error");
}
