// A role assumed through a stand-in for STS: with its external id, renewed before its session ends, and clear when refused.
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { sourceClients } from "../src/aws/clients.ts";
import { assumeRole } from "../src/aws/role.ts";
import { composeJob } from "../src/compose/compose-job.ts";
import { runJob } from "../src/job/run-job.ts";
import { loadSource } from "../src/source/load-source.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { testFolder } from "./support/folder.ts";
import { useS3 } from "./support/s3.ts";
import { startSigningFront } from "./support/signing-front.ts";
import { startSts, type StsServer, type StsSettings } from "./support/sts-server.ts";

const ROLE = "arn:aws:iam::444455556666:role/heddle-reader";
const EXTERNAL_ID = "ext-7";

const s3 = useS3();
let bucket: string;
beforeAll(async () => {
  bucket = await s3.bucket({ "a.json": "{}" });
});

async function sts(settings: Partial<StsSettings> = {}): Promise<StsServer> {
  const server = await startSts({
    callers: { [CREDENTIALS.accessKeyId]: CREDENTIALS.secretAccessKey },
    roleArn: ROLE,
    externalId: EXTERNAL_ID,
    ...settings,
  });
  return server;
}

const access = (server: StsServer) => ({
  roleArn: ROLE,
  externalId: EXTERNAL_ID,
  region: REGION,
  stsEndpoint: server.endpoint,
  credentials: CREDENTIALS,
});

describe("a source with a role", () => {
  const SESSIONS = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`ASIASESSION${i}`, `session-secret-${i}`]));

  async function requestsWith(sessionMs: number): Promise<{ ids: string[]; tokens: unknown[]; sessions: number }> {
    const server = await sts({ sessionMs });
    const ids: string[] = [];
    const tokens: unknown[] = [];
    const front = await startSigningFront(s3.endpoint, SESSIONS, (request, id) => {
      ids.push(id);
      tokens.push(request.headers["x-amz-security-token"]);
    });
    const clients = sourceClients({ ...access(server), endpoint: front.endpoint });
    onTestFinished(() => clients.destroy());
    for (let i = 0; i < 2; i += 1) {
      const page = await clients.s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      expect(page.KeyCount).toBe(1);
    }
    return { ids, tokens, sessions: server.sessions.length };
  }

  it("reads with one session of the role as long as it lasts", async () => {
    expect(await requestsWith(3_600_000)).toEqual({
      ids: ["ASIASESSION0", "ASIASESSION0"],
      tokens: ["token-0", "token-0"],
      sessions: 1,
    });
  });

  it("goes over to a new session before the old one ends", async () => {
    const { ids, tokens } = await requestsWith(60_000);
    expect(ids[0]).not.toBe(ids[1]);
    expect(tokens).toEqual(ids.map((id) => `token-${id.at(-1)}`));
  });
});

describe("a job with a role", () => {
  it("says why the role cannot be assumed, and does not try for ever", async () => {
    const server = await sts();
    const folder = testFolder();
    const converter = {
      converterConfig: {
        fileType: "json",
        compressionType: "none",
        convertToAmplitudeFunc: { event_type: "name", user_id: "user" },
      },
    };
    const source = {
      bucket,
      region: REGION,
      endpoint: s3.endpoint,
      credentials: CREDENTIALS,
      roleArn: ROLE,
      externalId: "not-this",
      stsEndpoint: server.endpoint,
      converter: "c.json",
      dataType: "event",
      sink: { type: "ndjson", directory: "out" },
      ledger: "ledger.db",
    };
    writeFileSync(join(folder, "c.json"), JSON.stringify(converter));
    writeFileSync(
      join(folder, "SOURCE.json"),
      JSON.stringify({
        ...source,
        credentials: { accessKeyId: CREDENTIALS.accessKeyId, secretAccessKey: CREDENTIALS.secretAccessKey },
      }),
    );
    const job = await composeJob(await loadSource(join(folder, "SOURCE.json")));
    onTestFinished(() => job.close());
    const { failure } = await runJob(job.parts);
    expect(failure).toMatchObject({ code: "role/refused", scope: "job" });
    expect(failure?.message).not.toContain(CREDENTIALS.secretAccessKey);
  });
});

describe("assumeRole", () => {
  it("asks once for many who ask at once, and again when the session nears its end", async () => {
    const server = await sts();
    let now = Date.now();
    const session = assumeRole(access(server), () => now);
    const first = await Promise.all([session(), session(), session()]);
    expect(new Set(first.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(["ASIASESSION0"]));
    now += 54 * 60_000;
    expect((await session()).accessKeyId).toBe("ASIASESSION0");
    now += 2 * 60_000;
    expect((await session()).accessKeyId).toBe("ASIASESSION1");
    expect(server.sessions).toHaveLength(2);
  });

  it("says why it cannot", async () => {
    const server = await sts();
    const failing = (changes: object): Promise<unknown> =>
      assumeRole({ ...access(server), ...changes })().then(
        () => "assumed",
        (error: unknown) => error,
      );
    expect(await failing({ externalId: "other" })).toMatchObject({
      code: "role/refused",
      scope: "job",
      retryable: false,
      message: expect.stringMatching(
        /^cannot assume role arn:\S+ with the external id of the source file: .*not authorized/,
      ) as string,
      hint: expect.stringContaining("exactly") as string,
    });
    expect(await failing({ externalId: undefined })).toMatchObject({
      code: "role/refused",
      hint: expect.stringContaining("set `externalId`") as string,
    });
    expect(await failing({ roleArn: "arn:aws:iam::444455556666:role/none" })).toMatchObject({ code: "role/refused" });
    expect(await failing({ credentials: { ...CREDENTIALS, secretAccessKey: "wrong" } })).toMatchObject({
      code: "role/wrong-secret",
    });
    expect(await failing({ stsEndpoint: "http://127.0.0.1:9" })).toMatchObject({
      code: "role/unreachable",
      retryable: true,
    });
  });

  it("does not repeat the external id or the keys that STS repeats", async () => {
    const externalId = "partner/4711";
    const session = assumeRole({ ...access(await sts({ isTalkative: true })), externalId });
    const failure = (await session().catch((error: unknown) => error)) as Error;
    expect(failure.message).toContain("with external id *** and secret ***");
  });

  it("assumes the role again once what was wrong is mended", async () => {
    const callers: Record<string, string> = {};
    const server = await sts({ callers });
    const session = assumeRole(access(server));
    await expect(session()).rejects.toMatchObject({ code: "role/unknown-access-key" });
    callers[CREDENTIALS.accessKeyId] = CREDENTIALS.secretAccessKey;
    expect((await session()).accessKeyId).toBe("ASIASESSION0");
  });
});
