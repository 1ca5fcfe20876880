// How a bucket or a queue of Amazon's, or of a compatible server, is reached: settings that sources and sinks share.
import { defineSetting, defineSettings, type ValueOf, type ValuesOf } from "@heddle/compiler/settings";
import { ADDRESS } from "../settings/forms.ts";

export const REGION = {
  kind: "string",
  pattern: "^[a-z0-9-]+$",
  form: 'a region, as in "eu-west-1"',
  reported: true,
} as const;

export const ACCESS_SETTINGS = defineSettings({
  endpoint: { ...ADDRESS, otherwise: "Amazon S3", doc: "Address of an S3-compatible server." },
  forcePathStyle: {
    kind: "boolean",
    otherwise: "true where an endpoint is set",
    doc: "Put the bucket into the path instead of the host name.",
  },
  credentials: {
    kind: "object",
    otherwise: "the default chain of the AWS SDK (environment, profiles, container, instance)",
    doc: "Fixed keys.",
    settings: {
      accessKeyId: { kind: "string", required: true, minLength: 1, doc: "The access key id." },
      secretAccessKey: { kind: "string", required: true, minLength: 1, secret: true, doc: "The secret access key." },
      sessionToken: { kind: "string", minLength: 1, secret: true, doc: "The token that belongs to keys of a session." },
    },
  },
});

export const NOTIFICATIONS = defineSetting({
  kind: "object",
  otherwise: "none; objects are found by listing alone",
  doc: "The SQS queue that S3 notifies about new objects.",
  settings: {
    queueUrl: { ...ADDRESS, required: true, doc: "Address of the queue." },
    endpoint: { ...ADDRESS, otherwise: "the one in queueUrl", doc: "Address of an SQS-compatible server." },
    region: { ...REGION, otherwise: "that of the bucket", doc: "Region of the queue." },
    waitSeconds: {
      kind: "integer",
      minimum: 0,
      maximum: 20,
      default: 20,
      unit: "seconds",
      doc: "How long one request waits for messages.",
    },
    visibilitySeconds: {
      kind: "integer",
      minimum: 2,
      maximum: 43_200,
      default: 60,
      unit: "seconds",
      doc: "How long a message that was taken stays hidden from others; extended while it is worked on.",
    },
  },
});

/** The queue that S3 notifies of new objects. */
export type NotificationSettings = ValueOf<typeof NOTIFICATIONS>;

/** As a source file gives them, without defaults. */
export type AccessSettings = ValuesOf<typeof ACCESS_SETTINGS, "given">;
