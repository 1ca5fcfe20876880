// In: a converter and the tests beside it. Out: how they fare, each case with its place and what is not as expected.
import { acceptEvent, type Span, type Value } from "@heddle/compiler";
import {
  failuresOf,
  runTests,
  type TestCase,
  type TestFile,
  type TestRow,
  type TestRun,
} from "@heddle/compiler/testing";
import type { Document } from "./document.ts";
import { TOO_SLOW } from "./evaluation.ts";
import { functionOffset, type Lens } from "./preview.ts";
import type { ValidatorFor } from "./sample.ts";

/** The tests of a converter, as a host read them. */
export interface TestSuite {
  readonly file: TestFile;
  /** The rows of the files that cases name, by the names as they are written, or why there are none. */
  readonly rows: ReadonlyMap<string, readonly Value[] | string>;
}

export interface TestOutcome {
  readonly name: string;
  /** Its place in the file of tests. */
  readonly span: Span;
  readonly passed: boolean;
  /** What is not as expected: a diff, with its place in the converter where it has one. */
  readonly failures: readonly { readonly message: string; readonly span?: Span }[];
}

export interface TestsResult {
  readonly cases: readonly TestOutcome[];
  /** How many of the converter's branches and keys the cases reach. */
  readonly coverage: { readonly reached: number; readonly all: number };
}

/** Runs the tests on the document as it is; undefined while it has errors, or where the rows take too long. */
export function testDocument(
  document: Document,
  { file, rows }: TestSuite,
  validatorFor: ValidatorFor | undefined,
): TestsResult | undefined {
  const { analysis } = document;
  if (analysis.hasErrors) return undefined;
  const validate = validatorFor?.(analysis.converter?.settings.ignoreEventFlag, file.purpose) ?? acceptEvent;
  let run: TestRun | undefined;
  const ended = document.evaluate((mayEvaluate) => {
    const rowOf = (value: Value): TestRow =>
      mayEvaluate(value) ? { value } : { rule: "map/too-slow", message: TOO_SLOW };
    const rowsOf = (test: TestCase): readonly TestRow[] | string => {
      const found = test.file === undefined ? test.rows : rows.get(test.file);
      return typeof found === "string" ? found : (found ?? []).map(rowOf);
    };
    run = runTests(analysis, file.cases, rowsOf, { validate, now: file.now });
  });
  if (!ended || run === undefined) return undefined;
  const { cases, places, uncovered } = run;
  return {
    cases: cases.map(({ name, span, passed, rows: results, problem }) => ({
      name,
      span,
      passed,
      failures: [
        ...(problem === undefined ? [] : [{ message: problem }]),
        ...results.flatMap((row) =>
          failuresOf(row, places, analysis).map((failure) => ({
            message: failure.lines.join("\n"),
            span: failure.span,
          })),
        ),
      ],
    })),
    coverage: { reached: places.length - uncovered.length, all: places.length },
  };
}

/** How the tests fare, above the converter's function. */
export function testLenses(
  document: Document,
  suite: TestSuite | string,
  validatorFor: ValidatorFor | undefined,
): readonly Lens[] {
  const offset = functionOffset(document);
  if (offset === undefined) return [];
  return [{ offset, title: lensTitle(document, suite, validatorFor), command: "tests" }];
}

function lensTitle(document: Document, suite: TestSuite | string, validatorFor: ValidatorFor | undefined): string {
  if (typeof suite === "string") return `Tests: ${suite}`;
  const result = testDocument(document, suite, validatorFor);
  if (result === undefined) return `Tests: ${document.analysis.hasErrors ? "the converter has errors" : TOO_SLOW}`;
  const { cases, coverage } = result;
  const passed = cases.filter((one) => one.passed).length;
  return `Tests: ${passed} of ${cases.length} pass, ${coverage.reached} of ${coverage.all} branches and keys reached`;
}
