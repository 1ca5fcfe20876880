// From the access settings of a source to the clients of S3 and SQS: with its keys, or with sessions of its role.
import { SQSClient } from "@aws-sdk/client-sqs";
import type { S3Client } from "@aws-sdk/client-s3";
import { createS3Client, type S3Access } from "./s3-client.ts";
import type { AccessSettings, NotificationSettings } from "./access-settings.ts";
import { hideInErrors } from "./hide-in-errors.ts";
import { ANSWER_MS, handlerLimits, limitAnswers } from "./request-limits.ts";
import { assumeRole, type RoleAccess } from "./role.ts";
import type { Limits } from "../settings/limits.ts";

/** The settings of a source that say how its services are reached. */
export interface SourceAccess
  extends AccessSettings, Partial<Pick<RoleAccess, "roleArn" | "externalId" | "stsEndpoint">> {
  readonly region: string;
  readonly notifications?: QueueAccess;
  readonly limits?: Partial<Pick<Limits, "requestSeconds">>;
}

type QueueAccess = Pick<NotificationSettings, "queueUrl" | "endpoint" | "region"> &
  Partial<Pick<NotificationSettings, "waitSeconds">>;

type Credentials = NonNullable<S3Access["credentials"]>;

/** Credentials of the role where there is one, else the fixed keys; undefined means the default chain of the AWS SDK. */
export function sourceCredentials(source: SourceAccess): Credentials | undefined {
  const { roleArn, externalId, stsEndpoint, region, credentials } = source;
  if (roleArn === undefined) return credentials;
  return assumeRole({
    roleArn,
    region,
    ...(externalId === undefined ? {} : { externalId }),
    ...(stsEndpoint === undefined ? {} : { stsEndpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    answerMs: answerMsOf(source),
  });
}

function answerMsOf({ limits }: Pick<SourceAccess, "limits">): number {
  return limits?.requestSeconds === undefined ? ANSWER_MS : limits.requestSeconds * 1000;
}

export interface SourceClients {
  readonly s3: S3Client;
  /** Present where the source has notifications. */
  readonly sqs?: SQSClient;
  destroy(): void;
}

/** Asks nothing of any service yet. */
export function sourceClients(source: SourceAccess): SourceClients {
  const credentials = sourceCredentials(source);
  const { region, endpoint, forcePathStyle, notifications } = source;
  const s3 = createS3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(forcePathStyle === undefined ? {} : { forcePathStyle }),
    ...(credentials === undefined ? {} : { credentials }),
    answerMs: answerMsOf(source),
  });
  const sqs =
    notifications === undefined ? undefined : sqsClient(notifications, region, credentials, answerMsOf(source));
  return {
    s3,
    ...(sqs === undefined ? {} : { sqs }),
    destroy() {
      s3.destroy();
      sqs?.destroy();
    },
  };
}

function sqsClient(
  settings: QueueAccess,
  region: string,
  credentials: Credentials | undefined,
  answerMs: number,
): SQSClient {
  // A queue without messages answers when the time to wait for them is over.
  const waitMs = (settings.waitSeconds ?? 0) * 1000;
  const client = new SQSClient({
    region: settings.region ?? region,
    endpoint: settings.endpoint ?? new URL(settings.queueUrl).origin,
    useQueueUrlAsEndpoint: settings.endpoint === undefined,
    ...(credentials === undefined
      ? {}
      : { credentials: typeof credentials === "function" ? credentials : { ...credentials } }),
    maxAttempts: 4,
    requestHandler: handlerLimits(waitMs + answerMs),
  });
  limitAnswers(client, answerMs);
  hideInErrors(client);
  return client;
}
