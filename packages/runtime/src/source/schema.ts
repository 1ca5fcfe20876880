// The JSON Schema of a source file: the one place where its keys are said; grammar/source.schema.json is its printed form.

import { SINK_TYPES, sinkRequirements } from "./sinks.ts";

const positive = (description: string) => ({ type: "integer", minimum: 1, description });

const credentials = (description: string) => ({
  type: "object",
  additionalProperties: false,
  required: ["accessKeyId", "secretAccessKey"],
  description,
  properties: {
    accessKeyId: { type: "string", minLength: 1 },
    secretAccessKey: { type: "string", minLength: 1 },
    sessionToken: { type: "string", minLength: 1 },
  },
});

export const SOURCE_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  $id: "urn:heddle:source.schema.json",
  title: "Heddle source",
  description:
    "One ingest job: where the files are, which converter maps them, and where the events go. Relative paths are resolved against the folder of this file.",
  type: "object",
  additionalProperties: false,
  required: ["bucket", "region", "converter", "dataType", "sink", "ledger"],
  properties: {
    $schema: { type: "string", description: "The address of this schema, for editors." },
    bucket: {
      type: "string",
      pattern: "^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$",
      description: "Name of the bucket: 3 to 63 lower-case letters, digits and dashes; no dots.",
    },
    prefix: {
      type: "string",
      maxLength: 1024,
      description: 'Only keys that start with it are ingested. A folder ends in "/"; empty means the whole bucket.',
    },
    region: { type: "string", pattern: "^[a-z0-9-]+$", description: 'Region of the bucket, for example "eu-west-1".' },
    endpoint: {
      type: "string",
      pattern: "^https?://",
      description: "Address of an S3-compatible server; absent means Amazon S3.",
    },
    forcePathStyle: {
      type: "boolean",
      description: "Put the bucket into the path instead of the host name. Default: true where an endpoint is set.",
    },
    credentials: credentials(
      "Fixed keys. Absent: the default chain of the AWS SDK (environment, profiles, container, instance).",
    ),
    roleArn: {
      type: "string",
      pattern: "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]+$",
      description:
        "ARN of the role that reads the bucket, arn:aws:iam::<account>:role/<name>; it is assumed with the credentials above.",
    },
    externalId: {
      type: "string",
      pattern: "^[\\w+=,.@:/-]{2,1224}$",
      description: "What the trust policy of the role demands as sts:ExternalId.",
    },
    stsEndpoint: {
      type: "string",
      pattern: "^https?://",
      description: "Address of an STS-compatible server; absent means Amazon's own in the region.",
    },
    principals: {
      type: "array",
      minItems: 1,
      items: { type: "string", pattern: "^([0-9]{12}|arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:.+)$" },
      description:
        "Who may assume the role: account numbers, or ARNs of roles and users. `heddle iam` puts them into its policies.",
    },
    notifications: {
      type: "object",
      additionalProperties: false,
      required: ["queueUrl"],
      description: "The SQS queue that S3 tells of new objects. Absent: they are found by listing alone.",
      properties: {
        queueUrl: { type: "string", pattern: "^https?://", description: "Address of the queue." },
        endpoint: {
          type: "string",
          pattern: "^https?://",
          description: "Address of an SQS-compatible server; absent means the one in queueUrl.",
        },
        region: {
          type: "string",
          pattern: "^[a-z0-9-]+$",
          description: "Region of the queue. Default: that of the bucket.",
        },
        waitSeconds: {
          type: "integer",
          minimum: 0,
          maximum: 20,
          description: "Seconds that one request waits for messages. Default: 20.",
        },
        visibilitySeconds: {
          type: "integer",
          minimum: 2,
          maximum: 43200,
          description: "Seconds for which a message that was taken stays hidden from others. Default: 60.",
        },
      },
    },
    converter: { type: "string", minLength: 1, description: "Path of the converter file." },
    dataType: { enum: ["event", "user_properties", "group_properties", "profiles"], description: "What the rows are." },
    strategy: {
      enum: ["append_only", "mirror_sync"],
      description:
        "Events are added, or kept equal to their source by mutations. Default: append_only; for profiles mirror_sync, the only one they have.",
    },
    sink: {
      type: "object",
      additionalProperties: false,
      required: ["type"],
      description: "Where the events go: files (ndjson), a bucket (s3), or a project of Amplitude's (amplitude).",
      properties: {
        type: {
          enum: SINK_TYPES,
          description:
            "ndjson: files of one event a line, in a folder for each object. s3: the same, one object of events for each, in a bucket. amplitude: HTTP V2 or Batch API.",
        },
        directory: {
          type: "string",
          minLength: 1,
          description: "ndjson: the folder of the output. amplitude: that of the rows set aside. Required by both.",
        },
        compression: { enum: ["none", "gzip", "zstd"], description: "Default: none." },
        rotateAt: positive(
          "ndjson: a file that has grown past so many bytes of JSON is followed by another. Default: 536870912.",
        ),
        rotateAfterSeconds: positive(
          "ndjson: a file that has been written to for so many seconds is followed by another. Default: never.",
        ),
        bucket: { type: "string", minLength: 3, description: "s3: the bucket of the output. Required there." },
        prefix: { type: "string", maxLength: 900, description: 's3: stands before every key; a folder ends in "/".' },
        region: {
          type: "string",
          pattern: "^[a-z0-9-]+$",
          description: "s3: the region of that bucket. Required there.",
        },
        endpoint: {
          type: "string",
          pattern: "^https?://",
          description: "s3: address of a compatible server. amplitude: address that stands in for its host.",
        },
        forcePathStyle: {
          type: "boolean",
          description: "s3: put the bucket into the path. Default: true where an endpoint is set.",
        },
        credentials: credentials("s3: fixed keys for that bucket. Absent: the default chain of the AWS SDK."),
        apiKey: {
          type: "string",
          minLength: 1,
          description: "amplitude: the API key of the project. Absent: AMPLITUDE_API_KEY of the environment.",
        },
        api: {
          enum: ["http", "batch"],
          description: "amplitude: HTTP V2, or the Batch API for backfills. Default: http.",
        },
        dataCenter: { enum: ["us", "eu"], description: "amplitude: where the project lies. Default: us." },
        requestsAtOnce: positive(
          "amplitude: requests of one object under way at a time; events of one user always go in order. Default: 4.",
        ),
      },
      allOf: sinkRequirements(),
    },
    deduplicate: {
      type: "boolean",
      description:
        "Drop an event whose device_id (where none is sent, user_id) and insert_id were delivered within seven days; for append_only and sinks that do not do it themselves. Default: true.",
    },
    ledger: { type: "string", minLength: 1, description: "Path of the SQLite file that remembers what was ingested." },
    log: {
      type: "object",
      additionalProperties: false,
      description: "Structured logs, one JSON object a line, without secrets. Absent: none.",
      properties: {
        level: { enum: ["debug", "info", "warn", "error", "silent"], description: "Default: info." },
        file: { type: "string", minLength: 1, description: "The file to append to. Default: standard error." },
      },
    },
    metrics: {
      type: "object",
      additionalProperties: false,
      required: ["port"],
      description: "Metrics for Prometheus at /metrics while the job runs. Absent: none.",
      properties: {
        port: { type: "integer", minimum: 1, maximum: 65535, description: "The port to listen on." },
        host: {
          type: "string",
          minLength: 1,
          description: "The address to listen on. Default: 127.0.0.1, this machine alone.",
        },
      },
    },
    limits: {
      type: "object",
      additionalProperties: false,
      properties: {
        maxObjectBytes: positive("Larger objects, as stored, are refused. Default: 5000000000."),
        maxUnpackedBytes: positive("Objects that unpack to more are refused. Default: 21474836480."),
        maxRowBytes: positive("Longer rows are set aside. Default: 67108864."),
        rowsPerBatch: positive("Rows that travel together. Default: 1000."),
        objectsAtOnce: positive(
          "Objects worked on at the same time. Default: 4. With mirror_sync always 1, to keep the order.",
        ),
        workers: positive(
          "Threads that map and check rows. Default: 1, the thread of the job itself. They share objects and parts of objects; the rows of an object stay in order.",
        ),
        maxAttempts: positive("Attempts at an object whose error may pass. Default: 5."),
        leaseSeconds: positive("How long a worker without a sign of life keeps an object. Default: 60."),
        scanSeconds: positive("Seconds between two scans. Default: 30; with notifications 600."),
        minIdLength: positive("Shorter ids are removed from events. Default: 5."),
        maxStringLength: positive("Longer strings are cut. Default: 1024."),
      },
    },
    setAside: {
      type: "object",
      additionalProperties: false,
      required: ["action"],
      description:
        "What happens where a row cannot become an event. Rows set aside are kept beside the output. Default: skip-row.",
      properties: {
        action: {
          enum: ["skip-row", "skip-file", "stop"],
          description: "Go on without the row; give up the file and withdraw its output; or end the job.",
        },
        afterRows: {
          type: "integer",
          minimum: 0,
          description: "How many rows of a file may be set aside before that. Default: 0.",
        },
        afterShare: {
          type: "number",
          minimum: 0,
          maximum: 1,
          description: "The same as a share of the file's rows, judged at its end.",
        },
      },
    },
  },
} as const;
