// An HTTP server on loopback that keeps the documented contract of Amplitude's HTTP V2 and Batch APIs, and fails when told to.
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Listening, listenInTest } from "./loopback.ts";

export type SentEvent = Readonly<Record<string, unknown>>;

/** Instead of the contract's answer: a status, before or after the events were taken, or a connection that is cut off or never answers. */
export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly taken: boolean;
      readonly body?: unknown;
      readonly retryAfter?: number;
    }
  | { readonly kind: "cut"; readonly taken: boolean }
  | { readonly kind: "silent" };

export interface AmplitudeServerOptions {
  readonly apiKey?: string;
  readonly maxBytes?: number;
  readonly maxEvents?: number;
  /** Events that one user or device may send within 30 seconds; absent: any number. */
  readonly eventsPerWindow?: number;
  readonly now?: () => number;
  /** Users that have used up their day. */
  readonly overQuota?: ReadonlySet<string>;
  fault?(request: number, events: readonly SentEvent[]): Fault | undefined;
}

export interface AmplitudeServer extends Listening {
  /** What is stored, once for each device (or user) and insert_id, in the order of arrival. */
  readonly stored: readonly SentEvent[];
  /** How many events came in accepted requests, copies included. */
  readonly accepted: number;
  readonly requests: readonly {
    readonly path: string;
    readonly events: readonly SentEvent[];
    readonly text: string;
    readonly bytes: number;
    readonly status: number;
  }[];
}

const WINDOW_MS = 30_000;

/** Starts one for the running test, with which it stops. */
export async function startAmplitude(options: AmplitudeServerOptions = {}): Promise<AmplitudeServer> {
  const { apiKey = "test-key", maxBytes = 1_000_000, maxEvents = 2000, now = Date.now } = options;
  const stored = new Map<string, SentEvent>();
  const requests: { path: string; events: readonly SentEvent[]; text: string; bytes: number; status: number }[] = [];
  const windows = new Map<string, { at: number; events: number }[]>();
  let accepted = 0;

  const take = (events: readonly SentEvent[]): void => {
    accepted += events.length;
    for (const event of events) {
      const who = event["device_id"] ?? `of ${String(event["user_id"])}`;
      const key = event["insert_id"] === undefined ? `${stored.size} alone` : JSON.stringify([who, event["insert_id"]]);
      if (!stored.has(key)) stored.set(key, event);
    }
  };
  const overLimit = (kind: "user_id" | "device_id", events: readonly SentEvent[]): Record<string, number> => {
    const counts = new Map<string, number>();
    for (const event of events)
      if (typeof event[kind] === "string") counts.set(event[kind], (counts.get(event[kind]) ?? 0) + 1);
    const over: Record<string, number> = {};
    for (const [name, count] of counts) {
      const recent = (windows.get(kind + name) ?? []).filter(({ at }) => at > now() - WINDOW_MS);
      const total = recent.reduce((sum, { events: n }) => sum + n, count);
      if (options.eventsPerWindow !== undefined && total > options.eventsPerWindow) over[name] = Math.ceil(total / 30);
    }
    return over;
  };
  const note = (kind: "user_id" | "device_id", events: readonly SentEvent[]): void => {
    for (const event of events) {
      const name = event[kind];
      if (typeof name === "string")
        windows.set(kind + name, [...(windows.get(kind + name) ?? []), { at: now(), events: 1 }]);
    }
  };

  /** The contract's answer to one request. */
  const judge = (text: string): { status: number; body: Record<string, unknown>; events: readonly SentEvent[] } => {
    const refuse = (
      status: number,
      error: string,
      more: Record<string, unknown> = {},
      events: readonly SentEvent[] = [],
    ) => ({
      status,
      events,
      body: { code: status, error, ...more },
    });
    let body: { api_key?: unknown; events?: unknown; options?: { min_id_length?: number } };
    try {
      body = JSON.parse(text) as typeof body;
    } catch {
      return refuse(400, "Invalid JSON request body");
    }
    if (body.api_key === undefined) return refuse(400, "Request missing required field", { missing_field: "api_key" });
    if (body.api_key !== apiKey) return refuse(400, `Invalid API key: ${String(body.api_key)}`);
    if (!Array.isArray(body.events) || body.events.length === 0)
      return refuse(400, "Request missing required field", { missing_field: "events" });
    const events = body.events as SentEvent[];
    if (Buffer.byteLength(text) >= maxBytes || events.length >= maxEvents)
      return refuse(413, "Payload too large", {}, events);
    const faults = faultsOf(events, body.options?.min_id_length ?? 5);
    if (faults !== undefined) return refuse(400, "Invalid events", faults, events);
    const quota = (kind: "user_id"): string[] =>
      events.flatMap((event) => (options.overQuota?.has(String(event[kind])) === true ? [String(event[kind])] : []));
    const throttledUsers = overLimit("user_id", events);
    const throttledDevices = overLimit("device_id", events);
    const used = Object.fromEntries(quota("user_id").map((name) => [name, 500_001]));
    if (Object.keys({ ...throttledUsers, ...throttledDevices, ...used }).length > 0) {
      return refuse(
        429,
        "Too many requests for some devices and users",
        {
          eps_threshold: 30,
          throttled_devices: throttledDevices,
          throttled_users: throttledUsers,
          exceeded_daily_quota_devices: {},
          exceeded_daily_quota_users: used,
          throttled_events: events.flatMap((event, i) =>
            throttledUsers[String(event["user_id"])] === undefined &&
            throttledDevices[String(event["device_id"])] === undefined
              ? []
              : [i],
          ),
        },
        events,
      );
    }
    return {
      status: 200,
      events,
      body: {
        code: 200,
        events_ingested: events.length,
        payload_size_bytes: Buffer.byteLength(text),
        server_upload_time: now(),
      },
    };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const path = request.url ?? "";
    const number = requests.length;
    const judged = judge(text);
    const fault = options.fault?.(number, judged.events);
    const isTaken =
      fault === undefined ? judged.status === 200 : fault.kind !== "silent" && fault.taken && judged.status === 200;
    if (isTaken) {
      take(judged.events);
      note("user_id", judged.events);
      note("device_id", judged.events);
    }
    const status = fault === undefined ? judged.status : fault.kind === "status" ? fault.status : 0;
    requests.push({ path, events: judged.events, text, bytes: Buffer.byteLength(text), status });
    if (fault?.kind === "silent") return;
    if (fault?.kind === "cut") return void request.socket.destroy();
    const isKnown = request.method === "POST" && (path === "/2/httpapi" || path === "/batch");
    if (!isKnown) return void response.writeHead(404).end("not here");
    const body = fault === undefined ? judged.body : (fault.body ?? { code: fault.status, error: "told to fail" });
    const retryAfter =
      fault?.kind === "status" && fault.retryAfter !== undefined ? { "retry-after": String(fault.retryAfter) } : {};
    response.writeHead(status, { "content-type": "application/json", ...retryAfter }).end(JSON.stringify(body));
  };

  const { endpoint, stop } = await listenInTest((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  return {
    endpoint,
    stop,
    get stored() {
      return [...stored.values()];
    },
    get accepted() {
      return accepted;
    },
    requests,
  };
}

function faultsOf(events: readonly SentEvent[], minIdLength: number): Record<string, unknown> | undefined {
  const missing: Record<string, number[]> = {};
  const invalid: Record<string, number[]> = {};
  const short: Record<string, number[]> = {};
  const blame = (by: Record<string, number[]>, field: string, i: number): void => void (by[field] ??= []).push(i);
  for (const [i, event] of events.entries()) {
    if (event["event_type"] === undefined) blame(missing, "event_type", i);
    if (event["user_id"] === undefined && event["device_id"] === undefined) blame(missing, "user_id", i);
    if (event["time"] !== undefined && !Number.isInteger(event["time"])) blame(invalid, "time", i);
    for (const id of ["user_id", "device_id"])
      if (typeof event[id] === "string" && event[id].length < minIdLength) blame(short, id, i);
  }
  if ([missing, invalid, short].every((by) => Object.keys(by).length === 0)) return undefined;
  return {
    missing_field: null,
    events_with_missing_fields: missing,
    events_with_invalid_fields: invalid,
    events_with_invalid_id_lengths: short,
  };
}
