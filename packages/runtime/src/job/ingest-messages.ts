// From messages of S3's notifications, handed over by whoever reads their queue, to which of them are to come again.
import { randomUUID } from "node:crypto";
import { createSemaphore } from "../async/semaphore.ts";
import { readMessage } from "../1-discover/notifications/messages.ts";
import type { JobParts } from "../contracts/job-parts.ts";
import type { JobHooks } from "../contracts/job-report.ts";
import type { ClaimRequest } from "../contracts/ledger.ts";
import type { ObjectInfo } from "../contracts/object-info.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { combineHooks } from "../observe/hooks.ts";
import { ownerOfThisProcess } from "../process/owner.ts";
import { converterGate } from "./converter-gate.ts";
import { inLedger } from "./in-ledger.ts";
import { ingestObject } from "./ingest-object.ts";
import { jobSettings } from "./job-settings.ts";
import { createPresence } from "./presence.ts";

export interface QueueMessage {
  readonly id: string;
  readonly body: string;
}

export interface MessageOptions {
  /** How many milliseconds are left for the work; what is not done then is given back. */
  readonly msLeft: () => number;
  /** How many bytes of an object, as stored, are ingested in a second at least: larger objects are left to a worker. */
  readonly bytesPerSecond: number;
  readonly hooks?: JobHooks;
}

export interface MessageOutcomes {
  /** The ids of messages that have to come again: their objects are not settled, by this process or any other. */
  readonly unsettled: readonly string[];
  /** Objects that are too large for the time; they wait in the ledger for a worker. */
  readonly left: readonly ObjectInfo[];
}

/**
 * Ingests the objects that messages name, each unless another process has it. What nobody understands is kept in the ledger.
 * @throws StageFailure of scope "job": then all messages have to come again, which does no harm.
 */
export async function ingestMessages(
  parts: JobParts,
  messages: readonly QueueMessage[],
  options: MessageOptions,
): Promise<MessageOutcomes> {
  const { ledger, source } = parts;
  const { objectsAtOnce, leaseMs, maxAttempts, retryForMs } = jobSettings(parts);
  const presence = createPresence(parts);
  const work: Work = {
    parts,
    options,
    fullMs: options.msLeft(),
    hooks: combineHooks(presence.hooks, options.hooks ?? {}),
    signal: AbortSignal.timeout(Math.max(0, Math.floor(options.msLeft()))),
    request: { owner: ownerOfThisProcess(), run: randomUUID(), leaseMs, maxAttempts, retryForMs },
    gate: converterGate(parts),
    left: [],
  };
  await inLedger(() => ledger.bind(source.identity));
  await presence.begin();
  try {
    if (parts.mapper.text !== undefined) parts.pool?.start({ hash: parts.mapper.hash, text: parts.mapper.text });
    const { keys, foreign } = await keysOf(parts, messages);
    const open = new Set<string>();
    const slots = createSemaphore(objectsAtOnce);
    const isSettled = (key: string): Promise<boolean> =>
      ingestKey(work, key).catch((error: unknown) => {
        if (work.signal.aborted || (error instanceof StageFailure && error.scope === "object")) return false;
        throw error;
      });
    const ends = [...keys.keys()].map((key) => slots.run(async () => void ((await isSettled(key)) || open.add(key))));
    // All are awaited, so that no object is worked on after a failure was reported.
    const failed = (await Promise.allSettled(ends)).find((end) => end.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    // An object over which workers died is only given to one that holds no other.
    for (const key of open) if (await isSettled(key)) open.delete(key);
    const unsettled = new Set([...foreign, ...[...open].flatMap((key) => keys.get(key) ?? [])]);
    return { unsettled: messages.map(({ id }) => id).filter((id) => unsettled.has(id)), left: work.left };
  } finally {
    await presence.end();
  }
}

interface Work {
  readonly parts: JobParts;
  readonly options: MessageOptions;
  /** The time that there was at the start. */
  readonly fullMs: number;
  readonly hooks: JobHooks;
  readonly signal: AbortSignal;
  readonly request: ClaimRequest;
  readonly gate: ReturnType<typeof converterGate>;
  readonly left: ObjectInfo[];
}

interface NamedKeys {
  /** The ids of the messages that name a key, by the key. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** Messages about other buckets. */
  readonly foreign: readonly string[];
}

/** The keys that messages name. What cannot be understood is kept in the ledger, as it is for a queue that a job reads. */
async function keysOf({ ledger, source }: JobParts, messages: readonly QueueMessage[]): Promise<NamedKeys> {
  const keys = new Map<string, string[]>();
  const foreign: string[] = [];
  for (const { id, body } of messages) {
    const meaning = readMessage(body);
    const reason = meaning.kind === "poison" ? meaning.reason : meaning.kind === "objects" ? meaning.odd : undefined;
    if (reason !== undefined) await inLedger(() => ledger.setAsideMessage({ id, body, reason }));
    if (meaning.kind !== "objects") continue;
    for (const { kind, bucket, key } of meaning.notices) {
      if (bucket !== source.identity.bucket) foreign.push(id);
      else if (kind === "created") keys.set(key, [...(keys.get(key) ?? []), id]);
    }
  }
  return { keys, foreign };
}

/** Whether the object needs no message any more: it is settled, waits for a worker, or is none of the source's. */
async function ingestKey(
  { parts, options, fullMs, hooks, signal, request, gate, left }: Work,
  key: string,
): Promise<boolean> {
  const { ledger, source } = parts;
  if (source.find === undefined) throw new TypeError("this source cannot find an object by its key");
  signal.throwIfAborted();
  const object = await source.find(key, signal);
  if (object === undefined) return true;
  await gate([object], signal);
  const found = await inLedger(() => ledger.discover([object], parts.mapper.hash));
  if (found.changed.length + found.findings.length > 0)
    hooks.onScan?.({ listed: 1, ...found }, await inLedger(() => ledger.backlog(request)));
  const fits = (ms: number): boolean => object.size <= (ms / 1000) * options.bytesPerSecond;
  if (!fits(fullMs)) {
    left.push(object);
    return true;
  }
  // With all of the time it will fit.
  if (!fits(options.msLeft())) return false;
  const claim = await inLedger(() => ledger.claim({ ...request, only: object }));
  if (claim !== undefined) await ingestObject(parts, claim, hooks, signal);
  return inLedger(() => ledger.isSettled(object, request));
}
