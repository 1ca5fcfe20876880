// From the settings of a source to the policies of AWS that let its reader in: trust, permissions, bucket and queue.
import { sinkDefinition } from "../7-deliver/create-sink.ts";
import { escapeWildcards, partitionOf, policy, type Policy, type PolicyStatement } from "../aws/policy.ts";
import type { SourceConfig, SourceFile } from "../source/config.ts";
import { type ReaderName, READERS } from "./readers.ts";

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

export interface PolicyOptions {
  /** Absent: this runtime, for the `principals` of the source. */
  readonly reader?: ReaderName;
  /** Refuses requests from other addresses than the reader's. */
  readonly onlyItsAddresses?: boolean;
  /** The ARN of the key that encrypts the objects. */
  readonly kmsKey?: string;
  /** Lets the reader configure the bucket's notifications. Absent: where the source has notifications. */
  readonly configureNotifications?: boolean;
}

/** What the statements of a permission policy are about. */
interface Access {
  readonly bucketArn: string;
  readonly prefix: string;
  readonly configureNotifications: boolean;
}

const NO_ACCOUNT = "<account>";

/** The three statements on the bucket are those of Amplitude's documentation (R); the others are ours (D). */
export function sourcePolicies(source: PolicySource, options: PolicyOptions = {}): SourcePolicies {
  const { bucket, prefix = "", externalId, principals, roleArn } = source;
  const partition = partitionOf(source);
  const reader = options.reader === undefined ? undefined : READERS[options.reader];
  const readers =
    reader?.principals ??
    (principals ?? [NO_ACCOUNT]).map((one) => (one.startsWith("arn:") ? one : `arn:${partition}:iam::${one}:root`));
  // Amplitude makes a queue of its own.
  const queueArn = reader === undefined ? queueArnOf(source, partition) : undefined;
  const access: Access = {
    bucketArn: `arn:${partition}:s3:::${bucket}`,
    prefix,
    configureNotifications: options.configureNotifications ?? source.notifications !== undefined,
  };
  const further = [
    ...(queueArn === undefined ? [] : [receiveStatement(queueArn)]),
    ...(options.kmsKey === undefined ? [] : [decryptStatement(options.kmsKey, source.region)]),
    ...(reader === undefined || options.onlyItsAddresses !== true ? [] : [addressStatement(access, reader.addresses)]),
  ];
  const permissions = (of: Access): Policy => policy([...bucketStatements(of), ...further]);
  const sinkPolicy =
    source.sink === undefined || reader !== undefined
      ? undefined
      : sinkDefinition(source.sink).policy(source.sink, { region: source.region });
  const bucketPolicy = policy(bucketStatements(access, { AWS: roleArn === undefined ? readers : [roleArn] }));
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
    permissions: permissions(access),
    ...(prefix === "" ? {} : { permissionsWithoutPrefix: permissions({ ...access, prefix: "" }) }),
    bucket: bucketPolicy,
    ...(queueArn === undefined ? {} : { queue: policy([sendStatement(queueArn, access.bucketArn)]) }),
    ...(sinkPolicy === undefined ? {} : { sink: sinkPolicy }),
    notes: notesOn(source, options),
  };
}

/** What is still to be filled in, or known before the policies are used. */
function notesOn(
  { principals, externalId, roleArn }: PolicySource,
  { reader, onlyItsAddresses }: PolicyOptions,
): readonly string[] {
  const notes: string[] = [];
  if (principals === undefined && reader === undefined)
    notes.push(
      "`principals` of the source file says who assumes the role: accounts, or ARNs of roles and users; put yours in place of <account>",
    );
  if (externalId === undefined)
    notes.push(
      reader === undefined
        ? "`externalId` of the source file is not set: the role can be assumed without one"
        : "Amplitude asks for an external id: set `externalId` in the source file, and enter the same in Amplitude",
    );
  if (roleArn === undefined)
    notes.push("`roleArn` of the source file is not set: the bucket policy names the principals themselves");
  if (onlyItsAddresses === true && reader !== undefined)
    notes.push("requests through a VPC endpoint carry no public address, and `OnlyFromItsAddresses` refuses them");
  if (reader !== undefined)
    notes.push(
      "with Requester Pays the bucket has to belong to the account of the role: nothing says that Amplitude's requests accept the charges",
    );
  return notes;
}

function receiveStatement(queueArn: string): PolicyStatement {
  return {
    Sid: "ReceiveNotifications",
    Effect: "Allow",
    Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
    Resource: queueArn,
  };
}

/** S3 decrypts with the key on behalf of who reads. The key's own policy has to allow the role's account, as it does by default. */
function decryptStatement(kmsKey: string, region: string): PolicyStatement {
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return {
    Sid: "DecryptFiles",
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: kmsKey,
    Condition: { StringEquals: { "kms:ViaService": `s3.${region}.${domain}` } },
  };
}

function addressStatement({ bucketArn }: Access, addresses: readonly string[]): PolicyStatement {
  return {
    Sid: "OnlyFromItsAddresses",
    Effect: "Deny",
    Action: ["s3:GetObject", "s3:ListBucket"],
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { NotIpAddress: { "aws:SourceIp": addresses } },
  };
}

function bucketStatements(
  { bucketArn, prefix, configureNotifications }: Access,
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
    ...(configureNotifications
      ? [
          {
            Sid: "ConfigureNotifications",
            Effect: "Allow",
            ...who,
            Action: ["s3:PutBucketNotification", "s3:GetBucketNotification"],
            Resource: bucketArn,
          } as const,
        ]
      : []),
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
