// From a source with a queue to the notifications of its bucket: looked at, switched on, switched off.
import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
} from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { createHash } from "node:crypto";
import { errorFacts } from "../aws/error-facts.ts";
import type { SourceClients } from "../aws/clients.ts";
import { queueFailure } from "../1-discover/notifications/failures.ts";
import { failureOf } from "../aws/s3-failures.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import type { SourceFile } from "../source/config.ts";
import { sendStatement } from "./policies.ts";

type NotifiedSource = Pick<SourceFile, "bucket" | "prefix" | "notifications">;

export interface NotificationStatus {
  /** `enabled`: this source's are on; `off`: the bucket has none; `others`: it has some that are not this source's. */
  readonly state: "enabled" | "off" | "others";
  /** What the bucket has beside those of this source, one line each. */
  readonly others: readonly string[];
  readonly queueArn: string;
  /** Messages that wait in the queue, as SQS estimates. */
  readonly waiting: number;
  /** Messages that were received and not deleted yet. */
  readonly inFlight: number;
}

/** @throws StageFailure of scope "job": `notifications/none` where the source names no queue; what S3 and SQS refuse. */
export async function notificationStatus(source: NotifiedSource, clients: SourceClients): Promise<NotificationStatus> {
  const queue = await queueOf(source, clients);
  const { ours, others } = split(await configurationOf(source, clients), source, queue.queueArn);
  return { ...queue, state: ours ? "enabled" : others.length > 0 ? "others" : "off", others };
}

/**
 * Lets the bucket tell the queue of every new object under the prefix. Resolves with "already" where it does so.
 * @throws StageFailure `notifications/already-some` where the bucket has others (R), and as {@link notificationStatus}.
 */
export async function enableNotifications(
  source: NotifiedSource,
  clients: SourceClients,
): Promise<"enabled" | "already"> {
  const { queueArn } = await queueOf(source, clients);
  const { ours, others } = split(await configurationOf(source, clients), source, queueArn);
  if (ours) return "already";
  if (others.length > 0) {
    throw new StageFailure({
      code: "notifications/already-some",
      place: { bucket: source.bucket },
      message: `bucket "${source.bucket}" has notifications already: ${others.join("; ")}`,
      hint: "S3 allows no second rule for the same keys, and whoever set these up may rely on them: send them to an SNS topic that this queue subscribes to, or run without notifications",
    });
  }
  const prefix = source.prefix ?? "";
  await putConfiguration(
    source,
    clients,
    {
      QueueConfigurations: [
        {
          Id: idOf(queueArn, prefix),
          QueueArn: queueArn,
          Events: ["s3:ObjectCreated:*"],
          ...(prefix === "" ? {} : { Filter: { Key: { FilterRules: [{ Name: "prefix", Value: prefix }] } } }),
        },
      ],
    },
    queueArn,
  );
  return "enabled";
}

/** Takes this source's notifications from the bucket, and no others. Resolves with "already" where there are none of it. */
export async function disableNotifications(
  source: NotifiedSource,
  clients: SourceClients,
): Promise<"disabled" | "already"> {
  const { queueArn } = await queueOf(source, clients);
  const configuration = await configurationOf(source, clients);
  if (!split(configuration, source, queueArn).ours) return "already";
  const id = idOf(queueArn, source.prefix ?? "");
  await putConfiguration(
    source,
    clients,
    { ...configuration, QueueConfigurations: configuration.QueueConfigurations?.filter(({ Id }) => Id !== id) },
    queueArn,
  );
  return "disabled";
}

async function queueOf(
  source: NotifiedSource,
  { sqs }: SourceClients,
): Promise<Pick<NotificationStatus, "queueArn" | "waiting" | "inFlight">> {
  const { notifications } = source;
  if (notifications === undefined || sqs === undefined) {
    throw new StageFailure({
      code: "notifications/none",
      message: "the source names no queue for notifications",
      hint: "set `notifications.queueUrl` in the source file to the address of an SQS queue",
    });
  }
  try {
    const { Attributes: found } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: notifications.queueUrl,
        AttributeNames: ["QueueArn", "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
      }),
    );
    if (found?.QueueArn === undefined) throw new Error("SQS does not say its ARN");
    return {
      queueArn: found.QueueArn,
      waiting: Number(found.ApproximateNumberOfMessages ?? 0),
      inFlight: Number(found.ApproximateNumberOfMessagesNotVisible ?? 0),
    };
  } catch (error) {
    throw queueFailure(error, notifications.queueUrl);
  }
}

async function configurationOf({ bucket }: NotifiedSource, { s3 }: SourceClients): Promise<NotificationConfiguration> {
  try {
    const { $metadata: _, ...configuration } = await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
    );
    return configuration;
  } catch (error) {
    throw denied(error, bucket, "s3:GetBucketNotification", "read") ?? failureOf(error, "list", { bucket });
  }
}

async function putConfiguration(
  { bucket }: NotifiedSource,
  { s3 }: SourceClients,
  configuration: NotificationConfiguration,
  queueArn: string,
): Promise<void> {
  try {
    await s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration: configuration }),
    );
  } catch (error) {
    const { name, message } = errorFacts(error);
    if (name === "InvalidArgument") {
      throw new StageFailure({
        code: "notifications/refused-by-queue",
        place: { bucket },
        cause: error,
        message: `S3 is not allowed to send to ${queueArn}: ${message}`,
        hint: `the queue needs a policy with this statement: ${JSON.stringify(sendStatement(queueArn, `arn:aws:s3:::${bucket}`))}; bucket and queue have to be in the same region`,
      });
    }
    throw denied(error, bucket, "s3:PutBucketNotification", "change") ?? failureOf(error, "list", { bucket });
  }
}

function denied(error: unknown, bucket: string, action: string, what: string): StageFailure | undefined {
  if (errorFacts(error).name !== "AccessDenied") return undefined;
  return new StageFailure({
    code: "notifications/access-denied",
    place: { bucket },
    cause: error,
    message: `cannot ${what} the notifications of bucket "${bucket}": access is denied`,
    hint: `allow ${action} on arn:aws:s3:::${bucket}; \`heddle iam\` prints the policy`,
  });
}

/** Tells this source's rule from all others. */
function idOf(queueArn: string, prefix: string): string {
  return `heddle-${createHash("sha256").update(`${queueArn}\n${prefix}`).digest("hex").slice(0, 16)}`;
}

function split(
  configuration: NotificationConfiguration,
  source: NotifiedSource,
  queueArn: string,
): { readonly ours: boolean; readonly others: readonly string[] } {
  const id = idOf(queueArn, source.prefix ?? "");
  const {
    QueueConfigurations: queues = [],
    TopicConfigurations: topics = [],
    LambdaFunctionConfigurations: functions = [],
  } = configuration;
  const textOf = (name: string | undefined, to: string | undefined): string =>
    `${name ?? "a rule"} to ${to ?? "an unknown place"}`;
  return {
    ours: queues.some((rule) => rule.Id === id),
    others: [
      ...queues.filter((rule) => rule.Id !== id).map((rule) => textOf(rule.Id, rule.QueueArn)),
      ...topics.map((rule) => textOf(rule.Id, rule.TopicArn)),
      ...functions.map((rule) => textOf(rule.Id, rule.LambdaFunctionArn)),
      ...(configuration.EventBridgeConfiguration === undefined ? [] : ["all events to EventBridge"]),
    ],
  };
}
