// The error of a stage: what failed, where, how to fix it, and whether the work around it can go on.
import { FAILURES, type FailureCode, type FailureCodeWith } from "../codes/catalog.ts";
import type { FailureDefinition, FailureScope } from "../codes/define.ts";

export type { FailureScope } from "../codes/define.ts";

/** The place of a failure, as far as it is known. */
export interface FailurePlace {
  readonly file?: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly row?: number;
}

type VaryingScope = FailureCodeWith<"scope", "varies">;
type VaryingRetry = FailureCodeWith<"retryable", "varies">;

/** Scope and retryability come from the code's definition; they are given where it leaves them open, and nowhere else. */
export type FailureDetails = {
  readonly message: string;
  /** How to fix it, in one sentence. */
  readonly hint: string;
  readonly place?: FailurePlace;
  readonly cause?: unknown;
} & (
  | {
      readonly code: Exclude<FailureCode, VaryingScope | VaryingRetry>;
      readonly scope?: never;
      readonly retryable?: never;
    }
  | { readonly code: Exclude<VaryingScope, VaryingRetry>; readonly scope: FailureScope; readonly retryable?: never }
  | { readonly code: Exclude<VaryingRetry, VaryingScope>; readonly scope?: never; readonly retryable: boolean }
  | { readonly code: VaryingScope & VaryingRetry; readonly scope: FailureScope; readonly retryable: boolean }
);

/** Thrown by a stage of the pipeline; caught once, where the object or the job is settled. */
export class StageFailure extends Error {
  override readonly name = "StageFailure";
  readonly code: FailureCode;
  readonly scope: FailureScope;
  readonly place: FailurePlace;
  readonly hint: string;
  /** Whether trying the same again later can succeed though nobody fixed anything. */
  readonly retryable: boolean;

  constructor(details: FailureDetails) {
    super(details.message, details.cause === undefined ? {} : { cause: details.cause });
    const { code, scope, retryable, hint, place = {} } = details;
    const definition: FailureDefinition = FAILURES[code];
    this.code = code;
    this.scope = scope ?? (definition.scope === "varies" ? "object" : definition.scope);
    this.retryable = retryable ?? definition.retryable === true;
    this.hint = hint;
    this.place = place;
  }
}
