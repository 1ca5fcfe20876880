// Alerts on thresholds: when they fire and resolve, and what a real webhook and a real command are given.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { expect, it } from "vitest";
import { noRows } from "../src/contracts/row-counts.ts";
import type { Backlog } from "../src/contracts/ledger.ts";
import type { JobHooks, ObjectReport } from "../src/contracts/job-report.ts";
import { type Alert, alertHooks, type AlertSettings } from "../src/observe/alerts.ts";
import { observeJob } from "../src/observe/observe.ts";
import { alertSender } from "../src/observe/send-alert.ts";
import { testFolder } from "./support/folder.ts";
import { listenInTest } from "./support/loopback.ts";
import { sourceWith } from "./support/source-config.ts";

const MINUTE = 60_000;
const ALERT: Alert = {
  alert: "failed",
  state: "firing",
  bucket: "b",
  prefix: "",
  value: 1,
  threshold: 1,
  text: "b/: 1 object has failed",
  at: new Date(0).toISOString(),
};

/** Hooks with a clock that a test moves, and what was sent. */
function watched(settings: Partial<AlertSettings>) {
  const sent: Alert[] = [];
  const time = { now: 0 };
  const start = (): JobHooks => {
    const hooks = alertHooks(
      { everyMinutes: 60, ...settings },
      (alert) => void sent.push(alert),
      (error) => {
        throw error;
      },
      () => time.now,
    );
    hooks.onJob?.({
      source: { bucket: "b", prefix: "p/", region: "r" },
      converterHash: "",
      waitingUnderOther: 0,
      asBytes: true,
    });
    return hooks;
  };
  const taken = (): readonly string[] =>
    sent.splice(0).map(({ alert, state, value }) => `${alert} ${state} ${Math.round(value * 100) / 100}`);
  return { start, sent, taken, time };
}

function beat(hooks: JobHooks, backlog: Partial<Backlog>): void {
  hooks.onBeat?.({ backlog: { objects: 0, bytes: 0, claimed: 0, failed: 0, ...backlog } });
}

function end(hooks: JobHooks, rows: number, setAside: number): void {
  const counts = { ...noRows(), rows, setAside: { "row/not-json": setAside } };
  hooks.onObjectEnd?.({ outcome: "done", counts } as unknown as ObjectReport);
}

it("fires once when a threshold is crossed, and resolves once when the value is well below it", () => {
  const { start, taken, sent, time } = watched({ failedObjects: 10, lagMinutes: 30, idleHours: 2 });
  const hooks = start();
  for (const failed of [9, 10, 25, 10]) beat(hooks, { failed });
  expect(sent[0]?.text).toBe("b/p/: 10 objects have failed");
  expect(taken()).toEqual(["failed firing 10"]);
  beat(hooks, { failed: 9 });
  beat(hooks, { failed: 0 });
  expect(taken()).toEqual(["failed resolved 9"]);
  time.now = 30 * MINUTE;
  beat(hooks, { oldestWaitingAt: 0 });
  time.now = 40 * MINUTE;
  beat(hooks, { oldestWaitingAt: 12 * MINUTE });
  expect(taken()).toEqual(["lag firing 30"]);
  beat(hooks, {});
  expect(taken()).toEqual(["lag resolved 0"]);
  time.now = 120 * MINUTE;
  beat(hooks, {});
  expect(taken()).toEqual(["idle firing 2"]);
  beat(hooks, { newestFoundAt: 119 * MINUTE });
  expect(taken()).toEqual(["idle resolved 0.02"]);
});

it("fires at most once in an interval, however often a threshold is crossed", () => {
  const { start, taken, time } = watched({ failedObjects: 1, everyMinutes: 10 });
  const hooks = start();
  for (const failed of [1, 0, 1, 0, 1]) beat(hooks, { failed });
  expect(taken()).toEqual(["failed firing 1", "failed resolved 0"]);
  time.now = 10 * MINUTE;
  beat(hooks, { failed: 1 });
  expect(taken()).toEqual(["failed firing 1"]);
});

it("judges the share of rows set aside over the last hour", () => {
  const { start, taken, sent, time } = watched({ setAsideShare: 0.1 });
  const hooks = start();
  end(hooks, 1000, 50);
  expect(taken()).toEqual([]);
  end(hooks, 1000, 150);
  expect(sent[0]?.text).toBe("b/p/: 10.0 % of the rows of the last hour were set aside");
  expect(taken()).toEqual(["set-aside firing 0.1"]);
  time.now = 61 * MINUTE;
  end(hooks, 10, 0);
  expect(taken()).toEqual(["set-aside resolved 0"]);
});

it("keeps what is firing from one run to the next", () => {
  const stateFile = join(testFolder(), "alerts.json");
  const { start, taken } = watched({ failedObjects: 1, stateFile });
  for (const failed of [3, 3, 0, 0]) beat(start(), { failed });
  expect(taken()).toEqual(["failed firing 3", "failed resolved 0"]);
  expect(existsSync(`${stateFile}.new`)).toBe(false);
});

it("posts to a webhook with headers, again where that may help, and hides its secrets", async () => {
  const bodies: unknown[] = [];
  const statuses = [503, 200, 403];
  const server = await listenInTest(async (request, response) => {
    bodies.push({ ...((await json(request)) as object), authorization: request.headers.authorization });
    response.writeHead(statuses.shift() ?? 200).end("hook-secret");
  });
  const said: string[] = [];
  const { hooks, close, notify } = await observeJob(
    sourceWith({
      alerts: {
        failedObjects: 1,
        everyMinutes: 0,
        webhook: {
          url: `${server.endpoint}/hook-secret`,
          headers: [{ name: "Authorization", value: "Bearer t0ken-secret" }],
        },
      },
    }),
    { show: (_level, message) => void said.push(message) },
  );
  beat(hooks, { failed: 2 });
  beat(hooks, { failed: 0 });
  notify("warn", "Bearer t0ken-secret");
  await close();
  const sent = { bucket: "", prefix: "", alert: "failed", authorization: "Bearer t0ken-secret" };
  expect(bodies).toMatchObject([
    { ...sent, state: "firing", value: 2, text: "/: 2 objects have failed" },
    { ...sent, state: "firing" },
    { ...sent, state: "resolved", value: 0 },
  ]);
  expect(said).toEqual([
    "alert failed: /: 2 objects have failed",
    "alert failed: /: resolved: 0 objects have failed",
    "***",
    'the alert "failed" was not sent: the webhook failed: it answered 403',
  ]);
});

it("gives a webhook that is away a few attempts, follows no redirect, and goes on", async () => {
  let requests = 0;
  const server = await listenInTest((request, response) => {
    requests += 1;
    if (request.url === "/away") return void request.socket.destroy();
    response.writeHead(302, { location: "/elsewhere" }).end();
  });
  const failures: string[] = [];
  for (const path of ["/away", "/moved"]) {
    const webhook = { url: server.endpoint + path, timeoutSeconds: 1, allowHttp: false };
    const sender = alertSender({ webhook }, (message) => void failures.push(message), [1, 1]);
    sender.send(ALERT);
    await sender.close();
  }
  expect(requests).toBe(6);
  expect(failures).toHaveLength(2);
  for (const failure of failures) expect(failure).toMatch(/^the alert "failed" was not sent: the webhook failed: .+/);
});

it("refuses http:// to other machines unless that is allowed", async () => {
  const webhook = { url: "http://hooks.acme.com/x" };
  await expect(observeJob(sourceWith({ alerts: { webhook } }))).rejects.toMatchObject({
    code: "observe/insecure-webhook",
    message: expect.not.stringContaining("acme") as string,
  });
  for (const allowed of [{ ...webhook, allowHttp: true }, { url: "http://[::1]:9/" }, { url: "https://acme.com" }])
    await (await observeJob(sourceWith({ alerts: { webhook: allowed } }))).close();
});

it("starts a command without a shell, and says where it fails", async () => {
  const file = join(testFolder(), "$(touch hacked) alert.json");
  const failures: string[] = [];
  const code = "process.stdin.pipe(require('fs').createWriteStream(process.argv[1]))";
  for (const command of [
    [process.execPath, "-e", code, file],
    [process.execPath, "-e", "console.error('no pager'); process.exit(3)"],
    ["/no/such/program"],
  ]) {
    const sender = alertSender({ command }, (message) => void failures.push(message));
    sender.send(ALERT);
    await sender.close();
  }
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(ALERT);
  expect(failures).toEqual([
    'the alert "failed" was not sent: the command exited with 3: no pager',
    expect.stringMatching(/^the alert "failed" was not sent: the command cannot be started: .*ENOENT/) as string,
  ]);
});
