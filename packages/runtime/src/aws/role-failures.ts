// From an error of STS to a failure of the job: why the role cannot be assumed, and how to fix it.
import { type FailureDetails, StageFailure } from "../contracts/stage-failure.ts";
import { type ErrorFacts, errorFacts, isRefusal, statusText, UNREACHABLE } from "./error-facts.ts";

interface RoleRequest {
  readonly roleArn: string;
  readonly externalId?: string;
  readonly stsEndpoint?: string;
}

export function roleFailure(error: unknown, request: RoleRequest): StageFailure {
  if (error instanceof StageFailure) return error;
  return new StageFailure({ ...detailsOf(errorFacts(error), request), cause: error });
}

function detailsOf(error: ErrorFacts, request: RoleRequest): FailureDetails {
  const { name, message, systemCode } = error;
  if (UNREACHABLE.has(systemCode)) {
    return {
      code: "role/unreachable",
      message: `cannot reach STS (${systemCode}): ${message}`,
      hint: "check `stsEndpoint` and `region` in the source file, and the network",
    };
  }
  const named = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  return (named ?? otherFailure)(error, request);
}

/** By the name that STS, or the client, gives the error. */
const BY_NAME: Readonly<Record<string, (error: ErrorFacts, request: RoleRequest) => FailureDetails>> = {
  AccessDenied: refused,
  AccessDeniedException: refused,
  ValidationError: badArn,
  ValidationException: badArn,
  InvalidClientTokenId: unknownAccessKey,
  UnrecognizedClientException: unknownAccessKey,
  SignatureDoesNotMatch: () => ({
    code: "role/wrong-secret",
    message: "STS refuses the signature: the secret key does not belong to the access key id",
    hint: "check `credentials.secretAccessKey` in the source file, or AWS_SECRET_ACCESS_KEY",
  }),
  ExpiredToken: expiredToken,
  ExpiredTokenException: expiredToken,
  CredentialsProviderError: ({ message }, { roleArn }) => ({
    code: "role/no-credentials",
    message: `there are no credentials to assume role ${roleArn} with: ${message}`,
    hint: "set `credentials` in the source file, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or configure a profile",
  }),
  RegionDisabledException: ({ message }) => ({
    code: "role/region-disabled",
    message: `STS is not enabled in this region: ${message}`,
    hint: "enable the region in the account, or set `stsEndpoint`",
  }),
};

/** STS gives the same answer where the role does not trust the caller and where the external id is wrong: the hint has both. */
function refused({ message }: ErrorFacts, { roleArn, externalId }: RoleRequest): FailureDetails {
  const trust = "the role's trust policy has to allow sts:AssumeRole to these keys";
  return {
    code: "role/refused",
    message: `cannot assume role ${roleArn} ${externalId === undefined ? "without an external id" : "with the external id of the source file"}: ${message}`,
    hint:
      externalId === undefined
        ? `${trust}; if it demands an external id, set \`externalId\` in the source file. \`heddle iam\` prints the policy`
        : `${trust}, and its sts:ExternalId has to equal \`externalId\` in the source file exactly. \`heddle iam\` prints the policy`,
  };
}

function badArn({ message }: ErrorFacts, { roleArn }: RoleRequest): FailureDetails {
  return {
    code: "role/bad-arn",
    message: `STS does not accept the request for role ${roleArn}: ${message}`,
    hint: "check `roleArn` (arn:aws:iam::<account>:role/<name>) and `externalId` in the source file",
  };
}

function unknownAccessKey(): FailureDetails {
  return {
    code: "role/unknown-access-key",
    message: "STS does not know the access key id that assumes the role",
    hint: "check `credentials.accessKeyId` in the source file, or AWS_ACCESS_KEY_ID",
  };
}

function expiredToken({ message }: ErrorFacts): FailureDetails {
  return {
    code: "role/expired-token",
    message: `STS refuses the session token of the keys that assume the role: ${message}`,
    hint: "renew the session's credentials",
  };
}

function otherFailure(error: ErrorFacts, { roleArn }: RoleRequest): FailureDetails {
  const { name, message } = error;
  const isRefused = isRefusal(error);
  return {
    code: "role/failed",
    // An error of the server may pass; a refusal does not.
    retryable: !isRefused,
    message: `cannot assume role ${roleArn}: ${[name, message].filter(Boolean).join(": ")}${statusText(error)}`,
    hint: isRefused
      ? "check `roleArn`, `externalId` and `stsEndpoint`"
      : "the next run tries again; if it lasts, check the network",
  };
}
