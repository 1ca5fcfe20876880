// From an error of STS to a failure of the job: why the role cannot be assumed, and how to mend it.
import type { ROLE_CODES } from "../codes/role.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { errorFacts, UNREACHABLE } from "./error-facts.ts";

interface Asked {
  readonly roleArn: string;
  readonly externalId?: string;
  readonly stsEndpoint?: string;
}

/** STS answers the same to a role that does not trust the caller and to a wrong external id, so both are named. */
export function roleFailure(error: unknown, { roleArn, externalId }: Asked): StageFailure {
  if (error instanceof StageFailure) return error;
  const { name, message, status, systemCode } = errorFacts(error);
  const failure = (code: Exclude<keyof typeof ROLE_CODES, "role/failed">, text: string, hint: string): StageFailure =>
    new StageFailure({ code, message: text, hint, cause: error });
  if (UNREACHABLE.has(systemCode)) {
    return failure(
      "role/unreachable",
      `STS cannot be reached (${systemCode}): ${message}`,
      "check `stsEndpoint` and `region` of the source file, and the network of this machine",
    );
  }
  switch (name) {
    case "AccessDenied":
    case "AccessDeniedException":
      return failure(
        "role/refused",
        `role ${roleArn} cannot be assumed ${externalId === undefined ? "without an external id" : "with the external id of the source file"}: ${message}`,
        externalId === undefined
          ? "the role's trust policy has to allow sts:AssumeRole to these keys; where it demands an external id, set `externalId` in the source file. `heddle iam` prints the policy"
          : "the role's trust policy has to allow sts:AssumeRole to these keys, and its sts:ExternalId has to equal `externalId` of the source file letter by letter. `heddle iam` prints the policy",
      );
    case "ValidationError":
    case "ValidationException":
      return failure(
        "role/bad-arn",
        `STS does not accept the request for role ${roleArn}: ${message}`,
        "check `roleArn` (arn:aws:iam::<account>:role/<name>) and `externalId` in the source file",
      );
    case "InvalidClientTokenId":
    case "UnrecognizedClientException":
      return failure(
        "role/unknown-access-key",
        "STS does not know the access key id that assumes the role",
        "check `credentials.accessKeyId` in the source file, or AWS_ACCESS_KEY_ID",
      );
    case "SignatureDoesNotMatch":
      return failure(
        "role/wrong-secret",
        "STS refuses the signature: the secret key does not belong to the access key id",
        "check `credentials.secretAccessKey` in the source file, or AWS_SECRET_ACCESS_KEY",
      );
    case "ExpiredToken":
    case "ExpiredTokenException":
      return failure(
        "role/expired-token",
        `STS refuses the session token of the keys that assume the role: ${message}`,
        "renew the session's credentials",
      );
    case "CredentialsProviderError":
      return failure(
        "role/no-credentials",
        `there are no credentials to assume role ${roleArn} with: ${message}`,
        "set `credentials` in the source file, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or configure a profile",
      );
    case "RegionDisabledException":
      return failure(
        "role/region-disabled",
        `STS is not enabled in this region: ${message}`,
        "enable the region in the account, or set `stsEndpoint`",
      );
    default: {
      const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 429;
      const what = [name, message].filter((text) => text !== "").join(": ");
      return new StageFailure({
        code: "role/failed",
        // An error of the server may pass; a refusal does not.
        retryable: !isRefusal,
        cause: error,
        message: `role ${roleArn} cannot be assumed: ${what}${status === 0 ? "" : ` (status ${status})`}`,
        hint: isRefusal
          ? "check `roleArn`, `externalId` and `stsEndpoint`"
          : "the next run tries again; look at the network if it lasts",
      });
    }
  }
}
