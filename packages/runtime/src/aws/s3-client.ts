// From the access settings of a source to an S3 client.
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { hideInErrors } from "./hide-in-errors.ts";
import { ANSWER_MS, handlerLimits, limitAnswers } from "./request-limits.ts";

export interface StaticCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface S3Access {
  /** Absent: that of the environment or the profile. */
  readonly region?: string;
  /** The address of a compatible server; absent: Amazon's own. */
  readonly endpoint?: string;
  /** The bucket in the path instead of the host name; true where an endpoint is set, unless said otherwise. */
  readonly forcePathStyle?: boolean;
  /** Whether a bucket of another region is looked for there. */
  readonly followRegionRedirects?: boolean;
  /** Fixed keys; absent: the default chain of the AWS SDK (environment, profiles, container, instance). */
  readonly credentials?: StaticCredentials | NonNullable<S3ClientConfig["credentials"]>;
  /** How long an answer may take, in milliseconds (default {@link ANSWER_MS}); not the content of an object. */
  readonly answerMs?: number;
}

/** More than are ever wanted: ranges and objects are limited where they are asked for, so that no request waits for a connection unseen. */
const MAX_SOCKETS = 512;

/** The caller destroys the client when done. */
export function createS3Client(access: S3Access): S3Client {
  const { credentials, answerMs = ANSWER_MS } = access;
  const client = new S3Client({
    ...(access.region === undefined ? {} : { region: access.region }),
    ...(access.endpoint === undefined ? {} : { endpoint: access.endpoint }),
    ...(access.followRegionRedirects === undefined ? {} : { followRegionRedirects: access.followRegionRedirects }),
    forcePathStyle: access.forcePathStyle ?? access.endpoint !== undefined,
    // The SDK writes into the object that it is given.
    ...(credentials === undefined
      ? {}
      : { credentials: typeof credentials === "function" ? credentials : { ...credentials } }),
    maxAttempts: 4,
    // Reads are resumed by range, so no response need carry the checksum of a whole object.
    responseChecksumValidation: "WHEN_REQUIRED",
    requestChecksumCalculation: "WHEN_REQUIRED",
    requestHandler: {
      ...handlerLimits(answerMs),
      httpAgent: { maxSockets: MAX_SOCKETS },
      httpsAgent: { maxSockets: MAX_SOCKETS },
    },
  });
  limitAnswers(client, answerMs);
  hideInErrors(client);
  return client;
}
