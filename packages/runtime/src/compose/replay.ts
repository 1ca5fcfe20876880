// From the done objects of a source to a plan of those that can go through today's converter again, and to the job that does it.
import { parseJson, stringifyJson, type Value } from "@heddle/compiler";
import { strategyInfo } from "@heddle/compiler/language";
import { loadConverter } from "../5-map/converter.ts";
import { sinkDefinition } from "../7-deliver/create-sink.ts";
import type { FailureCode } from "../codes/catalog.ts";
import type { JobReport } from "../contracts/job-report.ts";
import type { DoneObject, Ledger, ReplayScope } from "../contracts/ledger.ts";
import type { ObjectInfo } from "../contracts/object-info.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { converterGate } from "../job/converter-gate.ts";
import { ledgerPlace } from "../ledger/ledger-place.ts";
import type { SourceConfig } from "../source/config.ts";
import { composeJob } from "./compose-job.ts";
import { runSource, type SourceRunOptions } from "./run-source.ts";

export interface ReplaySelection {
  /** Tests whole keys. */
  readonly accept: (key: string) => boolean;
  readonly scope: ReplayScope;
  /** Only objects last changed at this instant or later, in milliseconds since the epoch. */
  readonly since?: number;
  /** Only objects last changed before this instant. */
  readonly until?: number;
  /** The time of day; default: the clock. */
  readonly now?: number;
}

/** An object that cannot be replayed without doubling or losing an event. */
export interface RefusedReplay {
  readonly key: string;
  readonly code: Extract<FailureCode, `replay/${string}`>;
  readonly message: string;
  readonly hint: string;
}

export interface ReplayPlan {
  readonly scope: ReplayScope;
  readonly objects: readonly ObjectInfo[];
  /** Of these objects, as they were ingested. */
  readonly rows: number;
  readonly events: number;
  readonly setAside: number;
  readonly bytesRead: number;
  readonly refused: readonly RefusedReplay[];
  /** Objects of an earlier replay that are not done yet; they are replayed as well. */
  readonly pending: number;
}

/** Objects that are marked in one statement, for which others wait. */
const AT_ONCE = 1_000;

/** Amplitude recognises an `insert_id` for so long (R). */
const IDS_COUNT_MS = 7 * 24 * 3_600_000;

/**
 * What a replay would do; nothing is changed.
 * @throws StageFailure `replay/order` where the order of objects matters; or when converter or ledger cannot be read.
 */
export async function planReplay(config: SourceConfig, selection: ReplaySelection): Promise<ReplayPlan> {
  requireAnyOrder(config);
  const { text, hash } = await loadConverter(config.converter);
  const plan = {
    scope: selection.scope,
    objects: [] as ObjectInfo[],
    rows: 0,
    events: 0,
    setAside: 0,
    bytesRead: 0,
    refused: [] as RefusedReplay[],
    pending: 0,
  };
  const place = ledgerPlace(config.ledger);
  if (!(await place.exists())) return plan;
  const ledger = await place.open();
  try {
    const refusal = refusals(config, ledger, { text, hash }, selection);
    plan.pending = await ledger.replaysLeft();
    for await (const done of ledger.doneObjects(selection)) {
      if (!isSelected(done, selection)) continue;
      const refused = await refusal(done);
      if (refused !== undefined) {
        plan.refused.push({ key: done.key, ...refused });
        continue;
      }
      const { bucket, key, etag, size, lastModified } = done;
      plan.objects.push({ bucket, key, etag, size, lastModified });
      plan.rows += done.rows;
      plan.events += done.events;
      plan.setAside += done.setAside;
      plan.bytesRead += done.bytesRead;
    }
    return plan;
  } finally {
    await ledger.close();
  }
}

/**
 * Replays what a plan names, and what is left of earlier replays. It can be interrupted at any moment: this, or the next run of the
 * source, goes on.
 * @throws StageFailure of scope "job" when the job cannot be composed, or `source/not-enabled` when the converter makes no event.
 */
export async function replaySource(
  config: SourceConfig,
  { objects, scope }: Pick<ReplayPlan, "objects" | "scope">,
  options: Omit<SourceRunOptions, "once" | "replaysOnly"> = {},
): Promise<JobReport> {
  requireAnyOrder(config);
  const job = await composeJob(config);
  const signals = [options.signal, options.drain].filter((signal) => signal !== undefined);
  try {
    await converterGate(job.parts)(objects, AbortSignal.any(signals));
    // Each part is recorded at once, and what was replayed before is done: whoever is interrupted plans again.
    for (let i = 0; i < objects.length; i += AT_ONCE)
      await job.parts.ledger.replay(objects.slice(i, i + AT_ONCE), scope);
  } finally {
    await job.close();
  }
  return runSource(config, { ...options, replaysOnly: true });
}

function requireAnyOrder({ strategy }: SourceConfig): void {
  if (!strategyInfo(strategy).keepsOrder) return;
  throw new StageFailure({
    code: "replay/order",
    message: `objects of a source with the strategy ${strategy} cannot be replayed: an old object would overwrite newer states`,
    hint: "upload the corrected rows as a new object",
  });
}

function isSelected({ key, setAside }: DoneObject, { accept, scope }: ReplaySelection): boolean {
  return accept(key) && (scope === "all" || setAside > 0);
}

/** Why an object cannot be replayed; undefined where it can. */
function refusals(
  config: SourceConfig,
  ledger: Ledger,
  converter: { readonly text: string; readonly hash: string },
  { scope, now = Date.now() }: ReplaySelection,
): (done: DoneObject) => Promise<Omit<RefusedReplay, "key"> | undefined> {
  const byIds = sinkDefinition(config.sink).deduplicates === true;
  const ids = insertIdsOf(converter.text);
  const kept = new Map<string, string | undefined>();
  const textOf = async (hash: string): Promise<string | undefined> => {
    if (!kept.has(hash)) kept.set(hash, (await ledger.converter(hash))?.text);
    return kept.get(hash);
  };
  return async ({ endedAt, converterHash }) => {
    const hashes = converterHash.split("+");
    const texts = await Promise.all(hashes.map(textOf));
    if (scope === "set-aside" && texts.includes(undefined)) return CONVERTER_UNKNOWN;
    if (!byIds) return undefined;
    if (now - endedAt > IDS_COUNT_MS) return IDS_EXPIRED;
    const areSame = texts.every((text, i) => hashes[i] === converter.hash || insertIdsOf(text ?? "") === ids);
    return areSame ? undefined : IDS_CHANGED;
  };
}

const CONVERTER_UNKNOWN = {
  code: "replay/converter-unknown",
  message: "the converter that mapped it is not kept in the ledger",
  hint: "replay it without --set-aside",
} as const satisfies Omit<RefusedReplay, "key">;

const IDS_EXPIRED = {
  code: "replay/ids-expired",
  message: "its events were sent more than seven days ago, and would count twice",
  hint: "leave it as it is, or send its events to a test project",
} as const satisfies Omit<RefusedReplay, "key">;

const IDS_CHANGED = {
  code: "replay/ids-changed",
  message: "`insert_id` is mapped in another way now, so its events would count twice",
  hint: "map `insert_id` as before",
} as const satisfies Omit<RefusedReplay, "key">;

/** How a converter maps `insert_id`, wherever it does; empty where it does not, or is not known. */
function insertIdsOf(text: string): string {
  const found: string[] = [];
  const look = (value: Value): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (key === "insert_id") found.push(stringifyJson(inner as Value));
        look(inner as Value);
      }
    }
  };
  if (text !== "") look(parseJson(text));
  return found.toSorted().join(",");
}
