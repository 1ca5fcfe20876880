// From an error of the bucket that is written to, to a failure that says how to fix it.
import { StageFailure } from "../../contracts/stage-failure.ts";

/** How to fix errors of S3 that concern every object. */
const FIXES: Readonly<Record<string, string>> = {
  NoSuchBucket: "create the bucket, or correct `sink.bucket`",
  AccessDenied: "allow what `heddle iam` prints for the bucket of the sink",
  InvalidAccessKeyId: "check the credentials of the sink",
  SignatureDoesNotMatch: "check the credentials of the sink",
  CredentialsProviderError: "give the sink credentials, or configure the default chain",
  PermanentRedirect: "set `sink.region` to that of the bucket",
  AuthorizationHeaderMalformed: "set `sink.region` to that of the bucket",
  ECONNREFUSED: "check `sink.endpoint` and the network",
  ENOTFOUND: "check `sink.endpoint`, `sink.region` and the network",
};

/** A bucket that cannot be written concerns every object; any other error this one. */
export function sinkFailure(error: unknown, bucket: string): StageFailure {
  if (error instanceof StageFailure) return error;
  const { name, message, code = "" } = error as NodeJS.ErrnoException;
  const hint = FIXES[name] ?? FIXES[code];
  return new StageFailure({
    code: "sink/not-written",
    scope: hint === undefined ? "object" : "job",
    message: `cannot write to bucket "${bucket}": ${name}: ${message || code}`,
    hint: hint ?? "the next run tries again",
    cause: error,
  });
}
