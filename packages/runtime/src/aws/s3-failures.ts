// From an error of the S3 client to a failure of the pipeline: what it means, how far it reaches, and how to mend it.
import { type ErrorFacts, errorFacts, UNREACHABLE } from "./error-facts.ts";
import { type FailureDetails, type FailurePlace, StageFailure } from "../contracts/stage-failure.ts";

type Action = "list" | "read";

/**
 * Names what an S3 request ran into. A missing or changed object concerns that object; credentials, bucket, region and
 * endpoint concern the job; an unknown refusal concerns the object that was read, or the job when it was a listing.
 */
export function failureOf(error: unknown, action: Action, place: FailurePlace): StageFailure {
  if (error instanceof StageFailure) return error;
  return new StageFailure({ ...detailsOf(errorFacts(error), action, place), place, cause: error });
}

function detailsOf(fact: ErrorFacts, action: Action, place: FailurePlace): FailureDetails {
  const bucket = place.bucket ?? "";
  const what = action === "list" ? `bucket "${bucket}" cannot be listed` : `object "${place.key ?? ""}" cannot be read`;
  const scope = action === "list" ? "job" : "object";
  if (UNREACHABLE.has(fact.systemCode)) {
    return {
      code: "s3/unreachable",
      message: `S3 cannot be reached (${fact.systemCode}): ${fact.message}`,
      hint: "check `endpoint` and `region` of the source file, and the network of this machine",
    };
  }
  switch (fact.name) {
    case "NoSuchBucket":
      return {
        code: "s3/no-such-bucket",
        message: `there is no bucket "${bucket}"`,
        hint: "check `bucket` in the source file, and that `endpoint` and `region` are those of the bucket",
      };
    case "NoSuchKey":
    case "NotFound":
      return {
        code: "s3/object-gone",
        message: `object "${place.key ?? ""}" is no longer in the bucket`,
        hint: "it was deleted after it was found; upload it again under a new name to have it ingested",
      };
    case "PreconditionFailed":
      return objectChanged(place);
    case "InvalidAccessKeyId":
      return {
        code: "s3/unknown-access-key",
        message: "S3 does not know the access key id",
        hint: "check `credentials.accessKeyId` in the source file, or AWS_ACCESS_KEY_ID",
      };
    case "SignatureDoesNotMatch":
      return {
        code: "s3/wrong-secret",
        message: "S3 refuses the signature: the secret key does not belong to the access key id",
        hint: "check `credentials.secretAccessKey` in the source file, or AWS_SECRET_ACCESS_KEY",
      };
    case "ExpiredToken":
    case "InvalidToken":
      return {
        code: "s3/expired-token",
        message: `S3 refuses the session token: ${fact.message}`,
        hint: "renew the session's credentials",
      };
    case "CredentialsProviderError":
      return {
        code: "s3/no-credentials",
        message: `there are no credentials for S3: ${fact.message}`,
        hint: "set `credentials` in the source file, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or configure a profile",
      };
    case "RequestTimeTooSkewed":
      return {
        code: "s3/clock-skewed",
        message: "S3 refuses requests of this machine because its clock is wrong",
        hint: "set the clock",
      };
    case "PermanentRedirect":
    case "AuthorizationHeaderMalformed":
    case "IllegalLocationConstraintException":
      return wrongRegion(bucket, fact.region);
    case "InvalidObjectState":
      return {
        code: "s3/archived",
        message: `object "${place.key ?? ""}" is archived and cannot be read`,
        hint: "restore it from its storage class, then run `heddle retry`",
      };
    case "AccessDenied":
    case "AllAccessDisabled":
      return {
        code: "s3/access-denied",
        scope,
        message: `${what}: access is denied`,
        retryable: action === "read",
        hint:
          action === "list"
            ? `allow s3:ListBucket on arn:aws:s3:::${bucket}`
            : `allow s3:GetObject on arn:aws:s3:::${bucket}/*`,
      };
    default:
  }
  if (fact.status === 301) return wrongRegion(bucket, fact.region);
  if (fact.status === 412) return objectChanged(place);
  const status = fact.status === 0 ? "" : ` (status ${fact.status})`;
  const refused = fact.status >= 400 && fact.status < 500 && fact.status !== 408 && fact.status !== 429;
  return {
    code: refused ? "s3/refused" : "s3/interrupted",
    scope,
    message: `${what}: ${[fact.name, fact.message || fact.systemCode].filter(Boolean).join(": ")}${status}`,
    hint: refused
      ? "the request is refused as it is; check bucket, prefix and permissions"
      : "the next run tries again; look at the network if it lasts",
  };
}

function wrongRegion(bucket: string, region: string): FailureDetails {
  return {
    code: "s3/wrong-region",
    message: `bucket "${bucket}" is in another region${region === "" ? "" : `, ${region}`}`,
    hint:
      region === ""
        ? "set `region` in the source file to that of the bucket"
        : `set \`region\` in the source file to "${region}"`,
  };
}

function objectChanged(place: FailurePlace): FailureDetails {
  return {
    code: "s3/object-changed",
    message: `object "${place.key ?? ""}" changed while it was read; nothing of it was delivered`,
    hint: "the next scan finds its new version; upload changes under new names",
  };
}
