// The tests beside a converter: read when it is opened or saved and when they change, run for the lens and for the command.
import { createLineIndex } from "@heddle/compiler";
import { readTestFile } from "@heddle/compiler/testing";
import { type CodeLens, ErrorCodes, ResponseError } from "vscode-languageserver";
import type { Document } from "../service/document.ts";
import { type TestSuite, testDocument, testLenses } from "../service/tests.ts";
import { toRange } from "./convert.ts";
import { logError, type Session } from "./session.ts";
import { pathOf } from "./workspace.ts";

/** The command by which an editor runs the tests of a converter; its argument is the converter's URI. */
export const TESTS_COMMAND = "heddle.testResults";

/** The command of the lens, which the editor itself carries out. */
const RUN_TESTS = "heddle.runTests";

export interface Tests {
  /** Reads the tests of an open converter anew. */
  load(uri: string): void;
  /** A file has changed: reads it anew for the converters whose tests it may be. */
  reloadUsersOf(uri: string): void;
  forget(uri: string): void;
  lensesOf(uri: string, document: Document): readonly CodeLens[];
  /** The results of the tests as they are on disk, once they are read. @throws ResponseError where the converter is not open. */
  resultsOf(uri: unknown): Promise<unknown>;
}

interface Loaded {
  readonly uri: string;
  readonly text: string;
  /** The tests, or why there are none to run. */
  readonly suite: TestSuite | string;
}

/** `refresh`: what is shown of a converter is out of date. */
export function createTests(session: Session, refresh: (uri: string) => void): Tests {
  const { host, workspace } = session;
  const loaded = new Map<string, Loaded>();
  const newest = new Map<string, number>();
  /** What was begun last for a converter, which a request for results waits for. */
  const pending = new Map<string, Promise<void>>();
  const load = (uri: string): void => {
    const document = workspace.document(uri);
    if (document?.kind !== "converter" || host.loadTests === undefined) return;
    const turn = (newest.get(uri) ?? 0) + 1;
    newest.set(uri, turn);
    const loading = loadTests(session, uri, document.text).then(
      (found) => {
        if (newest.get(uri) !== turn || workspace.file(uri) === undefined) return;
        const before = loaded.get(uri);
        if (found === undefined) loaded.delete(uri);
        else loaded.set(uri, found);
        if (found !== undefined || before !== undefined) refresh(uri);
      },
      (error: unknown) => logError(session, error),
    );
    pending.set(uri, loading);
  };
  return {
    load,
    reloadUsersOf(changed) {
      const folder = folderOf(pathOf(changed));
      for (const uri of newest.keys()) if (folderOf(pathOf(uri)) === folder) load(uri);
    },
    forget(uri) {
      newest.delete(uri);
      pending.delete(uri);
      loaded.delete(uri);
    },
    lensesOf(uri, document) {
      const tests = loaded.get(uri);
      if (tests === undefined) return [];
      return testLenses(document, tests.suite, session.validatorFor).map(({ offset, title }) => ({
        range: toRange(document, { start: offset, end: offset }),
        command: { title, command: RUN_TESTS, arguments: [uri] },
      }));
    },
    async resultsOf(uri) {
      if (typeof uri === "string") await pending.get(uri);
      const document = typeof uri === "string" ? workspace.document(uri) : undefined;
      if (document === undefined || typeof uri !== "string")
        throw new ResponseError(ErrorCodes.InvalidParams, "The first argument must be the URI of an open converter.");
      return resultsOf(session, document, loaded.get(uri));
    },
  };
}

async function loadTests(session: Session, converter: string, text: string): Promise<Loaded | undefined> {
  const { host } = session;
  const found = await host.loadTests?.(converter);
  if (found === undefined) return undefined;
  // Without the rules on events, other events would be expected.
  session.validatorFor ??= await host.loadValidator?.();
  const { file } = readTestFile(found.text);
  if (file === undefined) return { ...found, suite: "the file of tests has errors; `heddle test` shows them" };
  const names = new Set(file.cases.flatMap((test) => (test.file === undefined ? [] : [test.file])));
  const rows = new Map<string, TestSuite["rows"] extends ReadonlyMap<string, infer Rows> ? Rows : never>();
  for (const name of names) {
    const sample = await host
      .loadSample?.({ converter, text, file: name, folders: session.folders })
      .catch((error: Error) => error.message);
    if (typeof sample === "string") rows.set(name, sample);
    else if (sample === undefined) rows.set(name, `${name} cannot be read here`);
    // An editor keeps a part of a large file alone.
    else if (sample.sample.rowCount > sample.sample.rows.length || sample.sample.unread !== undefined)
      rows.set(name, `${name} is left to \`heddle test\`: it is large, or has rows that cannot be read`);
    else rows.set(name, sample.sample.rows);
  }
  return { ...found, suite: { file, rows } };
}

/** The results as data, with ranges of the file of tests and of the converter. */
function resultsOf({ validatorFor }: Session, document: Document, tests: Loaded | undefined): unknown {
  if (tests === undefined) return { state: "no-tests", cases: [] };
  const { uri, text, suite } = tests;
  if (typeof suite === "string") return { state: "failed", uri, reason: suite, cases: [] };
  const result = testDocument(document, suite, validatorFor);
  if (result === undefined) {
    const reason = document.analysis.hasErrors ? "the converter has errors" : "the rows take too long";
    return { state: "failed", uri, reason, cases: [] };
  }
  const lines = createLineIndex(text);
  return {
    state: "ready",
    uri,
    coverage: result.coverage,
    cases: result.cases.map(({ name, span, passed, failures }) => ({
      name,
      range: lines.range(span),
      passed,
      failures: failures.map(({ message, span: place }) => ({
        message,
        ...(place !== undefined && { range: toRange(document, place) }),
      })),
    })),
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
