// Failures to assume the role of a source.
import type { FailureDefinition } from "./define.ts";

export const ROLE_CODES = {
  "role/unreachable": {
    scope: "job",
    retryable: true,
    meaning: "STS cannot be reached",
    cause: "The name of the endpoint does not resolve, nothing listens there, or its certificate is not trusted.",
    fix: "Check `stsEndpoint` and `region` in the source file, then the network and its proxies.",
    example: '"stsEndpoint": "http://localhost:4566"    // no server listens on this port',
  },
  "role/refused": {
    scope: "job",
    retryable: false,
    meaning: "the role cannot be assumed",
    cause:
      "The role's trust policy does not allow these credentials to assume it, or demands another external id. STS gives the same answer to both.",
    fix: "Compare the trust policy with what `heddle iam SOURCE` prints: its principal, and sts:ExternalId, which has to equal `externalId` exactly.",
    example: '"externalId": "acme-prod"    // the trust policy demands "acme-production"',
  },
  "role/bad-arn": {
    scope: "job",
    retryable: false,
    meaning: "STS does not accept the ARN of the role or the external id",
    cause: "They are well-formed as text, but not to STS.",
    fix: "Check `roleArn` (arn:aws:iam::<account>:role/<name>) and `externalId` in the source file.",
    example: '"roleArn": "arn:aws:iam::123456789012:role/heddle,reader"',
  },
  "role/unknown-access-key": {
    scope: "job",
    retryable: false,
    meaning: "STS does not know the access key id that assumes the role",
    cause: "The key was deleted or deactivated, belongs to another provider, or is misspelled.",
    fix: "Check `credentials.accessKeyId` in the source file, or AWS_ACCESS_KEY_ID.",
    example: '"credentials": { "accessKeyId": "AKIADELETED", "secretAccessKey": "..." }',
  },
  "role/wrong-secret": {
    scope: "job",
    retryable: false,
    meaning: "the secret key does not belong to the access key id that assumes the role",
    cause: "STS computed another signature than the one that was sent.",
    fix: "Check `credentials.secretAccessKey` in the source file, or AWS_SECRET_ACCESS_KEY: copy it whole, with its slashes and plus signs.",
    example: "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI    # cut off while copying",
  },
  "role/expired-token": {
    scope: "job",
    retryable: true,
    meaning: "the session token of the credentials that assume the role has expired",
    cause: "Temporary credentials last some hours at most; the role's own session is renewed, theirs is not.",
    fix: "Renew the credentials.",
    example: "AWS_SESSION_TOKEN=...    # from a login of yesterday",
  },
  "role/no-credentials": {
    scope: "job",
    retryable: false,
    meaning: "there are no credentials to assume the role with",
    cause: "Neither the source file nor the environment, a profile, the container or the instance provides any.",
    fix: "Set `credentials` in the source file, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or configure a profile.",
    example: '"roleArn": "arn:aws:iam::123456789012:role/reader"    // and no keys to assume it with',
  },
  "role/region-disabled": {
    scope: "job",
    retryable: false,
    meaning: "STS is not enabled in the region",
    cause: "Some regions have to be enabled for an account first.",
    fix: "Enable the region in the account, or set `stsEndpoint` to that of another region.",
    example: '"region": "ap-east-1"    // not enabled in this account',
  },
  "role/failed": {
    scope: "job",
    retryable: "varies",
    meaning: "the role could not be assumed for another reason",
    cause: "STS gave an error that has no code of its own here; the message has its words.",
    fix: "Check `roleArn`, `externalId` and `stsEndpoint`. Errors of the server pass: the next run tries again.",
    example: "role arn:aws:iam::123456789012:role/reader cannot be assumed: InternalFailure (status 500)",
  },
} as const satisfies Record<string, FailureDefinition>;
