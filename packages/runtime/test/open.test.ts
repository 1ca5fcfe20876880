// Objects are read whole over connections that break, and what cannot be read says why and how far that reaches.
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { crc32 } from "node:zlib";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { type ListOptions, listObjects } from "../src/1-discover/list.ts";
import type { ObjectInfo } from "../src/contracts/object-info.ts";
import { createS3Client, type S3Access } from "../src/aws/s3-client.ts";
import { crc32c, crc64Nvme, type RunningCrc } from "../src/2-open/crc.ts";
import { openObject, type OpenOptions } from "../src/2-open/object.ts";
import { createSemaphore } from "../src/async/semaphore.ts";
import { pauseMs } from "../src/async/backoff.ts";
import { StageFailure } from "../src/contracts/stage-failure.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { type Handler, startForwarder } from "./support/forwarder.ts";
import { seeded } from "./support/random.ts";
import { useS3 } from "./support/s3.ts";
import { startSigningFront } from "./support/signing-front.ts";

const SIZE = 1_000_000;
const random = seeded(7);
const BODY = Uint8Array.from({ length: SIZE }, () => Math.floor(random() * 256));
const QUICK: OpenOptions = { backoff: { attempts: 4, firstMs: 1, longestMs: 2 } };

const s3 = useS3();
/** For connections that fall silent: on a slow machine others seem to, again and again. */
const PATIENT: OpenOptions = { backoff: { attempts: 1_000, firstMs: 1, longestMs: 2 } };

let object: ObjectInfo;
beforeAll(async () => {
  await s3.bucket({ "data.bin": BODY }, "files");
  for await (const page of listObjects(s3.client, { bucket: "files", prefix: "data.bin" })) [object = object] = page;
});

async function infoOf(key: string): Promise<ObjectInfo> {
  const found = (await list({ bucket: "files", prefix: key })).find((one) => one.key === key);
  if (found === undefined) throw new Error(`${key} is not listed`);
  return found;
}

async function list(options: ListOptions, access: Partial<S3Access> = {}): Promise<ObjectInfo[]> {
  const client = clientFor(access.endpoint ?? s3.endpoint, access);
  const objects: ObjectInfo[] = [];
  for await (const page of listObjects(client, options)) objects.push(...page);
  return objects;
}

function clientFor(endpoint: string, access: Partial<S3Access> = {}) {
  const client = createS3Client({ region: REGION, endpoint, credentials: CREDENTIALS, ...access });
  onTestFinished(() => client.destroy());
  return client;
}

/** A client whose first GET gets this answer in the place of S3's, and all others theirs. */
async function answering(answer: Answer, gets = 1) {
  return through((get, _request, response) => {
    if (get >= gets) return "forward";
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body ?? BODY);
    return "answered";
  });
}

interface Answer {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** A client whose requests pass through `handler`; told the number of the GET, from 0. */
async function through(handler: (get: number, ...of: Parameters<Handler>) => ReturnType<Handler>) {
  let gets = 0;
  const proxy = await startForwarder(s3.endpoint, (request, response) => {
    gets += 1;
    return handler(gets - 1, request, response);
  });
  return clientFor(proxy.endpoint);
}

async function digest(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest("hex");
}
const WHOLE = createHash("sha256").update(BODY).digest("hex");

async function failureOf(work: Promise<unknown>): Promise<StageFailure> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StageFailure)) throw new Error(`no failure but ${String(error)}`);
  return error;
}

describe("createSemaphore", () => {
  it("gives turns in order, passes over what was given up, and goes on after what failed", async () => {
    const slots = createSemaphore(2);
    const done: number[] = [];
    const ends: (() => void)[] = [];
    const work = (n: number) => () => new Promise<number>((resolve) => ends.push(() => resolve(done.push(n))));
    const stop = new AbortController();
    const all = [
      slots.run(work(0)),
      slots.run(() => Promise.reject(new Error("no"))),
      slots.run(work(2), stop.signal),
      slots.run(work(3)),
    ];
    const given = expect(all[2]).rejects.toThrow("enough");
    stop.abort(new Error("enough"));
    await expect(all[1]).rejects.toThrow("no");
    await given;
    await expect(slots.run(work(4), stop.signal)).rejects.toThrow("enough");
    for (const end of ends) end();
    await Promise.all([all[0], all[3]]);
    expect(done).toEqual([0, 3]);
  });
});

describe("openObject", () => {
  it("reads an object as a stream, and again, and by ranges", async () => {
    const opened = openObject(s3.client, object);
    expect(await digest(opened.stream())).toBe(WHOLE);
    expect(await digest(opened.stream())).toBe(WHOLE);
    expect(await opened.read(100, 228)).toEqual(BODY.subarray(100, 228));
    expect(await opened.read(SIZE - 5, SIZE + 100)).toEqual(BODY.subarray(SIZE - 5));
    expect(await opened.read(5, 5)).toHaveLength(0);
  });

  it.each(["reset", "truncate"] as const)("goes on after a %s where it stood", async (kind) => {
    const ranges: unknown[] = [];
    const resumes: string[] = [];
    const client = await through((get, request) => {
      ranges.push(request.headers.range);
      return get < 3 ? { kind, after: 200_000 } : "forward";
    });
    const opened = openObject(client, object, { ...QUICK, onResume: ({ code }) => resumes.push(code) });
    expect(await digest(opened.stream())).toBe(WHOLE);
    expect(ranges).toHaveLength(4);
    expect(ranges.slice(1).every((range) => /^bytes=[1-9]\d+-999999$/.test(String(range)))).toBe(true);
    expect(resumes).toEqual(Array(3).fill(kind === "reset" ? "s3/interrupted" : "s3/short-body"));
  });

  it("leaves its connection to the next read", async () => {
    let connections = 0;
    const count = (): void => void (connections += 1);
    subscribe("net.client.socket", count);
    onTestFinished(() => void unsubscribe("net.client.socket", count));
    const client = clientFor(s3.endpoint);
    for (let i = 0; i < 5; i += 1) {
      expect(await digest(openObject(client, object).stream())).toBe(WHOLE);
      expect(await openObject(client, object).read(10, 20)).toEqual(BODY.subarray(10, 20));
    }
    expect(connections).toBe(1);
  });

  it("goes on after a connection that falls silent", async () => {
    const client = await through((get) => (get === 0 ? { kind: "stall", after: 300_000 } : "forward"));
    expect(await digest(openObject(client, object, { ...PATIENT, stallMs: 100 }).stream())).toBe(WHOLE);
  });

  it.each([500, 503])("tries again after status %i", async (status) => {
    const client = await through((get, _request, response) => {
      if (get % 2 === 1) return { kind: "reset", after: 400_000 };
      if (get > 6) return "forward";
      response.writeHead(status).end();
      return "answered";
    });
    expect(await digest(openObject(client, object, QUICK).stream())).toBe(WHOLE);
  });

  it("resumes range reads as well", async () => {
    const client = await through((get) => (get === 0 ? { kind: "reset", after: 1000 } : "forward"));
    expect(await openObject(client, object, QUICK).read(10, 500_000)).toEqual(BODY.subarray(10, 500_000));
  });

  describe("many ranges at once", () => {
    const RANGES = 40;
    const PIECE = SIZE / RANGES;
    /** Reads all pieces of the object side by side; some connections fail. */
    async function readAll(spoil: (get: number) => ReturnType<Handler>, options: OpenOptions = {}) {
      let now = 0;
      let most = 0;
      const warnings: string[] = [];
      const onWarning = ({ name, message }: Error): void => void warnings.push(`${name}: ${message}`);
      process.on("warning", onWarning);
      onTestFinished(() => void process.off("warning", onWarning));
      const resumes: string[] = [];
      const client = await through(async (get, _request, response) => {
        now += 1;
        most = Math.max(most, now);
        response.once("close", () => (now -= 1));
        return spoil(get);
      });
      const opened = openObject(client, object, { ...QUICK, ...options, onResume: ({ code }) => resumes.push(code) });
      const signal = new AbortController().signal;
      const pieces = await Promise.all(
        Array.from({ length: RANGES }, (_, i) => opened.read(i * PIECE, (i + 1) * PIECE, signal)),
      );
      expect(createHash("sha256").update(Buffer.concat(pieces)).digest("hex")).toBe(WHOLE);
      return { most, resumes, warnings };
    }

    it("wait for their turn", async () => {
      const { most, resumes, warnings } = await readAll(() => "forward", { slots: createSemaphore(2) });
      expect(most).toBeLessThanOrEqual(2);
      expect([resumes, warnings]).toEqual([[], []]);
    });

    it("have not stalled while they wait", async () => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      onTestFinished(() => void vi.useRealTimers());
      const slots = createSemaphore(1);
      const held = Promise.withResolvers<void>();
      const holding = slots.run(() => held.promise);
      const resumes: string[] = [];
      const reading = openObject(s3.client, object, {
        slots,
        stallMs: 1_000,
        onResume: ({ code }) => resumes.push(code),
      }).read(5, 25);
      await vi.advanceTimersByTimeAsync(3_600_000);
      held.resolve();
      await holding;
      expect(await reading).toEqual(BODY.subarray(5, 25));
      expect(resumes).toEqual([]);
    });

    it("go all at once where nothing limits them", async () => {
      const many = Promise.withResolvers<void>();
      const { resumes, warnings } = await readAll(async (get): Promise<"forward"> => {
        if (get === RANGES / 2) many.resolve();
        await many.promise;
        return "forward";
      });
      expect([resumes, warnings]).toEqual([[], []]);
    });

    it("come whole over connections that break and fall silent", async () => {
      const spoil = (get: number): ReturnType<Handler> =>
        get % 5 === 1 ? { kind: "stall", after: PIECE / 2 } : get % 5 === 3 ? { kind: "reset", after: 100 } : "forward";
      const { resumes } = await readAll(spoil, {
        slots: createSemaphore(16),
        stallMs: 150,
        ...PATIENT,
      });
      expect(resumes.length).toBeGreaterThan(RANGES / 4);
    });
  });

  it("gives up when nothing arrives any more, and says that it may pass", async () => {
    const client = await through((get) =>
      get === 0 ? { kind: "reset", after: 100_000 } : { kind: "reset", after: 0 },
    );
    const failure = await failureOf(digest(openObject(client, object, QUICK).stream()));
    expect(failure).toMatchObject({
      code: "s3/interrupted",
      scope: "object",
      retryable: true,
      place: { bucket: "files", key: "data.bin" },
    });
  });

  it("notices that the object changed between two requests", async () => {
    await s3.put("files", "moving.bin", BODY);
    const moving = await infoOf("moving.bin");
    const client = await through(async (get) => {
      if (get === 0) return { kind: "reset", after: 200_000 };
      await s3.client.send(new PutObjectCommand({ Bucket: "files", Key: "moving.bin", Body: Buffer.alloc(SIZE) }));
      return "forward";
    });
    const failure = await failureOf(digest(openObject(client, moving, QUICK).stream()));
    expect(failure).toMatchObject({ code: "s3/object-changed", scope: "object", retryable: true });
  });

  it("says that an object is gone", async () => {
    const failure = await failureOf(digest(openObject(s3.client, { ...object, key: "none" }).stream()));
    expect(failure).toMatchObject({ code: "s3/object-gone", scope: "object", retryable: false });
  });

  it("stops at once when told to, with the reason given", async () => {
    const client = await through(() => ({ kind: "stall", after: 1000 }));
    const stop = new AbortController();
    const reading = digest(openObject(client, object, { signal: stop.signal }).stream());
    setTimeout(() => stop.abort(new Error("enough")), 50);
    await expect(reading).rejects.toThrow("enough");
  });
});

describe("listObjects", () => {
  it("lists thousands of keys in pages, without folder markers", async () => {
    const bucket = await s3.bucket({ "p/folder/": "", q: "x" });
    for (let n = 0; n < 2100; n += 100) {
      await Promise.all(
        Array.from({ length: 100 }, (_, i) => s3.put(bucket, `p/${String(n + i).padStart(5, "0")}`, "x")),
      );
    }
    expect(await list({ bucket, prefix: "p/" })).toHaveLength(2100);
    const pages: number[] = [];
    for await (const page of listObjects(s3.client, { bucket, prefix: "", pageSize: 700 })) pages.push(page.length);
    expect(pages).toEqual([700, 700, 700, 1]);
  });

  it("keeps keys that look like paths, markup or prototypes", async () => {
    const keys = ["../../up", "a b+c%20d", "__proto__", "ümlaut/<&>\"'", "trailing/./x"];
    const bucket = await s3.bucket(Object.fromEntries(keys.map((key) => [key, key])));
    const found = await list({ bucket, prefix: "" });
    expect(found.map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    for (const one of found)
      expect(Buffer.from(await openObject(s3.client, one).read(0, one.size)).toString()).toBe(one.key);
  });

  it("decodes keys that the server encodes", async () => {
    const proxy = await startForwarder(s3.endpoint, (request, response) => {
      expect(request.url).toContain("encoding-type=url");
      response.writeHead(200, { "content-type": "application/xml" });
      response.end(
        '<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>a+b%2B%0D%01/%C3%BC</Key><ETag>"1"</ETag><Size>3</Size><LastModified>2026-01-01T00:00:00Z</LastModified></Contents></ListBucketResult>',
      );
      return "answered";
    });
    const [found] = await list({ bucket: "files", prefix: "" }, { endpoint: proxy.endpoint });
    expect(found?.key).toBe("a b+\r\u0001/ü");
  });

  it("names a bucket that is not there", async () => {
    const failure = await failureOf(list({ bucket: "nowhere", prefix: "" }));
    expect(failure).toMatchObject({ code: "s3/no-such-bucket", scope: "job", message: 'there is no bucket "nowhere"' });
  });

  it("names an endpoint that nobody listens at", async () => {
    const proxy = await startForwarder(s3.endpoint, () => "forward");
    await proxy.stop();
    const failure = await failureOf(list({ bucket: "files", prefix: "" }, { endpoint: proxy.endpoint }));
    expect(failure).toMatchObject({ code: "s3/unreachable", scope: "job", retryable: true });
  });

  it("names a region that is not the bucket's", async () => {
    const proxy = await startForwarder(s3.endpoint, (_request, response) => {
      response.writeHead(400, { "content-type": "application/xml", "x-amz-bucket-region": "us-west-2" });
      response.end(
        "<Error><Code>AuthorizationHeaderMalformed</Code><Message>wrong region</Message><Region>us-west-2</Region></Error>",
      );
      return "answered";
    });
    const failure = await failureOf(list({ bucket: "files", prefix: "" }, { endpoint: proxy.endpoint }));
    expect(failure).toMatchObject({ code: "s3/wrong-region", scope: "job" });
    expect(failure.hint).toContain("us-west-2");
  });
});

describe("credentials", () => {
  async function listThroughFront(credentials: typeof CREDENTIALS): Promise<ObjectInfo[]> {
    const front = await startSigningFront(s3.endpoint, { [CREDENTIALS.accessKeyId]: CREDENTIALS.secretAccessKey });
    return list({ bucket: "files", prefix: "data" }, { endpoint: front.endpoint, credentials });
  }

  it("are accepted when they are right", async () => {
    expect(await listThroughFront(CREDENTIALS)).toHaveLength(1);
  });

  it.each([
    ["the key id is unknown", { ...CREDENTIALS, accessKeyId: "AKIANOBODY" }, "s3/unknown-access-key"],
    ["the secret is wrong", { ...CREDENTIALS, secretAccessKey: "wrong-secret" }, "s3/wrong-secret"],
  ])("are refused with one clear message when %s", async (_name, credentials, code) => {
    const failure = await failureOf(listThroughFront(credentials));
    expect(failure).toMatchObject({ code, scope: "job", retryable: false });
    expect(`${failure.message} ${failure.hint}`).not.toContain(credentials.secretAccessKey);
  });
});

it("pauses twice as long each time, up to the longest, over its upper half", () => {
  const backoff = { attempts: 9, firstMs: 100, longestMs: 1000 };
  expect([1, 2, 3, 4, 5, 6].map((attempt) => pauseMs(backoff, attempt, 1))).toEqual([100, 200, 400, 800, 1000, 1000]);
  expect(pauseMs(backoff, 3, 0)).toBe(200);
});

describe("what S3 sends", () => {
  const FLIPPED = Uint8Array.from(BODY, (byte, i) => (i === 123_456 ? byte ^ 4 : byte));
  /** An ETag that is no MD5, as of an object that was uploaded in parts. */
  const multipart = { etag: '"0123456789abcdef0123456789abcdef-2"' };
  const base64 = (algorithm: string): string => createHash(algorithm).update(BODY).digest("base64");
  const crc = (running: RunningCrc): string => {
    running.update(BODY.subarray(0, 77));
    running.update(BODY.subarray(77));
    return running.digest().toString("base64");
  };
  const crc32Text = (): string => {
    const digest = Buffer.alloc(4);
    digest.writeUInt32BE(crc32(BODY));
    return digest.toString("base64");
  };

  it.each([
    ["crc32", crc32Text()],
    ["crc32c", crc(crc32c())],
    ["crc64nvme", crc(crc64Nvme())],
    ["sha1", base64("sha1")],
    ["sha256", base64("sha256")],
  ])("is compared with the %s checksum that comes with it", async (name, checksum) => {
    const headers = { ...multipart, [`x-amz-checksum-${name}`]: checksum };
    const found = { ...object, ...multipart };
    expect(await digest(openObject(await answering({ headers }), found).stream())).toBe(WHOLE);
    const damaged = openObject(await answering({ headers, body: FLIPPED }), found);
    const failure = await failureOf(digest(damaged.stream()));
    expect(failure).toMatchObject({ code: "s3/damaged", scope: "object", retryable: true });
    expect(failure.message).toContain(name.toUpperCase());
  });

  it("is compared with its ETag where that is an MD5, and not where the checksum is of parts or of an encrypted object", async () => {
    const damaged = (headers: Readonly<Record<string, string>>, etag = object.etag, options = {}) =>
      answering({ headers: { etag, ...headers }, body: FLIPPED }).then((client) =>
        digest(openObject(client, { ...object, etag }, options).stream()),
      );
    await expect(damaged({})).rejects.toMatchObject({ code: "s3/damaged" });
    await damaged({}, object.etag, { verify: false });
    await damaged({ "x-amz-server-side-encryption": "aws:kms" });
    await damaged({ "x-amz-checksum-crc32": `${crc32Text()}-2` }, multipart.etag);
  });

  it("is asked for its checksum, and compared over connections that break", async () => {
    const modes: unknown[] = [];
    const client = await through((get, request) => {
      modes.push(request.headers["x-amz-checksum-mode"]);
      return get === 0 ? { kind: "reset", after: 300_000 } : "forward";
    });
    expect(await digest(openObject(client, object, QUICK).stream())).toBe(WHOLE);
    expect(modes).toEqual(["ENABLED", undefined]);
  });

  it("has to be the range that was asked for", async () => {
    const part = BODY.subarray(0, 28);
    const etag = object.etag;
    const wrong = [
      { etag, "content-range": `bytes 0-27/${SIZE}` },
      { etag, "content-range": `bytes 100-128/${SIZE}` },
      { etag, "content-range": "bytes 100" },
      { etag },
    ];
    for (const headers of wrong) {
      const answer = { status: 206, headers, body: part };
      const opened = openObject(await answering(answer), object, QUICK);
      expect(await opened.read(100, 128)).toEqual(BODY.subarray(100, 128));
      const lasting = openObject(await answering(answer, 99), object, QUICK);
      expect(await failureOf(lasting.read(100, 128))).toMatchObject({ code: "s3/wrong-range", retryable: true });
    }
    const shorter = {
      status: 206,
      headers: { etag, "content-range": `bytes 100-109/${SIZE}` },
      body: BODY.subarray(100, 110),
    };
    expect(await openObject(await answering(shorter), object, QUICK).read(100, 128)).toEqual(BODY.subarray(100, 128));
    const other = { status: 206, headers: { etag, "content-range": "bytes 100-127/5" }, body: part };
    expect(await failureOf(openObject(await answering(other), object, QUICK).read(100, 128))).toMatchObject({
      code: "s3/wrong-size",
    });
  });

  it.each([0, 1000, SIZE - 1, SIZE + 1])("is refused where the listing says %i bytes", async (size) => {
    const failure = await failureOf(digest(openObject(s3.client, { ...object, size }, QUICK).stream()));
    expect(failure).toMatchObject({ code: "s3/wrong-size", scope: "object" });
    // An answer that does not say how long it is.
    const headers = { etag: object.etag, "transfer-encoding": "chunked" };
    if (size < SIZE)
      expect(
        await failureOf(digest(openObject(await answering({ headers }), { ...object, size }, QUICK).stream())),
      ).toMatchObject({ code: "s3/wrong-size" });
  });

  it("is an empty object where one is listed", async () => {
    await s3.put("files", "empty", "");
    expect(await digest(openObject(s3.client, await infoOf("empty")).stream())).toBe(
      createHash("sha256").digest("hex"),
    );
  });
});
