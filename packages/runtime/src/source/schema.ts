// The JSON Schema of a source file: the one place where its keys are said; grammar/source.schema.json is its printed form.

const positive = (description: string) => ({ type: "integer", minimum: 1, description });

export const SOURCE_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  $id: "https://heddle-lang.github.io/schema/source.schema.json",
  title: "Heddle source",
  description: "One ingest job: where the files are, which converter maps them, and where the events go. Relative paths are resolved against the folder of this file.",
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
    prefix: { type: "string", maxLength: 1024, description: "Only keys that start with it are ingested. A folder ends in \"/\"; empty means the whole bucket." },
    region: { type: "string", pattern: "^[a-z0-9-]+$", description: "Region of the bucket, for example \"eu-west-1\"." },
    endpoint: { type: "string", pattern: "^https?://", description: "Address of an S3-compatible server; absent means Amazon S3." },
    forcePathStyle: { type: "boolean", description: "Put the bucket into the path instead of the host name. Default: true where an endpoint is set." },
    credentials: {
      type: "object",
      additionalProperties: false,
      required: ["accessKeyId", "secretAccessKey"],
      description: "Fixed keys. Absent: the default chain of the AWS SDK (environment, profiles, container, instance).",
      properties: {
        accessKeyId: { type: "string", minLength: 1 },
        secretAccessKey: { type: "string", minLength: 1 },
        sessionToken: { type: "string", minLength: 1 },
      },
    },
    roleArn: {
      type: "string",
      pattern: "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]+$",
      description: "ARN of the role that reads the bucket, arn:aws:iam::<account>:role/<name>; it is assumed with the credentials above.",
    },
    externalId: { type: "string", pattern: "^[\\w+=,.@:/-]{2,1224}$", description: "What the trust policy of the role demands as sts:ExternalId." },
    stsEndpoint: { type: "string", pattern: "^https?://", description: "Address of an STS-compatible server; absent means Amazon's own in the region." },
    principals: {
      type: "array",
      minItems: 1,
      items: { type: "string", pattern: "^([0-9]{12}|arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:.+)$" },
      description: "Who may assume the role: account numbers, or ARNs of roles and users. `heddle iam` puts them into its policies.",
    },
    notifications: {
      type: "object",
      additionalProperties: false,
      required: ["queueUrl"],
      description: "The SQS queue that S3 tells of new objects. Absent: they are found by listing alone.",
      properties: {
        queueUrl: { type: "string", pattern: "^https?://", description: "Address of the queue." },
        endpoint: { type: "string", pattern: "^https?://", description: "Address of an SQS-compatible server; absent means the one in queueUrl." },
        region: { type: "string", pattern: "^[a-z0-9-]+$", description: "Region of the queue. Default: that of the bucket." },
        waitSeconds: { type: "integer", minimum: 0, maximum: 20, description: "Seconds that one request waits for messages. Default: 20." },
        visibilitySeconds: { type: "integer", minimum: 2, maximum: 43200, description: "Seconds for which a message that was taken stays hidden from others. Default: 60." },
      },
    },
    converter: { type: "string", minLength: 1, description: "Path of the converter file." },
    dataType: { enum: ["event", "user_properties", "group_properties", "profiles"], description: "What the rows are." },
    strategy: {
      enum: ["append_only", "mirror_sync"],
      description: "Events are added, or kept equal to their source by mutations. Default: append_only; for profiles mirror_sync, the only one they have.",
    },
    sink: {
      type: "object",
      additionalProperties: false,
      required: ["type", "directory"],
      description: "Where the events go.",
      properties: {
        type: { const: "ndjson", description: "Files of one event a line, in a folder for each object." },
        directory: { type: "string", minLength: 1, description: "The folder of the output." },
        compression: { enum: ["none", "gzip", "zstd"], description: "Default: none." },
        rotateAt: positive("A file that has grown past so many characters of JSON is followed by another. Default: 536870912."),
      },
    },
    ledger: { type: "string", minLength: 1, description: "Path of the SQLite file that remembers what was ingested." },
    limits: {
      type: "object",
      additionalProperties: false,
      properties: {
        maxObjectBytes: positive("Larger objects, as stored, are refused. Default: 5000000000."),
        maxUnpackedBytes: positive("Objects that unpack to more are refused. Default: 21474836480."),
        maxRowBytes: positive("Longer rows are set aside. Default: 67108864."),
        rowsPerBatch: positive("Rows that travel together. Default: 1000."),
        objectsAtOnce: positive("Objects worked on at the same time. Default: 4. With mirror_sync always 1, to keep the order."),
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
      description: "What happens where a row cannot become an event. Rows set aside are kept beside the output. Default: skip-row.",
      properties: {
        action: { enum: ["skip-row", "skip-file", "stop"], description: "Go on without the row; give up the file and withdraw its output; or end the job." },
        afterRows: { type: "integer", minimum: 0, description: "How many rows of a file may be set aside before that. Default: 0." },
        afterShare: { type: "number", minimum: 0, maximum: 1, description: "The same as a share of the file's rows, judged at its end." },
      },
    },
  },
} as const;
