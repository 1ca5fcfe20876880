// From what happens in a job to alerts: one when a threshold is crossed, one when the value is well below it again.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { ValueOf } from "@heddle/compiler/settings";
import type { JobHooks } from "../contracts/job-report.ts";
import { sum } from "../contracts/row-counts.ts";
import type { ALERTS } from "../source/alerts.ts";

export type AlertSettings = ValueOf<typeof ALERTS>;
export type AlertName = "set-aside" | "idle" | "failed" | "lag";

/** What a webhook or a command is given. */
export interface Alert {
  readonly alert: AlertName;
  readonly state: "firing" | "resolved";
  readonly bucket: string;
  readonly prefix: string;
  readonly value: number;
  readonly threshold: number;
  /** One sentence; under this name chats show it. */
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Whether an alert is firing, and when it was sent last. */
interface Memory {
  readonly isFiring: boolean;
  readonly firedAt?: number;
}

type Memories = Partial<Record<AlertName, Memory>>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A value that stays near its threshold neither resolves an alert nor fires it again. */
const RESOLVED_BELOW = 0.9;

/** `send` is given each alert once; `onError` is told, once, that the state cannot be kept. */
export function alertHooks(
  settings: AlertSettings,
  send: (alert: Alert) => void,
  onError: (error: Error) => void,
  clock: () => number = Date.now,
): JobHooks {
  const { setAsideShare, idleHours, failedObjects, lagMinutes, everyMinutes, stateFile } = settings;
  const memories = readMemories(stateFile);
  const window = rowWindow(clock);
  const startedAt = clock();
  let source = { bucket: "", prefix: "" };
  const judge = (
    alert: AlertName,
    value: number,
    threshold: number | undefined,
    say: (value: number) => string,
  ): void => {
    if (threshold === undefined) return;
    const now = clock();
    const { isFiring = false, firedAt = Number.NEGATIVE_INFINITY } = memories[alert] ?? {};
    const isOver = value > 0 && value >= threshold;
    const state =
      isFiring && value <= threshold * RESOLVED_BELOW
        ? "resolved"
        : !isFiring && isOver && now - firedAt >= everyMinutes * MINUTE_MS
          ? "firing"
          : undefined;
    if (state === undefined) return;
    memories[alert] = { isFiring: state === "firing", firedAt: state === "firing" ? now : firedAt };
    keepMemories(stateFile, memories, onError);
    const text = `${source.bucket}/${source.prefix}: ${state === "resolved" ? "resolved: " : ""}${say(value)}`;
    send({ alert, state, ...source, value, threshold, text, at: new Date(now).toISOString() });
  };
  return {
    onJob({ source: { bucket, prefix } }) {
      source = { bucket, prefix };
    },
    onObjectEnd({ outcome, counts }) {
      if (outcome === "done") window.add(counts.rows, sum(counts.setAside));
      const share = window.share();
      if (share !== undefined)
        judge(
          "set-aside",
          share,
          setAsideShare,
          (value) => `${percent(value)} of the rows of the last hour were set aside`,
        );
    },
    onBeat({ backlog }) {
      if (backlog === undefined) return;
      const { failed, oldestWaitingAt, newestFoundAt = startedAt } = backlog;
      const now = clock();
      const idle = (now - newestFoundAt) / HOUR_MS;
      const lag = oldestWaitingAt === undefined ? 0 : (now - oldestWaitingAt) / MINUTE_MS;
      judge("idle", idle, idleHours, (value) => `no new object for ${value.toFixed(1)} hours`);
      judge(
        "failed",
        failed,
        failedObjects,
        (value) => `${value} ${value === 1 ? "object has" : "objects have"} failed`,
      );
      judge("lag", lag, lagMinutes, (value) => `the object next in line has waited ${value.toFixed(1)} minutes`);
    },
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** The rows of the last hour, by minutes. */
function rowWindow(clock: () => number) {
  const minutes = new Map<number, { rows: number; setAside: number }>();
  const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS);
  return {
    add(rows: number, setAside: number): void {
      const minute = minuteOf(clock());
      const known = minutes.get(minute) ?? { rows: 0, setAside: 0 };
      minutes.set(minute, { rows: known.rows + rows, setAside: known.setAside + setAside });
      for (const other of minutes.keys()) if (other <= minute - 60) minutes.delete(other);
    },
    /** Undefined where there were no rows. */
    share(): number | undefined {
      let [rows, setAside] = [0, 0];
      for (const [minute, one] of minutes) {
        if (minute <= minuteOf(clock()) - 60) continue;
        rows += one.rows;
        setAside += one.setAside;
      }
      return rows === 0 ? undefined : setAside / rows;
    },
  };
}

/** Empty where the file is missing, or is none of ours: then an alert fires once more. */
function readMemories(path: string | undefined): Memories {
  if (path === undefined) return {};
  try {
    const kept: unknown = JSON.parse(readFileSync(path, "utf8"));
    const names = ["set-aside", "idle", "failed", "lag"] as const;
    return Object.fromEntries(names.flatMap((name) => memoryIn(kept, name)));
  } catch {
    return {};
  }
}

function memoryIn(kept: unknown, name: AlertName): (readonly [AlertName, Memory])[] {
  const one = (kept as Readonly<Record<string, unknown>> | null)?.[name] as Partial<Memory> | null | undefined;
  if (typeof one?.isFiring !== "boolean" || typeof one.firedAt !== "number") return [];
  return [[name, { isFiring: one.isFiring, firedAt: one.firedAt }]];
}

function keepMemories(path: string | undefined, memories: Memories, onError: (error: Error) => void): void {
  if (path === undefined) return;
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(memories)}\n`);
    renameSync(`${path}.new`, path);
  } catch (error) {
    onError(error as Error);
  }
}
