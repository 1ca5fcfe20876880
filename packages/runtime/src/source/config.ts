// The settings of a source: as its file spells them, and as the job takes them, with defaults filled in and paths resolved.
import type { DataTypeName, StrategyName } from "@heddle/compiler/language";
import type { StaticCredentials } from "../aws/s3-client.ts";
import type { AmplitudeApi, AmplitudeRegion } from "../7-deliver/amplitude/api.ts";
import type { OutputCompression } from "../7-deliver/line-file.ts";

export type DataType = DataTypeName;
export type Strategy = StrategyName;

export interface NdjsonSinkSettings {
  readonly type: "ndjson";
  readonly directory: string;
  readonly compression?: OutputCompression;
  readonly rotateAt?: number;
  readonly rotateAfterSeconds?: number;
}

export interface S3SinkSettings {
  readonly type: "s3";
  readonly bucket: string;
  readonly region: string;
  readonly prefix?: string;
  readonly endpoint?: string;
  readonly forcePathStyle?: boolean;
  readonly credentials?: StaticCredentials;
  readonly compression?: OutputCompression;
}

export interface AmplitudeSinkSettings {
  readonly type: "amplitude";
  /** The folder of the rows set aside. */
  readonly directory: string;
  /** Absent: AMPLITUDE_API_KEY of the environment. */
  readonly apiKey?: string;
  readonly api?: AmplitudeApi;
  readonly dataCenter?: AmplitudeRegion;
  readonly endpoint?: string;
  readonly requestsAtOnce?: number;
  readonly compression?: OutputCompression;
}

export type SinkSettings = NdjsonSinkSettings | S3SinkSettings | AmplitudeSinkSettings;

export interface Limits {
  /** Objects larger than so many bytes, as stored, are refused (default 5 GB). */
  readonly maxObjectBytes?: number;
  /** Objects that unpack to more bytes than this are refused (default 20 GiB). */
  readonly maxUnpackedBytes?: number;
  /** Longer rows are set aside (default 64 MiB). */
  readonly maxRowBytes?: number;
  /** Rows that travel together (default 1000). */
  readonly rowsPerBatch?: number;
  /** Objects worked on at the same time (default 4; Mirror Sync and Profiles always 1, to keep the order). */
  readonly objectsAtOnce?: number;
  /** Threads that map and check (default 1: the thread of the job itself); they share objects and parts of objects, whose rows stay in order. */
  readonly workers?: number;
  /** Attempts at an object whose error may pass (default 5). */
  readonly maxAttempts?: number;
  /** Seconds that a claim lasts without a sign of life (default 60). */
  readonly leaseSeconds?: number;
  /** Seconds between two scans, when the job runs on (default 30; with notifications 600). */
  readonly scanSeconds?: number;
  /** Ids shorter than this are removed from events (default 5, R). */
  readonly minIdLength?: number;
  /** Longer strings are cut (default 1024, R/D). */
  readonly maxStringLength?: number;
}

/** The queue that S3 tells of new objects. */
export interface NotificationSettings {
  readonly queueUrl: string;
  /** The address of a compatible server; absent: the one in `queueUrl`. */
  readonly endpoint?: string;
  /** Region of the queue (default: that of the bucket). */
  readonly region?: string;
  /** Seconds that one request waits for messages (default 20, the most there is). */
  readonly waitSeconds?: number;
  /** Seconds for which a message that was taken stays hidden from others; extended while it is worked on (default 60). */
  readonly visibilitySeconds?: number;
}

/** What happens where a row cannot become an event. */
export interface SetAsidePolicy {
  /** Go on without the row, give up the file and withdraw its output, or end the job. */
  readonly action: "skip-row" | "skip-file" | "stop";
  /** How many rows of a file may be set aside before the file is given up or the job ends (default 0). */
  readonly afterRows?: number;
  /** The same as a share of the file's rows, from 0 to 1, judged at its end. */
  readonly afterShare?: number;
}

/** A source file, valid against grammar/source.schema.json. */
export interface SourceFile {
  readonly bucket: string;
  readonly prefix?: string;
  readonly region: string;
  readonly endpoint?: string;
  readonly forcePathStyle?: boolean;
  readonly credentials?: StaticCredentials;
  /** The role that reads the bucket, assumed with the keys above. */
  readonly roleArn?: string;
  readonly externalId?: string;
  readonly stsEndpoint?: string;
  /** Who may assume the role: account numbers, or ARNs of roles and users. `heddle iam` puts them into its policies. */
  readonly principals?: readonly string[];
  readonly notifications?: NotificationSettings;
  readonly converter: string;
  readonly dataType: DataType;
  readonly strategy?: Strategy;
  readonly sink: SinkSettings;
  /** Default true; concerns Append Only and sinks that do not deduplicate themselves. */
  readonly deduplicate?: boolean;
  readonly ledger: string;
  readonly log?: { readonly level?: "debug" | "info" | "warn" | "error" | "silent"; readonly file?: string };
  readonly metrics?: { readonly port: number; readonly host?: string };
  readonly limits?: Limits;
  readonly setAside?: SetAsidePolicy;
}

/** A source file with absolute paths and every default in place. */
export interface SourceConfig extends SourceFile {
  readonly prefix: string;
  readonly strategy: Strategy;
  readonly limits: Limits;
  readonly setAside: SetAsidePolicy;
}
