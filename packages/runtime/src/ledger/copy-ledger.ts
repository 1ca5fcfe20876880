// From the ledger in one place to a copy in another, of whatever kinds they are: all of it, or nothing.
import type { ClaimStatus } from "../contracts/deduplicator.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { COPY_TABLES, type CopySource, type CopyTable, type CopyTableName, type CopyTarget } from "./copy-tables.ts";
import type { LedgerPlace } from "./ledger-place.ts";

export interface CopyOptions {
  /** Copies a ledger without its keys of deduplication; otherwise one that has some is refused. */
  readonly withoutKeys?: boolean;
  /** Called while a table is copied. */
  readonly onProgress?: (table: CopyTableName, rows: number) => void;
}

export interface LedgerCopy {
  readonly from: string;
  readonly to: string;
  /** Rows copied, by table, as counted in both. */
  readonly rows: Readonly<Record<CopyTableName, number>>;
}

/**
 * Copies a ledger, in batches and in one transaction: where it fails, the copy has nothing, and it may be tried again.
 * @throws StageFailure of scope "job": `ledger/missing`, `ledger/in-use`, `ledger/not-empty`, `ledger/keys-stay`, `ledger/copy-incomplete`,
 * or where one of them cannot be opened.
 */
export async function copyLedger(from: LedgerPlace, to: LedgerPlace, options: CopyOptions = {}): Promise<LedgerCopy> {
  if (!(await from.exists())) {
    throw new StageFailure({
      code: "ledger/missing",
      message: `there is no ledger ${from.name}`,
      hint: "check the path, or `ledger` in the source file",
    });
  }
  const keys = { exist: await from.hasKeys(), stay: await from.holdsKeys() };
  if (options.withoutKeys !== true && keys.stay) throw keysStay(from);
  const source = await from.copyFrom();
  try {
    if (source.inUse.length > 0) throw inUse(from, source.inUse);
    const target = await to.copyTo();
    try {
      await requireEmpty(to, target);
      const rows: Partial<Record<CopyTableName, number>> = {};
      for (const table of COPY_TABLES) rows[table.name] = await copyTable(table, source, target, options);
      await target.commit();
      // Where no event ever had a key, the copy goes on without one being missed.
      if (keys.exist && !keys.stay) await makeKeys(to);
      return { from: from.name, to: to.name, rows: rows as LedgerCopy["rows"] };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function makeKeys(place: LedgerPlace): Promise<void> {
  const noLedger = { claimStatus: async (): Promise<ClaimStatus> => "free" };
  await (await place.openDedup(noLedger)).close();
}

async function copyTable(
  table: CopyTable & { readonly name: CopyTableName },
  source: CopySource,
  target: CopyTarget,
  { onProgress }: CopyOptions,
): Promise<number> {
  let copied = 0;
  for await (const batch of source.rows(table)) {
    await target.put(table, batch);
    copied += batch.length;
    onProgress?.(table.name, copied);
  }
  const [had, has] = [await source.count(table), await target.count(table)];
  if (had === has && has === copied) return copied;
  throw new StageFailure({
    code: "ledger/copy-incomplete",
    message: `the table ${table.name} has ${had} rows, of which the copy has ${has}; nothing was kept of the copy`,
    hint: "end whatever else writes one of the two ledgers, then copy again",
  });
}

async function requireEmpty({ name }: LedgerPlace, target: CopyTarget): Promise<void> {
  for (const table of COPY_TABLES) {
    if ((await target.count(table)) === 0) continue;
    throw new StageFailure({
      code: "ledger/not-empty",
      message: `the ledger ${name} is not empty: it has rows in ${table.name}`,
      hint: "copy to a path or a schema where there is no ledger yet",
    });
  }
}

const MOST_NAMED = 5;

function inUse({ name }: LedgerPlace, users: readonly string[]): StageFailure {
  const more = users.length - MOST_NAMED;
  const named = users.slice(0, MOST_NAMED).join(", ");
  return new StageFailure({
    code: "ledger/in-use",
    message: `the ledger ${name} is in use: ${named}${more > 0 ? `, and ${more} more` : ""}`,
    hint: "stop every `heddle run` on it; one that was killed counts until its lease has ended, a minute later",
  });
}

function keysStay({ keysName }: LedgerPlace): StageFailure {
  return new StageFailure({
    code: "ledger/keys-stay",
    message: `keys of deduplication cannot be copied, and there are some: ${keysName}`,
    hint: "copy with --without-keys, and start once with `heddle run --new-keys`: events that were delivered within seven days are delivered again where they come again",
  });
}
