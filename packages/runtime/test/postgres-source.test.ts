// A source whose ledger is in PostgreSQL: its job, its status and its examination; and what is said where the ledger cannot be opened.
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { composeJob } from "../src/compose/compose-job.ts";
import { planReplay } from "../src/compose/replay.ts";
import { StageFailure } from "../src/contracts/stage-failure.ts";
import { observeJob } from "../src/observe/observe.ts";
import { runSource } from "../src/compose/run-source.ts";
import { jobStatus } from "../src/job/status.ts";
import { ledgerPlace } from "../src/ledger/ledger-place.ts";
import { examineSource } from "../src/setup/doctor.ts";
import { loadSource } from "../src/source/load-source.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { testFolder } from "./support/folder.ts";
import { postgresUrl } from "./support/postgres.ts";
import { useS3 } from "./support/s3.ts";

const s3 = useS3();
let server: string;
let client: pg.Client;
beforeAll(async () => {
  server = await postgresUrl();
  client = new pg.Client(server);
  await client.connect();
  return () => client.end();
});

const MAPPING = { event_type: "name", user_id: "user", insert_id: "id" };

/** The address of the server, for another user or database. */
function address(changes: { readonly user?: string; readonly password?: string; readonly database?: string }): string {
  const url = new URL(server);
  if (changes.user !== undefined) url.username = changes.user;
  if (changes.password !== undefined) url.password = changes.password;
  if (changes.database !== undefined) url.pathname = `/${changes.database}`;
  return url.href;
}

async function source(changes: Readonly<Record<string, unknown>> = {}) {
  const folder = testFolder();
  mkdirSync(join(folder, "out"));
  const converterConfig = { fileType: "json", compressionType: "none", convertToAmplitudeFunc: MAPPING };
  writeFileSync(join(folder, "c.json"), JSON.stringify({ converterConfig }));
  const bucket = await s3.bucket({
    "a.json": '{"id":"1","name":"x","user":"user-1"}\n',
    "b.json": '{"id":"1","name":"x","user":"user-1"}\n',
  });
  const settings = {
    bucket,
    region: REGION,
    endpoint: s3.endpoint,
    credentials: CREDENTIALS,
    converter: "c.json",
    dataType: "event",
    sink: { type: "ndjson", directory: "out", shared: true },
    ledger: { type: "postgres", url: "${LEDGER_URL}", schema: `source_${randomUUID()}` },
    ...changes,
  };
  writeFileSync(join(folder, "SOURCE.json"), JSON.stringify(settings));
  return loadSource(join(folder, "SOURCE.json"), { LEDGER_URL: server });
}

it("runs, drops duplicates, and is there for status, doctor and replays", async () => {
  const config = await source();
  const place = ledgerPlace(config.ledger);
  expect(await jobStatus(config)).toMatchObject({ objects: [], ledger: place.name });
  expect((await examineSource(config)).at(-1)).toMatchObject({
    step: "ledger",
    outcome: "ok",
    message: `none yet; it can be made in ${place.name}`,
  });
  expect(await place.exists()).toBe(false);
  const report = await runSource(config, { once: true });
  expect(report.failure).toBeUndefined();
  expect(report.totals).toMatchObject({ rows: 2, events: 1, dropped: { "dedup/duplicate": 1 } });
  expect(await jobStatus(config)).toMatchObject({ states: { done: 2 }, totals: { events: 1 } });
  expect((await examineSource(config)).at(-1)).toMatchObject({
    outcome: "ok",
    message: expect.stringContaining(`${place.name} belongs to this source; about `) as string,
  });
  const { ledger } = config;
  if (typeof ledger === "string" || ledger.type !== "postgres") throw new Error("not in PostgreSQL");
  expect((await examineSource({ ...config, ledger: { ...ledger, maxKeys: 1 } })).at(-1)).toMatchObject({
    outcome: "failed",
    code: "dedup/too-many-keys",
    hint: expect.stringContaining("`amplitude`") as string,
  });
  expect((await planReplay(config, { accept: () => true, scope: "all" })).objects).toHaveLength(2);
  expect((await runSource(config, { once: true })).totals.rows).toBe(0);
  await expect(jobStatus({ ...config, prefix: "other/" })).rejects.toMatchObject({ code: "ledger/other-source" });
});

it("opens keys only where rows may repeat, and refuses a ledger whose keys are missing", async () => {
  const config = await source({ deduplicate: false });
  expect((await runSource(config, { once: true })).totals).toMatchObject({ events: 2 });
  expect(await ledgerPlace(config.ledger).hasKeys()).toBe(false);
  const deduplicating = { ...config, deduplicate: true };
  await expect(composeJob(deduplicating)).rejects.toMatchObject({ code: "dedup/missing" });
  const job = await composeJob(deduplicating, {}, { newKeys: true });
  onTestFinished(() => job.close());
  expect(await ledgerPlace(config.ledger).hasKeys()).toBe(true);
});

it("says no password of the ledger in its log", async () => {
  const file = join(testFolder(), "log.json");
  const url = address({ user: "me", password: "hunter 2" });
  const config = await source({ ledger: { type: "postgres", url, schema: "s" }, log: { file } });
  const { hooks, close } = await observeJob(config);
  const message = `cannot connect to ${url} as me with "hunter 2"`;
  hooks.onFailure?.(new StageFailure({ code: "ledger/failed", message, hint: "none" }));
  await close();
  const log = readFileSync(file, "utf8");
  expect(log).toContain("cannot connect to *** as me with");
  expect(log).not.toMatch(/hunter/);
});

describe("a ledger that cannot be opened", () => {
  const failureOf = async (url: string, schema = "s"): Promise<Record<string, unknown>> => {
    const config = await source({ ledger: { type: "postgres", url, schema } });
    const failure = await composeJob(config).then(
      (): Record<string, unknown> => ({}),
      (error: unknown) => error as Record<string, unknown>,
    );
    const lines = await examineSource(config);
    const status: unknown = await jobStatus(config).catch((error: unknown) => error);
    const said = [failure, lines, status].map((one) => JSON.stringify(one) + String((one as Error).message));
    expect(said.join("\n")).not.toMatch(/hunter2|hunter 2/);
    expect(lines.at(-1)).toMatchObject({ step: "ledger", outcome: "failed", code: failure["code"] });
    return failure;
  };

  it("for its server does not answer", async () => {
    expect(await failureOf("postgres://me:hunter2@127.0.0.1:1/none")).toMatchObject({
      code: "ledger/unreadable",
      message: expect.stringMatching(
        /^cannot open the ledger postgres:\/\/127.0.0.1:1\/none, schema "s": postgres:\S+ does not answer: connect ECONNREFUSED/,
      ) as string,
      hint: expect.stringContaining("`ledger.url`") as string,
    });
    expect(await failureOf("postgres://me:hunter2@localhost:1/none")).toMatchObject({
      message: expect.stringMatching(/does not answer: connect ECONNREFUSED/) as string,
    });
  });

  it("for the password is wrong", async () => {
    await client.query("CREATE ROLE with_password LOGIN PASSWORD 'right'");
    expect(await failureOf(address({ user: "with_password", password: "hunter2" }))).toMatchObject({
      code: "ledger/unreadable",
      message: expect.stringMatching(/: the server refuses the user or the password$/) as string,
    });
  });

  it("for there is no such database, or no right to make a schema", async () => {
    expect(await failureOf(address({ password: "hunter2", database: "nowhere" }))).toMatchObject({
      message: expect.stringMatching(/: there is no database "nowhere"$/) as string,
      hint: expect.stringContaining("CREATE DATABASE") as string,
    });
    await client.query("CREATE ROLE without_rights LOGIN");
    expect(await failureOf(address({ user: "without_rights", password: "hunter2" }), "not_mine")).toMatchObject({
      message: expect.stringMatching(/may not create the schema/) as string,
      hint: expect.stringContaining("GRANT CREATE") as string,
    });
  });

  it("for its address cannot be read, whose password is not guessed at", async () => {
    for (const url of [
      "postgres://me:hunter2/2@127.0.0.1:1/x",
      "postgres://me:1/hunter2@h/d",
      "postgres://me:1#hunter2@h/d",
    ])
      expect((await failureOf(url))["code"]).toBe("ledger/unreadable");
    expect((await failureOf("postgres://me:hunter%202@127.0.0.1:1/d"))["code"]).toBe("ledger/unreadable");
  });
});
