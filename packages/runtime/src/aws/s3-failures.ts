// From an error of the S3 client to a failure: what it means, how far it reaches, and how to fix it.
import { type ErrorFacts, errorFacts, isRefusal, statusText, UNREACHABLE } from "./error-facts.ts";
import { type FailureDetails, type FailurePlace, StageFailure } from "../contracts/stage-failure.ts";

type Action = "list" | "read";

/**
 * Names what an S3 request ran into. A missing or changed object concerns that object; credentials, bucket, region and
 * endpoint concern the job; any other refusal concerns the object where it was read, or the job where the bucket was listed.
 */
export function failureOf(error: unknown, action: Action, place: FailurePlace): StageFailure {
  if (error instanceof StageFailure) return error;
  const { bucket = "", key = "" } = place;
  const request: FailedRequest = { error: errorFacts(error), action, bucket, key };
  return new StageFailure({ ...detailsOf(request), place, cause: error });
}

interface FailedRequest {
  readonly error: ErrorFacts;
  readonly action: Action;
  readonly bucket: string;
  readonly key: string;
}

function detailsOf(request: FailedRequest): FailureDetails {
  const { name, status, systemCode, message } = request.error;
  if (UNREACHABLE.has(systemCode)) {
    return {
      code: "s3/unreachable",
      message: `cannot reach S3 (${systemCode}): ${message}`,
      hint: "check `endpoint` and `region` in the source file, and the network",
    };
  }
  const named = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  if (named !== undefined) return named(request);
  if (status === 301) return wrongRegion(request);
  if (status === 412) return objectChanged(request);
  return otherFailure(request);
}

/** By the name that S3, or the client, gives the error. */
const BY_NAME: Readonly<Record<string, (request: FailedRequest) => FailureDetails>> = {
  NoSuchBucket: noSuchBucket,
  NoSuchKey: objectGone,
  NotFound: objectGone,
  PreconditionFailed: objectChanged,
  InvalidAccessKeyId: () => ({
    code: "s3/unknown-access-key",
    message: "S3 does not know the access key id",
    hint: "check `credentials.accessKeyId` in the source file, or AWS_ACCESS_KEY_ID",
  }),
  SignatureDoesNotMatch: () => ({
    code: "s3/wrong-secret",
    message: "S3 refuses the signature: the secret key does not belong to the access key id",
    hint: "check `credentials.secretAccessKey` in the source file, or AWS_SECRET_ACCESS_KEY",
  }),
  ExpiredToken: expiredToken,
  InvalidToken: expiredToken,
  CredentialsProviderError: ({ error }) => ({
    code: "s3/no-credentials",
    message: `there are no credentials for S3: ${error.message}`,
    hint: "set `credentials` in the source file, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or configure a profile",
  }),
  RequestTimeTooSkewed: () => ({
    code: "s3/clock-skewed",
    message: "S3 refuses requests because this computer's clock is wrong",
    hint: "set the clock",
  }),
  PermanentRedirect: wrongRegion,
  AuthorizationHeaderMalformed: wrongRegion,
  IllegalLocationConstraintException: wrongRegion,
  InvalidObjectState: ({ key }) => ({
    code: "s3/archived",
    message: `object "${key}" is archived and cannot be read`,
    hint: "restore it from its storage class, then run `heddle retry`",
  }),
  AccessDenied: accessDenied,
  AllAccessDisabled: accessDenied,
};

function noSuchBucket({ bucket }: FailedRequest): FailureDetails {
  return {
    code: "s3/no-such-bucket",
    message: `there is no bucket "${bucket}"`,
    hint: "check `bucket` in the source file, and that `endpoint` and `region` are those of the bucket",
  };
}

function objectGone({ key }: FailedRequest): FailureDetails {
  return {
    code: "s3/object-gone",
    message: `object "${key}" is no longer in the bucket`,
    hint: "it was deleted after it was found; upload it again under a new name to have it ingested",
  };
}

function objectChanged({ key }: FailedRequest): FailureDetails {
  return {
    code: "s3/object-changed",
    message: `object "${key}" changed while it was being read; nothing of it was delivered`,
    hint: "the next scan finds the new content; upload changes under new names",
  };
}

function expiredToken({ error }: FailedRequest): FailureDetails {
  return {
    code: "s3/expired-token",
    message: `S3 refuses the session token: ${error.message}`,
    hint: "renew the session's credentials",
  };
}

function wrongRegion({ bucket, error: { region } }: FailedRequest): FailureDetails {
  return {
    code: "s3/wrong-region",
    message: `bucket "${bucket}" is in another region${region === "" ? "" : `, ${region}`}`,
    hint:
      region === ""
        ? "set `region` in the source file to that of the bucket"
        : `set \`region\` in the source file to "${region}"`,
  };
}

function accessDenied(request: FailedRequest): FailureDetails {
  const { action, bucket } = request;
  return {
    code: "s3/access-denied",
    scope: scopeOf(action),
    // A policy may be changed while the job runs; without a listing there is no job.
    retryable: action === "read",
    message: `${attemptOf(request)}: access is denied`,
    hint:
      action === "list"
        ? `allow s3:ListBucket on arn:aws:s3:::${bucket}`
        : `allow s3:GetObject on arn:aws:s3:::${bucket}/*`,
  };
}

function otherFailure(request: FailedRequest): FailureDetails {
  const { action, error } = request;
  const { name, message, systemCode } = error;
  const isRefused = isRefusal(error);
  return {
    code: isRefused ? "s3/refused" : "s3/interrupted",
    scope: scopeOf(action),
    message: `${attemptOf(request)}: ${[name, message || systemCode].filter(Boolean).join(": ")}${statusText(error)}`,
    hint: isRefused
      ? "check `bucket`, `prefix` and the permissions: trying again gives the same"
      : "the next run tries again; if it lasts, check the network",
  };
}

function scopeOf(action: Action): "job" | "object" {
  return action === "list" ? "job" : "object";
}

function attemptOf({ action, bucket, key }: FailedRequest): string {
  return action === "list" ? `cannot list bucket "${bucket}"` : `cannot read object "${key}"`;
}
