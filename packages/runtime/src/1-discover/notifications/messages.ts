// From the body of a queue's message to the objects that it names: S3's events, sent directly, through SNS or through EventBridge.

/** What S3 says of one object. */
export interface ObjectNotice {
  readonly kind: "created" | "other";
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
}

export type MessageMeaning =
  /** `odd`: why one of its records could not be understood, where some were. */
  | { readonly kind: "objects"; readonly notices: readonly ObjectNotice[]; readonly odd?: string }
  /** Sent by S3 when notifications are switched on. */
  | { readonly kind: "test" }
  | { readonly kind: "poison"; readonly reason: string };

/** Nothing that a body holds makes it throw. */
export function readMessage(body: string): MessageMeaning {
  const value = parse(body);
  if (value === undefined) return poison("it is not JSON");
  // SNS puts the event into an envelope, as text.
  const inner = text(value, "Type") === "Notification" ? text(value, "Message") : undefined;
  const event = inner === undefined ? value : parse(inner);
  if (event === undefined) return poison("the message inside the SNS envelope is not JSON");
  if (text(event, "Event") === "s3:TestEvent") return { kind: "test" };
  if (text(event, "source") === "aws.s3") return fromEventBridge(event);
  const records = field(event, "Records");
  if (!Array.isArray(records)) return poison("it holds no S3 event: there are no Records");
  const notices: ObjectNotice[] = [];
  let odd: string | undefined;
  for (const [i, record] of records.entries()) {
    const notice = fromRecord(record);
    if (typeof notice === "string") odd ??= `record ${i}: ${notice}`;
    else notices.push(notice);
  }
  if (notices.length === 0 && odd !== undefined) return poison(odd);
  return { kind: "objects", notices, ...(odd === undefined ? {} : { odd }) };
}

function fromRecord(record: unknown): ObjectNotice | string {
  const s3 = field(record, "s3");
  const bucket = text(field(s3, "bucket"), "name");
  const encoded = text(field(s3, "object"), "key");
  const name = text(record, "eventName");
  if (name === undefined) return "it has no eventName";
  if (bucket === undefined || encoded === undefined || encoded === "") return "it names no bucket and key";
  const key = decoded(encoded);
  if (key === undefined) return `its key ${JSON.stringify(encoded)} is not URL-encoded`;
  return {
    kind: /^(?:s3:)?ObjectCreated:|^(?:s3:)?ObjectRestore:Completed/.test(name) ? "created" : "other",
    bucket,
    key,
  };
}

/** EventBridge sends keys as they are. */
function fromEventBridge(event: unknown): MessageMeaning {
  const detail = field(event, "detail");
  const bucket = text(field(detail, "bucket"), "name");
  const key = text(field(detail, "object"), "key");
  const type = text(event, "detail-type");
  if (bucket === undefined || key === undefined || key === "" || type === undefined)
    return poison("the EventBridge event names no bucket and key");
  return {
    kind: "objects",
    notices: [
      { kind: type === "Object Created" || type === "Object Restore Completed" ? "created" : "other", bucket, key },
    ],
  };
}

function poison(reason: string): MessageMeaning {
  return { kind: "poison", reason };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function text(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === "string" ? found : undefined;
}

function decoded(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
