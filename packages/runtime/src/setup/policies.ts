// From the settings of a source to the policies of AWS that let its reader in: trust, permissions, bucket and queue.
import { sinkDefinition } from "../7-deliver/create-sink.ts";
import { escapeWildcards, partitionOf, policy, type Policy, type PolicyStatement } from "../aws/policy.ts";
import type { SourceConfig, SourceFile } from "../source/config.ts";

export interface SourcePolicies {
  /** Who may assume the role. */
  readonly trust: Policy;
  /** What the role may do: with the prefix of the source, where it has one. */
  readonly permissions: Policy;
  /** The same for the whole bucket; absent where the source has no prefix. */
  readonly permissionsWithoutPrefix?: Policy;
  /** For a bucket that exists already, in another account or closed by a policy of its own. */
  readonly bucket: Policy;
  /** Lets S3 send notifications to the queue. */
  readonly queue?: Policy;
  /** What the keys that write the sink may do; absent where the sink needs none. */
  readonly sink?: Policy;
  /** What is still to be filled in, one sentence each. */
  readonly notes: readonly string[];
}

type PolicySource = Pick<
  SourceFile,
  "bucket" | "prefix" | "region" | "roleArn" | "externalId" | "principals" | "notifications"
> &
  Partial<Pick<SourceConfig, "sink">>;

const NO_ACCOUNT = "<account>";

/** The three statements on the bucket are those of Amplitude's documentation (R); those on the queue are ours (D). */
export function sourcePolicies(source: PolicySource): SourcePolicies {
  const { bucket, prefix = "", externalId, principals, roleArn } = source;
  const partition = partitionOf(source);
  const notes: string[] = [];
  const readers = (principals ?? [NO_ACCOUNT]).map((one) =>
    one.startsWith("arn:") ? one : `arn:${partition}:iam::${one}:root`,
  );
  if (principals === undefined)
    notes.push(
      "`principals` of the source file says who assumes the role: accounts, or ARNs of roles and users; put yours in place of <account>",
    );
  if (externalId === undefined)
    notes.push("`externalId` of the source file is not set: the role can be assumed without one");
  if (roleArn === undefined)
    notes.push("`roleArn` of the source file is not set: the bucket policy names the principals themselves");
  const queueArn = queueArnOf(source, partition);
  const resources = { bucketArn: `arn:${partition}:s3:::${bucket}`, queueArn };
  const sinkPolicy = source.sink === undefined ? undefined : sinkDefinition(source.sink).policy(source.sink);
  const bucketPolicy = policy(
    bucketStatements(resources.bucketArn, prefix, { AWS: roleArn === undefined ? readers : [roleArn] }),
  );
  return {
    trust: policy([
      {
        Sid: "AssumeRole",
        Effect: "Allow",
        Principal: { AWS: readers },
        Action: "sts:AssumeRole",
        ...(externalId === undefined ? {} : { Condition: { StringEquals: { "sts:ExternalId": externalId } } }),
      },
    ]),
    permissions: permissions(resources, prefix),
    ...(prefix === "" ? {} : { permissionsWithoutPrefix: permissions(resources, "") }),
    bucket: bucketPolicy,
    ...(queueArn === undefined ? {} : { queue: policy([sendStatement(queueArn, resources.bucketArn)]) }),
    ...(sinkPolicy === undefined ? {} : { sink: sinkPolicy }),
    notes,
  };
}

function permissions(
  { bucketArn, queueArn }: { readonly bucketArn: string; readonly queueArn: string | undefined },
  prefix: string,
): Policy {
  const queue: PolicyStatement[] =
    queueArn === undefined
      ? []
      : [
          {
            Sid: "ReceiveNotifications",
            Effect: "Allow",
            Action: [
              "sqs:ReceiveMessage",
              "sqs:DeleteMessage",
              "sqs:ChangeMessageVisibility",
              "sqs:GetQueueAttributes",
            ],
            Resource: queueArn,
          },
        ];
  return policy([...bucketStatements(bucketArn, prefix), ...queue]);
}

function bucketStatements(
  bucketArn: string,
  prefix: string,
  principal?: NonNullable<PolicyStatement["Principal"]>,
): PolicyStatement[] {
  const under = escapeWildcards(prefix);
  const who = principal === undefined ? {} : { Principal: principal };
  return [
    {
      Sid: "ListFiles",
      Effect: "Allow",
      ...who,
      Action: "s3:ListBucket",
      Resource: bucketArn,
      ...(prefix === "" ? {} : { Condition: { StringLike: { "s3:prefix": `${under}*` } } }),
    },
    // A policy of a bucket takes ListBucket on the bucket alone.
    {
      Sid: "ReadFiles",
      Effect: "Allow",
      ...who,
      Action: principal === undefined ? ["s3:GetObject", "s3:ListBucket"] : "s3:GetObject",
      Resource: `${bucketArn}/${under}*`,
    },
    {
      Sid: "ConfigureNotifications",
      Effect: "Allow",
      ...who,
      Action: ["s3:PutBucketNotification", "s3:GetBucketNotification"],
      Resource: bucketArn,
    },
  ];
}

/** Lets S3 send to the queue, for this bucket alone. */
export function sendStatement(queueArn: string, bucketArn: string): PolicyStatement {
  return {
    Sid: "SendNotifications",
    Effect: "Allow",
    Principal: { Service: "s3.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queueArn,
    Condition: { ArnLike: { "aws:SourceArn": bucketArn } },
  };
}

/** `https://sqs.<region>.amazonaws.com/<account>/<name>` as an ARN. */
function queueArnOf({ notifications, region }: PolicySource, partition: string): string | undefined {
  if (notifications === undefined) return undefined;
  const [account = NO_ACCOUNT, name = "<queue>"] = new URL(notifications.queueUrl).pathname
    .split("/")
    .filter((part) => part !== "")
    .slice(-2);
  return `arn:${partition}:sqs:${notifications.region ?? region}:${account}:${name}`;
}
