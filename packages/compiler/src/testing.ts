// Tests of converters: their files, running them, what they cover, choosing rows for them; and differences between events.
export { DEFAULT_TEST_NOW, TEST_FILE } from "./testing/definition.ts";
export { type Expectation, readTestFile, type TestCase, type TestFile } from "./testing/read-test-file.ts";
export {
  type CaseResult,
  createRowEvaluator,
  type EvaluatedRow,
  expectationOf,
  type RowResult,
  runTests,
  type TestRow,
  type TestRun,
  type TestTools,
} from "./testing/run-tests.ts";
export type { CoveragePlace } from "./testing/coverage.ts";
export { type Failure, failuresOf, outcomeText } from "./testing/failures.ts";
export { createRowChooser, type RowChooser } from "./testing/choose-rows.ts";
export { type Difference, differencesOf, pathText } from "./testing/differences.ts";
export { expectationValue, type NewCase, prettyJson, testFileText, updateEdits } from "./testing/write-tests.ts";
export {
  createEventDiff,
  type EventDiff,
  type KeyChange,
  type OutcomeChange,
  type RowPlace,
  type RuleChangeCount,
} from "./testing/event-diff.ts";
export { createEventSummary, type EventSummary, type RuleSummary } from "./testing/event-summary.ts";
