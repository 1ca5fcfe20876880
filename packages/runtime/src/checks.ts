// The rules of Amplitude's import for events. Runs in browsers and workers too.
export { type CheckOptions, type CheckOutcome, type Checks, createChecks } from "./6-check/checks.ts";
export type { CheckLimits } from "./6-check/limits.ts";
export type { RuleChange } from "./6-check/notes.ts";
export type { CheckPlace } from "./6-check/requirements.ts";
export { type FailureDetails, type FailurePlace, type FailureScope, StageFailure } from "./contracts/stage-failure.ts";
export { explainCode } from "./codes/explain.ts";
export { type RuleCode, RULES } from "./codes/rules.ts";
