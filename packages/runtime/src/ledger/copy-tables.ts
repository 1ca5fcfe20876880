// The tables of a ledger as one kind hands them to another: the columns are PostgreSQL's, and what SQLite keeps otherwise it translates.

export type CopyValue = string | number | boolean | null;
export type CopyRow = Readonly<Record<string, CopyValue>>;
/** As PostgreSQL names it. */
type ColumnType = "text" | "bigint" | "boolean";

export interface CopyTable {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
}

const OBJECT = { object_id: "bigint" } as const;

/** Each before those that refer to it. What holds for running processes alone (workers, who lists the bucket, clocks) stays behind. */
export const COPY_TABLES = [
  { name: "source", columns: { name: "text", value: "text" } },
  {
    name: "objects",
    columns: {
      id: "bigint",
      bucket: "text",
      key: "text",
      etag: "text",
      version_id: "text",
      size: "bigint",
      last_modified: "bigint",
      state: "text",
      discovered_at: "bigint",
      fence: "bigint",
      run: "text",
      committing_fence: "bigint",
      delivered_fence: "bigint",
      replay: "text",
      attempts: "bigint",
      takeovers: "bigint",
      lone_deaths: "bigint",
      not_before: "bigint",
      first_failed_at: "bigint",
      started_at: "bigint",
      ended_at: "bigint",
      rows: "bigint",
      events: "bigint",
      ignored: "bigint",
      bytes_read: "bigint",
      bytes_written: "bigint",
      converter_hash: "text",
      found_hash: "text",
      counts: "text",
      error: "text",
      retryable: "boolean",
      drift: "text",
    },
  },
  {
    name: "attempts",
    columns: {
      ...OBJECT,
      fence: "bigint",
      run: "text",
      started_at: "bigint",
      ended_at: "bigint",
      outcome: "text",
      rows: "bigint",
      events: "bigint",
      error: "text",
    },
  },
  {
    name: "versions",
    columns: {
      ...OBJECT,
      etag: "text",
      version_id: "text",
      size: "bigint",
      last_modified: "bigint",
      seen_at: "bigint",
    },
  },
  { name: "progress", columns: { ...OBJECT, etag: "text", converter_hash: "text", acknowledged: "bigint" } },
  { name: "refused", columns: { ...OBJECT, row: "bigint", rule: "text", message: "text" } },
  { name: "converters", columns: { hash: "text", text: "text", passed_on: "text", passed_at: "bigint" } },
  { name: "columns", columns: { name: "text", kinds: "text" } },
  { name: "findings", columns: { ...OBJECT, code: "text", message: "text", found_at: "bigint" } },
  {
    name: "name_order",
    columns: { series: "text", name_time: "bigint", last_modified: "bigint", ...OBJECT, key: "text" },
  },
  { name: "messages", columns: { id: "text", body: "text", reason: "text", seen_at: "bigint" } },
] as const satisfies readonly CopyTable[];

export type CopyTableName = (typeof COPY_TABLES)[number]["name"];

/** Rows are read and written so many at a time. */
export const COPY_BATCH = 1000;

/** A ledger that is read while nobody can write it. */
export interface CopySource {
  /** Processes at work on it, and objects that somebody holds; empty: it can be copied. */
  readonly inUse: readonly string[];
  rows(table: CopyTable): AsyncIterable<readonly CopyRow[]>;
  count(table: CopyTable): Promise<number>;
  close(): Promise<void>;
}

/** A ledger that is written in one transaction, while nobody else can. */
export interface CopyTarget {
  put(table: CopyTable, rows: readonly CopyRow[]): Promise<void>;
  count(table: CopyTable): Promise<number>;
  commit(): Promise<void>;
  /** Undoes what was not committed. */
  close(): Promise<void>;
}
