// Setting a source up: notifications of its bucket switched on and off, an examination that says what to mend, and its policies.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { sourceClients } from "../src/aws/clients.ts";
import { examineSource } from "../src/setup/doctor.ts";
import type { DoctorLine } from "../src/setup/doctor-line.ts";
import { disableNotifications, enableNotifications, notificationStatus } from "../src/setup/notifications.ts";
import { sourcePolicies } from "../src/setup/policies.ts";
import { composeJob } from "../src/compose/compose-job.ts";
import { runJob } from "../src/job/run-job.ts";
import { loadSource } from "../src/source/load-source.ts";
import { startAmplitude } from "./support/amplitude-server.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { testFolder } from "./support/folder.ts";
import { startForwarder } from "./support/forwarder.ts";
import { useS3 } from "./support/s3.ts";
import { startSigningFront } from "./support/signing-front.ts";
import { sourceWith } from "./support/source-config.ts";
import { startSts } from "./support/sts-server.ts";

const s3 = useS3();
let queueUrl: string;
beforeAll(async () => {
  queueUrl = await s3.queue("files");
});

const CONVERTER = {
  converterConfig: {
    fileType: "json",
    compressionType: "none",
    convertToAmplitudeFunc: { event_type: "name", user_id: "user" },
  },
};

function sourceFor(bucket: string, changes: Readonly<Record<string, unknown>> = {}, converter: unknown = CONVERTER) {
  const folder = testFolder();
  mkdirSync(join(folder, "out"));
  writeFileSync(join(folder, "c.json"), JSON.stringify(converter));
  writeFileSync(
    join(folder, "SOURCE.json"),
    JSON.stringify({
      bucket,
      region: REGION,
      endpoint: s3.endpoint,
      credentials: CREDENTIALS,
      converter: "c.json",
      dataType: "event",
      sink: { type: "ndjson", directory: "out" },
      ledger: "ledger.db",
      notifications: { queueUrl, endpoint: s3.endpoint },
      ...changes,
    }),
  );
  return loadSource(join(folder, "SOURCE.json"));
}

describe("notifications of a bucket", () => {
  async function setUp(bucket: string, changes: Readonly<Record<string, unknown>> = {}) {
    const source = await sourceFor(bucket, changes);
    const clients = sourceClients(source);
    onTestFinished(() => clients.destroy());
    return { source, clients };
  }

  it("are switched on and off, once each", async () => {
    const { source, clients } = await setUp("setup-on", { prefix: "in/" });
    expect(await notificationStatus(source, clients)).toMatchObject({ state: "off", others: [], waiting: 0 });
    expect(await enableNotifications(source, clients)).toBe("enabled");
    const xml = s3.notifications.get("setup-on") ?? "";
    for (const part of ["<Event>s3:ObjectCreated:*</Event>", "<Name>prefix</Name><Value>in/</Value>", ":files</Queue>"])
      expect(xml).toContain(part);
    expect(await enableNotifications(source, clients)).toBe("already");
    expect(await notificationStatus(source, clients)).toMatchObject({ state: "enabled" });
    expect(await disableNotifications(source, clients)).toBe("disabled");
    expect(await disableNotifications(source, clients)).toBe("already");
    expect(await notificationStatus(source, clients)).toMatchObject({ state: "off" });
  });

  it("are refused where the bucket has others, which stay as they are", async () => {
    const others =
      "<NotificationConfiguration><TopicConfiguration><Id>mine</Id><Topic>arn:aws:sns:eu-west-1:1:t</Topic><Event>s3:ObjectCreated:*</Event></TopicConfiguration></NotificationConfiguration>";
    s3.notifications.set("setup-others", others);
    const { source, clients } = await setUp("setup-others");
    await expect(enableNotifications(source, clients)).rejects.toMatchObject({
      code: "notifications/already-some",
      message: expect.stringContaining("mine to arn:aws:sns:eu-west-1:1:t") as string,
    });
    expect(await disableNotifications(source, clients)).toBe("already");
    expect(s3.notifications.get("setup-others")).toBe(others);
    expect(await notificationStatus(source, clients)).toMatchObject({ state: "others" });
  });

  it("say what is missing: a queue, its policy", async () => {
    const none = await setUp("setup-none", { notifications: undefined });
    await expect(notificationStatus(none.source, none.clients)).rejects.toMatchObject({ code: "notifications/none" });
    s3.refusing.add("setup-refused");
    const refused = await setUp("setup-refused");
    await expect(enableNotifications(refused.source, refused.clients)).rejects.toMatchObject({
      code: "notifications/refused-by-queue",
      hint: expect.stringContaining("sqs:SendMessage") as string,
    });
  });
});

describe("examineSource", () => {
  const summary = (lines: readonly DoctorLine[]): Readonly<Record<string, string>> =>
    Object.fromEntries(lines.map(({ step, outcome }) => [step, outcome]));
  const line = (lines: readonly DoctorLine[], step: string): DoctorLine | undefined =>
    lines.find((one) => one.step === step);
  const ALL = [
    "credentials",
    "role",
    "bucket",
    "region",
    "prefix",
    "listing",
    "read",
    "converter",
    "notifications",
    "sink",
    "ledger",
  ];

  it("finds nothing to mend in a good source", async () => {
    await s3.bucket({ "in/1.json": '{"name":"x","user":"user-1"}' }, "doctor-good");
    const source = await sourceFor("doctor-good", { prefix: "in/" });
    const clients = sourceClients(source);
    await enableNotifications(source, clients);
    clients.destroy();
    const lines = await examineSource(source);
    expect(lines.map(({ step, outcome }) => `${step} ${outcome}`).toSorted()).toEqual(
      ALL.map((step) => `${step} ok`).toSorted(),
    );
    expect(line(lines, "converter")?.message).toBe('makes 1 events of the first 1 rows of "in/1.json"');
  });

  it("warns of events that lose their time", async () => {
    await s3.bucket({ "in/1.json": '{"name":"x","user":"user-1","at":"soon"}' }, "doctor-time");
    const { convertToAmplitudeFunc: event } = CONVERTER.converterConfig;
    const timed = { ...event, time: ["iso_time_to_ms", "at"] };
    const lines = await examineSource(
      await sourceFor(
        "doctor-time",
        {},
        { converterConfig: { ...CONVERTER.converterConfig, convertToAmplitudeFunc: timed } },
      ),
    );
    expect(line(lines, "converter")).toMatchObject({
      outcome: "warning",
      message:
        'makes 1 events of the first 1 rows of "in/1.json"; 1 of them lose their time: in row 0, ' +
        `iso_time_to_ms can't read "soon", so the event has no time`,
    });
  });

  it("says what to fix in each part", async () => {
    await s3.bucket({ "in/1.json": '{"name":"x"}' }, "doctor-bad");
    const folder = testFolder();
    writeFileSync(join(folder, "file"), "");
    const source = await sourceFor("doctor-bad", {
      prefix: "in",
      sink: { type: "ndjson", directory: join(folder, "file", "out") },
      ledger: join(folder, "file"),
    });
    const lines = await examineSource(source);
    expect(summary(lines)).toMatchObject({
      prefix: "warning",
      listing: "ok",
      read: "ok",
      converter: "failed",
      notifications: "warning",
      sink: "failed",
    });
    for (const { outcome, hint } of lines)
      if (outcome === "failed" || outcome === "warning") expect(hint).toMatch(/\w+/);
    expect(line(lines, "converter")).toMatchObject({
      code: "source/not-enabled",
      message: expect.stringContaining("[event/no-id]") as string,
    });
  });

  it("goes on with the rest where the bucket, the listing or the converter fails", async () => {
    const none = await examineSource(await sourceFor("doctor-none"));
    expect(line(none, "bucket")).toMatchObject({ outcome: "failed", code: "s3/no-such-bucket" });
    expect(summary(none)).toMatchObject({
      region: "skipped",
      listing: "skipped",
      read: "skipped",
      converter: "warning",
      sink: "ok",
      ledger: "ok",
    });
    expect(none.map(({ step }) => step).toSorted()).toEqual(ALL.toSorted());
    await s3.bucket({}, "doctor-empty");
    const broken = { converterConfig: { ...CONVERTER.converterConfig, convertToAmplitudeFunc: ["concat"] } };
    const empty = await examineSource(await sourceFor("doctor-empty", {}, broken));
    expect(summary(empty)).toMatchObject({ listing: "warning", read: "skipped", converter: "failed" });
    expect(empty.map(({ step }) => step).toSorted()).toEqual(ALL.toSorted());
  });

  it("tells refused keys from a role that cannot be assumed", async () => {
    const keys = { [CREDENTIALS.accessKeyId]: CREDENTIALS.secretAccessKey };
    const signing = await startSigningFront(s3.endpoint, keys);
    await s3.bucket({}, "doctor-keys");
    const wrong = await examineSource(
      await sourceFor("doctor-keys", {
        endpoint: signing.endpoint,
        credentials: { ...CREDENTIALS, secretAccessKey: "no" },
        notifications: undefined,
      }),
    );
    expect(line(wrong, "credentials")).toMatchObject({ outcome: "failed", code: "s3/wrong-secret" });
    const role = "arn:aws:iam::123456789012:role/reader";
    const sts = await startSts({ callers: keys, roleArn: role, externalId: "right" });
    const withRole = { roleArn: role, stsEndpoint: sts.endpoint, notifications: undefined };
    const refused = await examineSource(await sourceFor("doctor-keys", { ...withRole, externalId: "hunter2" }));
    expect(line(refused, "credentials")).toMatchObject({
      outcome: "ok",
      message: expect.stringContaining("user/AKIA") as string,
    });
    expect(line(refused, "role")).toMatchObject({ outcome: "failed", code: "role/refused" });
    expect(JSON.stringify(refused)).not.toContain("hunter2");
    expect(summary(refused)).toMatchObject({ bucket: "skipped", listing: "skipped" });
    expect(
      summary(await examineSource(await sourceFor("doctor-keys", { ...withRole, externalId: "right" }))),
    ).toMatchObject({ role: "ok", bucket: "ok", notifications: "skipped" });
  });

  describe("the sink", () => {
    async function sinkLine(sink: Readonly<Record<string, unknown>>): Promise<DoctorLine | undefined> {
      return line(await examineSource(await sourceFor("doctor-sinks", { notifications: undefined, sink })), "sink");
    }
    beforeAll(() => s3.bucket({}, "doctor-sinks"));

    it("of files is written to, and nothing stays", async () => {
      const directory = testFolder();
      expect(await sinkLine({ type: "ndjson", directory })).toMatchObject({ outcome: "ok" });
      expect(readdirSync(directory)).toEqual([]);
      expect(await sinkLine({ type: "ndjson", directory: join(directory, "not", "there") })).toMatchObject({
        outcome: "ok",
      });
      expect(readdirSync(directory)).toEqual([]);
    });

    describe("in S3", () => {
      async function tried(answer: Parameters<typeof startForwarder>[1] = () => "forward") {
        const asked: string[] = [];
        const outer = await startForwarder(s3.endpoint, (request, response) => {
          asked.push(
            `${request.method} ${request.url?.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID").replace(/uploadId=[^&]+/, "uploadId") ?? ""}`,
          );
          return answer(request, response);
        });
        const found = await sinkLine({
          type: "s3",
          bucket: "doctor-sink",
          prefix: "out/",
          region: REGION,
          endpoint: outer.endpoint,
          credentials: CREDENTIALS,
        });
        return { found, asked, left: s3.uploads.size, objects: (await s3.keys("doctor-sink")).length };
      }
      beforeAll(() => s3.bucket({}, "doctor-sink"));
      const refuse = (response: ServerResponse): "answered" => {
        response.writeHead(403, { "content-type": "application/xml", connection: "close" });
        response.end("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
        return "answered";
      };

      it("takes a part of an upload, which is withdrawn", async () => {
        const { found, asked, left, objects } = await tried();
        expect(found).toMatchObject({
          outcome: "ok",
          message:
            'an upload to "doctor-sink" under "out/" was begun and withdrawn, and conditional writes are kept to',
        });
        expect([left, objects]).toEqual([0, 0]);
        const puts = asked.filter((one) => one.startsWith("PUT"));
        expect(puts).toHaveLength(5);
        expect(puts[0]).toMatch(/^PUT \/doctor-sink\/out\/\.heddle-doctor-ID\?partNumber=1&uploadId/);
      });

      it.each([
        ["If-None-Match and If-Match", ["if-none-match", "if-match"]],
        ["If-Match", ["if-match"]],
      ])("insists on refusals, and names a store that ignores %s", async (ignored, headers) => {
        const { found, objects } = await tried((request) => {
          for (const header of headers) delete request.headers[header];
          return "forward";
        });
        expect(found).toMatchObject({ outcome: "failed", code: "sink/ignores-conditions" });
        expect(found?.message).toContain(`the store of bucket "doctor-sink" ignores ${ignored}:`);
        expect(objects).toBe(0);
      });

      it.each([
        ["s3:ListBucketMultipartUploads", "GET", /[?&]uploads/],
        ["s3:PutObject", "POST", /[?&]uploads/],
        ["s3:PutObject", "PUT", /uploadId=/],
        ["s3:ListBucket", "GET", /[?&]list-type/],
        ["s3:PutObject", "PUT", /x-id=PutObject/],
        ["s3:DeleteObject", "DELETE", /^[^?]*\?x-id=DeleteObject$/],
      ])("says that %s is refused (%s), and leaves nothing", async (action, method, url) => {
        const { found, left } = await tried((request, response) =>
          request.method === method && url.test(request.url ?? "") ? refuse(response) : "forward",
        );
        expect(found).toMatchObject({
          outcome: "failed",
          code: "sink/not-written",
          message: expect.stringContaining(`(trying ${action})`) as string,
          hint: expect.stringContaining("heddle iam") as string,
        });
        expect(left).toBe(0);
      });

      it("says so where the upload cannot be withdrawn, or a delete marker stays", async () => {
        const stuck = await tried((request, response) =>
          request.method === "DELETE" && /uploadId=/.test(request.url ?? "") ? refuse(response) : "forward",
        );
        expect(stuck.found).toMatchObject({
          outcome: "failed",
          message: expect.stringContaining("is left unfinished there") as string,
        });
        const marked = (removable: boolean) =>
          tried((request, response) => {
            if (request.method !== "DELETE" || /uploadId=/.test(request.url ?? "")) return "forward";
            if (/versionId=/.test(request.url ?? "")) return removable ? "forward" : refuse(response);
            response
              .writeHead(204, { "x-amz-delete-marker": "true", "x-amz-version-id": "v1", connection: "close" })
              .end();
            return "answered";
          });
        expect((await marked(false)).found).toMatchObject({
          outcome: "warning",
          message: expect.stringContaining("delete marker") as string,
        });
        expect((await marked(true)).found).toMatchObject({ outcome: "ok" });
      });

      it("says that the bucket is not there", async () => {
        expect(
          await sinkLine({
            type: "s3",
            bucket: "doctor-nowhere",
            region: REGION,
            endpoint: s3.endpoint,
            credentials: CREDENTIALS,
          }),
        ).toMatchObject({
          outcome: "failed",
          message: expect.stringContaining("NoSuchBucket") as string,
          hint: expect.stringContaining("create the bucket") as string,
        });
      });
    });

    it("of Amplitude is asked about the key, with no event", async () => {
      const server = await startAmplitude({ apiKey: "right" });
      const directory = testFolder();
      const { endpoint } = server;
      expect(await sinkLine({ type: "amplitude", directory, endpoint, apiKey: "right" })).toMatchObject({
        outcome: "ok",
      });
      const wrong = await sinkLine({ type: "amplitude", directory, endpoint, apiKey: "a-secret" });
      expect(wrong).toMatchObject({
        outcome: "failed",
        code: "amplitude/api-key",
        hint: expect.stringContaining("sink.apiKey") as string,
      });
      expect(JSON.stringify(wrong)).not.toContain("a-secret");
      expect(server.requests.map(({ path, events, status }) => [path, events.length, status])).toEqual([
        ["/2/httpapi", 0, 400],
        ["/2/httpapi", 0, 400],
      ]);
      expect(server.accepted).toBe(0);
      await server.stop();
      expect(await sinkLine({ type: "amplitude", directory, endpoint, apiKey: "right", api: "batch" })).toMatchObject({
        outcome: "failed",
        code: "amplitude/unavailable",
        message: expect.stringContaining("/batch") as string,
      });
      expect(await sinkLine({ type: "amplitude", directory, endpoint })).toMatchObject({
        outcome: "failed",
        code: "sink/no-api-key",
      });
    });
  });

  it("says that the ledger belongs to another source", async () => {
    await s3.bucket({ "in/1.json": '{"name":"x","user":"user-1"}' }, "doctor-moved");
    const source = await sourceFor("doctor-moved", { notifications: undefined });
    const job = await composeJob(source);
    expect((await runJob(job.parts, { once: true })).outcomes.done).toBe(1);
    await job.close();
    expect(line(await examineSource({ ...source, prefix: "in/" }), "ledger")).toMatchObject({
      outcome: "failed",
      code: "ledger/other-source",
    });
    expect(line(await examineSource(source), "ledger")).toMatchObject({ outcome: "ok" });
  });
});

describe("sourcePolicies", () => {
  const role = "arn:aws:iam::111122223333:role/heddle";
  const source = {
    bucket: "my-bucket",
    prefix: "in/",
    region: "eu-west-1",
    roleArn: role,
    externalId: "ext-1",
    principals: ["444455556666", "arn:aws:iam::777788889999:role/runner"],
  };

  it("lets the principals assume the role with the external id", () => {
    expect(sourcePolicies(source).trust).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "AssumeRole",
          Effect: "Allow",
          Principal: { AWS: ["arn:aws:iam::444455556666:root", "arn:aws:iam::777788889999:role/runner"] },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "sts:ExternalId": "ext-1" } },
        },
      ],
    });
  });

  it("allows listing and reading, and notifications on request, with the prefix and without", () => {
    expect(sourcePolicies(source).permissions.Statement.map(({ Sid }) => Sid)).toEqual(["ListFiles", "ReadFiles"]);
    const { permissions, permissionsWithoutPrefix, notes } = sourcePolicies(source, { configureNotifications: true });
    expect(permissions.Statement).toEqual([
      {
        Sid: "ListFiles",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: "arn:aws:s3:::my-bucket",
        Condition: { StringLike: { "s3:prefix": "in/*" } },
      },
      {
        Sid: "ReadFiles",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:ListBucket"],
        Resource: "arn:aws:s3:::my-bucket/in/*",
      },
      {
        Sid: "ConfigureNotifications",
        Effect: "Allow",
        Action: ["s3:PutBucketNotification", "s3:GetBucketNotification"],
        Resource: "arn:aws:s3:::my-bucket",
      },
    ]);
    expect(permissionsWithoutPrefix?.Statement.slice(0, 2)).toEqual([
      { Sid: "ListFiles", Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::my-bucket" },
      {
        Sid: "ReadFiles",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:ListBucket"],
        Resource: "arn:aws:s3:::my-bucket/*",
      },
    ]);
    expect(notes).toEqual([]);
    expect(sourcePolicies({ ...source, prefix: "" }).permissionsWithoutPrefix).toBeUndefined();
  });

  it("hands the bucket to Amplitude: its roles, its addresses, the key of the objects, and nothing of ours", () => {
    const handed = sourcePolicies(
      sourceWith({
        ...source,
        notifications: { queueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/files" },
        sink: { type: "s3", bucket: "out", region: "eu-west-1" },
      }),
      { reader: "amplitude-eu", onlyItsAddresses: true, kmsKey: "arn:aws:kms:eu-west-1:111122223333:key/k" },
    );
    expect(handed.trust.Statement[0]?.Principal).toEqual({
      AWS: [
        "arn:aws:iam::202493300829:role/k8s_prod-eu_cargo",
        "arn:aws:iam::202493300829:role/k8s_prod-eu_falcon",
        "arn:aws:iam::202493300829:role/vacuum_iam_role",
      ],
    });
    expect([handed.queue, handed.sink]).toEqual([undefined, undefined]);
    expect(handed.permissions.Statement.map(({ Sid }) => Sid)).toEqual([
      "ListFiles",
      "ReadFiles",
      "ConfigureNotifications",
      "DecryptFiles",
      "OnlyFromItsAddresses",
    ]);
    expect(handed.permissions.Statement.slice(3)).toMatchObject([
      {
        Action: "kms:Decrypt",
        Resource: "arn:aws:kms:eu-west-1:111122223333:key/k",
        Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
      },
      {
        Effect: "Deny",
        Condition: { NotIpAddress: { "aws:SourceIp": ["3.124.22.25", "18.157.59.125", "18.192.47.195"] } },
      },
    ]);
    const { trust, notes } = sourcePolicies({ bucket: "b-1", region: "us-east-1" }, { reader: "amplitude-us" });
    expect(JSON.stringify(trust)).toContain("arn:aws:iam::358203115967:role/k8s_prod_cargo");
    expect(notes.join()).toContain("Amplitude asks for an external id");
  });

  it("names the role in the policy of a bucket, S3 in that of a queue, and what is still open", () => {
    const { bucket, queue } = sourcePolicies({
      ...source,
      notifications: { queueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/files" },
    });
    expect(bucket.Statement.map(({ Principal }) => Principal)).toEqual([
      { AWS: [role] },
      { AWS: [role] },
      { AWS: [role] },
    ]);
    expect(queue?.Statement).toMatchObject([
      {
        Principal: { Service: "s3.amazonaws.com" },
        Resource: "arn:aws:sqs:eu-west-1:111122223333:files",
        Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::my-bucket" } },
      },
    ]);
    const open = sourcePolicies({ bucket: "b-1", region: "cn-north-1" });
    expect(open.notes).toHaveLength(3);
    expect(open.trust.Statement[0]?.Principal).toEqual({ AWS: ["arn:aws-cn:iam::<account>:root"] });
  });

  it("allows what the sink needs, where that is a bucket", () => {
    expect(sourcePolicies(source).sink).toBeUndefined();
    expect(sourcePolicies(sourceWith({ ...source, sink: { type: "ndjson", directory: "out" } })).sink).toBeUndefined();
    expect(
      sourcePolicies(
        sourceWith({
          ...source,
          sink: { type: "s3", bucket: "their-bucket", prefix: "out/", region: "us-gov-west-1" },
        }),
      ).sink?.Statement,
    ).toEqual([
      {
        Sid: "FindUnfinishedUploads",
        Effect: "Allow",
        Action: "s3:ListBucketMultipartUploads",
        Resource: "arn:aws-us-gov:s3:::their-bucket",
      },
      {
        Sid: "FindOutput",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: "arn:aws-us-gov:s3:::their-bucket",
        Condition: { StringLike: { "s3:prefix": "out/*" } },
      },
      {
        Sid: "WriteEvents",
        Effect: "Allow",
        Action: ["s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
        Resource: "arn:aws-us-gov:s3:::their-bucket/out/*",
      },
    ]);
  });

  it("takes wildcards of a prefix for themselves", () => {
    expect(sourcePolicies({ ...source, prefix: "a*b?$/" }).permissions.Statement[0]?.Condition).toEqual({
      StringLike: { "s3:prefix": "a${*}b${?}${$}/*" },
    });
  });
});
