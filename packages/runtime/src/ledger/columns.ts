// Rows of a ledger's tables, whose columns have the same names in each kind of ledger, to what they say.
import type { Backlog, LedgerEntry, ReplayScope, LedgerWorker } from "../contracts/ledger.ts";
import type { ObjectInfo } from "../contracts/object-info.ts";
import type { ObjectState } from "../contracts/object-states.ts";

/** A row as a driver reads it. */
export type Row = Readonly<Record<string, unknown>>;

/** The columns that make an object, as the rest of the job knows it. */
export function objectOf(row: Row): ObjectInfo {
  const versionId = row["version_id"];
  return {
    bucket: String(row["bucket"]),
    key: String(row["key"]),
    etag: String(row["etag"]),
    size: Number(row["size"]),
    lastModified: Number(row["last_modified"]),
    ...(typeof versionId === "string" ? { versionId } : {}),
  };
}

/** What the column `replay` holds. */
export interface Replay {
  readonly scope: ReplayScope;
  /** Of the attempt that delivered, for the case that the replay comes to nothing. */
  readonly rows: number;
  readonly bytesRead: number;
  readonly endedAt: number;
}

export function readReplay(row: Row): Replay | undefined {
  const text = row["replay"];
  return typeof text === "string" ? (JSON.parse(text) as Replay) : undefined;
}

/** What the columns of an object say of the work on it; `newest`: the ETag of its latest content. */
export function workOf(row: Row, newest: unknown) {
  const state = row["state"] as ObjectState;
  const replay = readReplay(row);
  return {
    ...objectOf(row),
    state,
    discoveredAt: Number(row["discovered_at"]),
    ...(row["started_at"] === null ? {} : { startedAt: Number(row["started_at"]) }),
    ...(row["ended_at"] === null ? {} : { endedAt: Number(row["ended_at"]) }),
    attempts: Number(row["attempts"]),
    bytesRead: Number(row["bytes_read"]),
    bytesWritten: Number(row["bytes_written"]),
    ...(typeof row["converter_hash"] === "string" ? { converterHash: row["converter_hash"] } : {}),
    ...(state === "changed" && typeof newest === "string" ? { changedTo: newest } : {}),
    ...(replay === undefined ? {} : { replay: replay.scope }),
  } satisfies Partial<LedgerEntry>;
}

export function workerOf(row: Row): LedgerWorker {
  return {
    owner: String(row["owner"]),
    host: String(row["host"]),
    version: String(row["version"]),
    rowsPerSecond: Number(row["rows_per_second"]),
    startedAt: Number(row["started_at"]),
    seenAt: Number(row["seen_at"]),
    held: Number(row["held"]),
  };
}

/** `row`: the sums and instants under the names of their members, of which `oldest` and `newest` may be null. */
export function backlogOf(row: Row | undefined): Backlog {
  const number = (name: keyof Backlog): number => Number(row?.[name]);
  const [oldest, newest] = [row?.["oldest"] ?? undefined, row?.["newest"] ?? undefined];
  return {
    objects: number("objects"),
    bytes: number("bytes"),
    claimed: number("claimed"),
    failed: number("failed"),
    ...(oldest === undefined ? {} : { oldestWaitingAt: Number(oldest) }),
    ...(newest === undefined ? {} : { newestFoundAt: Number(newest) }),
  };
}
