// What is wrong with a Parquet file to the failure that says so.
import { type FailurePlace, StageFailure } from "../../contracts/stage-failure.ts";

export function corrupt(place: FailurePlace, what: string, cause?: unknown): StageFailure {
  return new StageFailure({
    code: "rows/parquet-corrupt",
    place,
    message: `the Parquet file cannot be read: ${what}`,
    hint: "upload the object again, whole; if other tools read it, please report it",
    ...(cause === undefined ? {} : { cause }),
  });
}

export function unsupported(place: FailurePlace, what: string, hint: string, cause?: unknown): StageFailure {
  return new StageFailure({
    code: "rows/parquet-unsupported",
    place,
    message: `the Parquet file cannot be read: ${what}`,
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
