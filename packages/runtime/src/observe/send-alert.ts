// Sends alerts to a webhook, or to a command on its standard input. What fails is told, and stops nothing.
import { setTimeout as sleep } from "node:timers/promises";
import { StageFailure } from "../contracts/stage-failure.ts";
import type { Alert, AlertSettings } from "./alerts.ts";

export interface AlertSender {
  /** Sends after what was given before. */
  send(alert: Alert): void;
  /** Resolves when all was sent, or has failed. */
  close(): Promise<void>;
}

type Webhook = NonNullable<AlertSettings["webhook"]>;

/** More alerts that wait than that are dropped: their receiver has been away for long. */
const MAX_WAITING = 100;
const COMMAND_MS = 30_000;
const MAX_SAID = 200;

/** @throws StageFailure `observe/insecure-webhook` of scope "job". */
export function alertSender(
  { webhook, command }: Pick<AlertSettings, "webhook" | "command">,
  onError: (message: string) => void,
  retryMs: readonly number[] = [1_000, 5_000],
): AlertSender {
  if (webhook !== undefined) requireSafe(webhook);
  let waiting = 0;
  let last = Promise.resolve();
  const deliver = async (alert: Alert): Promise<void> => {
    const body = JSON.stringify(alert);
    const ways = [
      ...(webhook === undefined ? [] : [post(webhook, body, retryMs)]),
      ...(command === undefined ? [] : [run(command, body)]),
    ];
    for (const way of await Promise.allSettled(ways))
      if (way.status === "rejected")
        onError(`the alert "${alert.alert}" was not sent: ${(way.reason as Error).message}`);
    waiting -= 1;
  };
  return {
    send(alert) {
      if (waiting >= MAX_WAITING) return;
      waiting += 1;
      last = last.then(() => deliver(alert));
    },
    close: () => last,
  };
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

function requireSafe({ url, allowHttp }: Webhook): void {
  const { protocol, hostname } = URL.parse(url) ?? { protocol: "", hostname: "" };
  if (protocol === "https:" || (protocol === "http:" && (allowHttp || LOOPBACK.test(hostname)))) return;
  throw new StageFailure({
    code: "observe/insecure-webhook",
    message: "the address of the webhook is neither https:// nor on this machine",
    hint: "use https://, or set `alerts.webhook.allowHttp` where the network can be trusted",
  });
}

/** @throws where no attempt succeeded. */
async function post(
  { url, headers = [], timeoutSeconds }: Webhook,
  body: string,
  retryMs: readonly number[],
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const failure = await tryPost(url, headers, body, timeoutSeconds * 1000);
    if (failure === undefined) return;
    const pauseMs = retryMs[attempt];
    if (!failure.mayPass || pauseMs === undefined) throw new Error(`the webhook failed: ${failure.message}`);
    await sleep(pauseMs);
  }
}

async function tryPost(
  url: string,
  headers: NonNullable<Webhook["headers"]>,
  body: string,
  timeoutMs: number,
): Promise<{ readonly message: string; readonly mayPass: boolean } | undefined> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: [
        ["content-type", "application/json"],
        ...headers.map(({ name, value }): [string, string] => [name, value]),
      ],
      body,
      // Another host could be one that must not see the headers.
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    if (response.ok) return undefined;
    const { status } = response;
    return { message: `it answered ${status}`, mayPass: status >= 500 || status === 429 || status === 408 };
  } catch (error) {
    const { message, cause } = error as Error;
    return { message: cause instanceof Error && cause.message !== "" ? cause.message : message, mayPass: true };
  }
}

/** Without a shell. @throws where the command cannot be started, or fails. */
function run([program = "", ...args]: readonly string[], body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Loaded here, since most jobs start no command.
    const { spawn } = process.getBuiltinModule("node:child_process");
    const child = spawn(program, args, {
      stdio: ["pipe", "ignore", "pipe"],
      timeout: COMMAND_MS,
      killSignal: "SIGKILL",
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      if (said.length < MAX_SAID) said += chunk.toString("utf8");
    });
    child.once("error", ({ message }) => reject(new Error(`the command cannot be started: ${message}`)));
    child.once("close", (code, signal) => {
      if (code === 0) return resolve();
      const how = code === null ? `was ended by ${signal ?? "a signal"}` : `exited with ${code}`;
      reject(new Error(`the command ${how}: ${said.slice(0, MAX_SAID).trim()}`));
    });
    // A command need not read its input.
    child.stdin.on("error", () => {}).end(`${body}\n`);
  });
}
