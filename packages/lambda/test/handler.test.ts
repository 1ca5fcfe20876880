// The function as it is deployed, bundled and run as processes of its own, on real S3 and PostgreSQL: doubled messages, one that nobody
// understands, one about an object that is gone, one invocation that is abandoned, and objects of all sizes. Each event comes once.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { type ObjectState, openPostgresLedger } from "@heddle/runtime";
import { bundleFunction } from "../../../scripts/bundle-function.ts";
import { CREDENTIALS, REGION } from "../../runtime/test/support/credentials.ts";
import { startHoldingFront } from "../../runtime/test/support/holding-front.ts";
import { askPostgres } from "../../runtime/src/postgres/database.ts";
import { postgresUrl } from "../../runtime/test/support/postgres.ts";
import { useS3 } from "../../runtime/test/support/s3.ts";
import { type BatchResponse, createHandler } from "../src/index.ts";

const s3 = useS3();
let folder = "";
let url = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "heddle-lambda-"));
  const [postgres] = await Promise.all([postgresUrl(), bundleFunction(join(folder, "function"))]);
  url = postgres;
  process.env["LEDGER_URL"] = url;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EVENTS_PER_OBJECT = 20;
const rows = (key: string): string =>
  Array.from({ length: EVENTS_PER_OBJECT }, (_, i) => `{"name":"Buy","user":"user-${key}","n":${i}}\n`).join("");

const mapping = { event_type: "name", user_id: "user", event_properties: { n: "n" } };
const converterOf = (event_type: unknown): object => ({
  config_name: ["test"],
  converterConfig: {
    fileType: "json",
    compressionType: "none",
    convertToAmplitudeFunc: { ...mapping, event_type },
  },
});

/** The code of a function for a new bucket, as it would be uploaded. */
async function functionFor(
  bucket: string,
  settings: object = {},
): Promise<{ readonly code: string; readonly out: string }> {
  const out = await s3.bucket({}, `${bucket}-out`);
  const code = join(folder, bucket);
  cpSync(join(folder, "function"), code, { recursive: true });
  const access = { region: REGION, endpoint: s3.endpoint, credentials: CREDENTIALS };
  const source = {
    bucket,
    ...access,
    converter: "converter.json",
    dataType: "event",
    sink: { type: "s3", bucket: out, ...access },
    ledger: { type: "postgres", url: "${LEDGER_URL}", schema: bucket.replaceAll("-", "_") },
    log: { level: "silent" },
    ...settings,
  };
  writeFileSync(join(code, "source.json"), JSON.stringify(source));
  writeFileSync(join(code, "converter.json"), JSON.stringify(converterOf("name")));
  return { code, out };
}

interface Message {
  readonly messageId: string;
  readonly body: string;
}

let messages = 0;
const message = (body: string): Message => ({ messageId: `message-${(messages += 1)}`, body });
const created = (bucket: string, key: string): Message =>
  message(
    JSON.stringify({
      Records: [
        { eventName: "ObjectCreated:Put", s3: { bucket: { name: bucket }, object: { key: encodeURIComponent(key) } } },
      ],
    }),
  );

/** Calls the function of a folder as it is deployed, in a process of its own. */
function invoke(
  code: string,
  records: readonly Message[],
): { readonly child: ChildProcess; readonly failed: Promise<string[]> } {
  const program = `
    import { handler } from "./index.js";
    const event = JSON.parse(process.env.EVENT);
    process.stdout.write(JSON.stringify(await handler(event, { getRemainingTimeInMillis: () => 60_000 })));
    process.exit();`;
  writeFileSync(join(code, "call.js"), program);
  const child = spawn(process.execPath, ["call.js"], {
    cwd: code,
    env: { ...process.env, EVENT: JSON.stringify({ Records: records }) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const answer = async (): Promise<string[]> => {
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    if (out === "") throw new Error(err);
    return idsIn(JSON.parse(out) as BatchResponse);
  };
  return { child, failed: answer() };
}

const idsIn = ({ batchItemFailures }: BatchResponse): string[] =>
  batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

/** A handler on the source of a folder, with so many milliseconds at its first look at the clock, and at later ones. */
function handlerIn(
  code: string,
  bytesPerSecond = 1_000_000,
): (records: readonly Message[], ms?: readonly number[]) => Promise<string[]> {
  const handler = createHandler({ source: join(code, "source.json"), bytesPerSecond });
  onTestFinished(() => handler.close());
  return async (records, ms = [60_000]) => {
    const clock = [...ms];
    const getRemainingTimeInMillis = (): number => (clock.length > 1 ? clock.shift() : clock[0]) ?? 0;
    return idsIn(await handler({ Records: records }, { getRemainingTimeInMillis }));
  };
}

/** Calls functions until no message is left, two at once, as SQS and Lambda do; gives the ids of messages that came five times. */
async function drain(code: string, queue: readonly Message[]): Promise<readonly string[]> {
  const handlers = [handlerIn(code), handlerIn(code)];
  let left = queue;
  for (let receives = 1; left.length > 0 && receives <= 5; receives += 1) {
    const half = Math.ceil(left.length / 2);
    const batches = [left.slice(0, half), left.slice(half)];
    const failed = new Set((await Promise.all(batches.map((batch, i) => handlers[i]?.(batch) ?? []))).flat());
    left = left.filter(({ messageId }) => failed.has(messageId));
    if (left.length > 0) await sleep(500);
  }
  return left.map(({ messageId }) => messageId);
}

interface LedgerState {
  readonly states: Readonly<Record<string, ObjectState>>;
  readonly messages: readonly string[];
}

async function ledgerOf(bucket: string): Promise<LedgerState> {
  const ledger = await openPostgresLedger({ url, schema: bucket.replaceAll("-", "_") });
  try {
    const states: Record<string, ObjectState> = {};
    for await (const { key, state } of ledger.entries()) states[key] = state;
    return { states, messages: (await ledger.messages()).map(({ id }) => id) };
  } finally {
    await ledger.close();
  }
}

/** The ids of all events in a bucket. */
async function deliveredIn(bucket: string): Promise<string[]> {
  const keys = (await s3.keys(bucket)).filter((key) => /(?:^|\/)events[^/]*$/.test(key));
  const files = await Promise.all(keys.map((key) => s3.bytes(bucket, key)));
  return files
    .flatMap((bytes) => bytes.toString().split("\n").filter(Boolean))
    .map((line) => (JSON.parse(line) as { readonly insert_id: string }).insert_id)
    .toSorted();
}

it("delivers each event once, whatever happens to messages and invocations", async () => {
  const keys = ["a.json", "b c+d.json", "é.json", "e.json", "f.json", "held.json"];
  const bucket = await s3.bucket(Object.fromEntries(keys.map((key) => [key, rows(key)])), "lambda-once");
  // The first reader of this object waits until the invocation is abandoned.
  let holdsBack = true;
  const front = await startHoldingFront(s3.endpoint, (method, path) =>
    holdsBack && method === "GET" && path.includes("held.json") ? 60_000 : 0,
  );
  const { code, out } = await functionFor(bucket, { endpoint: front.endpoint });
  // The converter passes on another object first, so that the next one is claimed when it is read.
  expect(await handlerIn(code)([created(bucket, "a.json")])).toEqual([]);
  const held = created(bucket, "held.json");
  const abandoned = invoke(code, [held]);
  abandoned.failed.catch(() => {});
  while (front.held === 0) await sleep(20);
  abandoned.child.kill("SIGKILL");
  holdsBack = false;
  // Until its lease ends nobody knows that it is: the message has to come again.
  expect(await handlerIn(code)([held])).toEqual([held.messageId]);
  const schema = bucket.replaceAll("-", "_");
  await askPostgres({ url, schema }, (query) => query(`UPDATE ${schema}.objects SET lease_until = 0`));

  const poison = message("not an event");
  const test = message('{"Service":"Amazon S3","Event":"s3:TestEvent"}');
  const foreign = created("another-bucket", "a.json");
  const once = [...keys.filter((key) => key !== "held.json"), "gone.json"].map((key) => created(bucket, key));
  const twice = keys.slice(0, 3).map((key) => created(bucket, key));
  const queue = [...once, held, poison, test, ...twice, created(bucket, "held.json")];
  expect(await drain(code, queue)).toEqual([]);
  expect(await handlerIn(code)([foreign])).toEqual([foreign.messageId]);

  const ids = keys.flatMap((key) => Array.from({ length: EVENTS_PER_OBJECT }, (_, i) => `${bucket}/${key}:${i}`));
  expect(await deliveredIn(out)).toEqual(ids.toSorted());
  const { states, messages: kept } = await ledgerOf(bucket);
  expect(states).toEqual(Object.fromEntries(keys.map((key) => [key, "done"])));
  expect(kept).toEqual([poison.messageId]);
});

it("leaves what is too large to a worker, gives back what it has no time for, and lets go of what failed for good", async () => {
  const objects = {
    "small.json": rows("small"),
    "large.json": rows("large").repeat(10),
    "bad.json": "no rows at all\n",
  };
  const bucket = await s3.bucket(objects, "lambda-time");
  const { code, out } = await functionFor(bucket, { setAside: { action: "skip-file" } });
  // Ten seconds are kept back. Fifty are enough for the small object, and two for none.
  const handler = handlerIn(code, 100);
  const call = (key: string, ...ms: readonly number[]): Promise<string[]> => handler([created(bucket, key)], ms);
  expect(await call("small.json", 60_000, 12_000)).toHaveLength(1);
  expect(await call("large.json", 60_000)).toEqual([]);
  expect(await call("bad.json", 60_000)).toEqual([]);
  expect((await ledgerOf(bucket)).states).toEqual({
    "small.json": "discovered",
    "large.json": "discovered",
    "bad.json": "failed",
  });
  // A pattern that could take long, for which the function starts a thread.
  writeFileSync(join(code, "converter.json"), JSON.stringify(converterOf(["replace_with", "(a+)+$", "", "name"])));
  expect(await invoke(code, [created(bucket, "small.json")]).failed).toEqual([]);
  expect((await ledgerOf(bucket)).states).toMatchObject({ "small.json": "done", "large.json": "discovered" });
  expect(await deliveredIn(out)).toHaveLength(EVENTS_PER_OBJECT);
});

it.each([
  ["ledger/one-machine", { ledger: "ledger.db" }],
  ["notifications/no-order", { strategy: "mirror_sync" }],
])("refuses with %s what a function cannot do", async (failure, settings) => {
  const { code } = await functionFor(`lambda-${failure.replace("/", "-")}`, settings);
  await expect(handlerIn(code)([])).rejects.toMatchObject({ code: failure });
  expect(readdirSync(code)).not.toContain("ledger.db");
});
