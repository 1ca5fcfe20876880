// From a role's ARN and an external id to the credentials of its sessions, each assumed through STS and renewed before it ends.
import { AssumeRoleCommand, STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import type { StaticCredentials } from "./s3-client.ts";
import { hideInErrors } from "./hide-in-errors.ts";
import { ANSWER_MS, handlerLimits, limitAnswers } from "./request-limits.ts";
import { roleFailure } from "./role-failures.ts";

export interface RoleAccess {
  /** ARN of the role. */
  readonly roleArn: string;
  /** What the role's trust policy demands as `sts:ExternalId`. */
  readonly externalId?: string;
  readonly region: string;
  /** The address of a compatible server; absent: Amazon's own, in the region. */
  readonly stsEndpoint?: string;
  /** The keys that assume the role; absent: the default chain of the AWS SDK. */
  readonly credentials?: StaticCredentials | NonNullable<STSClientConfig["credentials"]>;
  /** Seconds that a session lasts, from 900 (default 3600). */
  readonly sessionSeconds?: number;
  /** How long an answer may take, in milliseconds (default {@link ANSWER_MS}). */
  readonly answerMs?: number;
}

/** Credentials of one session. */
export interface RoleSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Sessions are renewed so long before they end, in milliseconds: a request in flight shall not outlive its session. */
const RENEW_BEFORE_MS = 5 * 60_000;

/**
 * A provider of credentials for the clients of the AWS SDK. All of them share one session; it is renewed when less than five
 * minutes of it are left, by one request however many ask.
 * @returns a function that throws StageFailure of scope "job": `role/refused`, `role/bad-arn`, `role/no-credentials`, `role/unreachable` and others.
 */
export function assumeRole(access: RoleAccess, clock: () => number = Date.now): () => Promise<RoleSession> {
  let session: RoleSession | undefined;
  let pending: Promise<RoleSession> | undefined;
  const renew = async (): Promise<RoleSession> => {
    try {
      session = await newSession(access);
      return session;
    } finally {
      pending = undefined;
    }
  };
  return async () => {
    if (session !== undefined && session.expiration.getTime() - clock() > RENEW_BEFORE_MS) return session;
    pending ??= renew();
    return pending;
  };
}

async function newSession(access: RoleAccess): Promise<RoleSession> {
  const client = stsClient(access);
  try {
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({
        RoleArn: access.roleArn,
        RoleSessionName: "heddle",
        DurationSeconds: access.sessionSeconds ?? 3600,
        ...(access.externalId === undefined ? {} : { ExternalId: access.externalId }),
      }),
    );
    if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined || given.SessionToken === undefined) {
      throw new Error("the answer of STS holds no credentials");
    }
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      expiration: given.Expiration ?? new Date(0),
    };
  } catch (error) {
    throw roleFailure(error, access);
  } finally {
    client.destroy();
  }
}

/** A client of STS with the keys that assume the role; the caller destroys it. */
export function stsClient(
  access: Pick<RoleAccess, "region" | "stsEndpoint" | "credentials" | "externalId" | "answerMs">,
): STSClient {
  const { credentials, answerMs = ANSWER_MS } = access;
  const client = new STSClient({
    region: access.region,
    ...(access.stsEndpoint === undefined ? {} : { endpoint: access.stsEndpoint }),
    ...(credentials === undefined
      ? {}
      : { credentials: typeof credentials === "function" ? credentials : { ...credentials } }),
    maxAttempts: 4,
    requestHandler: handlerLimits(answerMs),
  });
  limitAnswers(client, answerMs);
  hideInErrors(client, access.externalId === undefined ? [] : [access.externalId]);
  return client;
}
