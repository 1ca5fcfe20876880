// What is wrong with a Parquet file to the failure that says so.
import { type FailurePlace, StageFailure } from "../../contracts/stage-failure.ts";

/** The file may be sound, but uses what is not read here. */
export class Unsupported extends Error {}

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

/** What the reader says itself. The message of an error of the engine says nothing about the file; the error stays the cause. */
export function messageOf(error: unknown): string {
  const isOurs = error instanceof Error && (error.constructor === Error || error instanceof Unsupported);
  return isOurs ? error.message : "its bytes do not follow the Parquet format";
}
