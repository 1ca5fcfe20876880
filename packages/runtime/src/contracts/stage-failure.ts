// The error of a stage: what failed, where, how to mend it, and whether the work around it can go on.

/** The place of a failure, as far as it is known. */
export interface FailurePlace {
  readonly file?: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly row?: number;
}

/** How much a failure stops: this object alone, or the whole job. */
export type FailureScope = "object" | "job";

/** Thrown by a stage of the pipeline; caught once, where the object or the job is settled. */
export class StageFailure extends Error {
  override readonly name = "StageFailure";
  /** A stable code, for example `s3/no-such-bucket` or `rows/not-gzip`. */
  readonly code: string;
  readonly scope: FailureScope;
  readonly place: FailurePlace;
  /** How to mend it, in one sentence. */
  readonly hint: string;
  /** Whether trying the same again later can succeed without anybody mending anything. */
  readonly retryable: boolean;

  constructor(details: {
    code: string;
    scope: FailureScope;
    message: string;
    hint: string;
    place?: FailurePlace;
    retryable?: boolean;
    cause?: unknown;
  }) {
    super(details.message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = details.code;
    this.scope = details.scope;
    this.place = details.place ?? {};
    this.hint = details.hint;
    this.retryable = details.retryable ?? false;
  }
}
