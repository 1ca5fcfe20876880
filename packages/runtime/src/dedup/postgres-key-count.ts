// From the keys of deduplication in PostgreSQL to whether the server can hold so many: an estimate, which counts no table.
import type { CheckResult } from "../contracts/check-result.ts";
import { askPostgres, type PostgresPlace } from "../postgres/database.ts";

export interface KeyCount {
  /** About how many keys there are. */
  readonly keys: number;
  /** What they take with their indexes. */
  readonly bytes: number;
  /** What the server says that it keeps in memory: its `effective_cache_size`. */
  readonly memory: number;
}

/** The tables have to be there. @throws StageFailure of scope "job" where the server cannot be asked. */
export async function countPostgresKeys(place: PostgresPlace): Promise<KeyCount> {
  // As the planner estimates: rows a page when the table was analysed last, times the pages of now.
  const [found] = await askPostgres(place, (query) =>
    query(
      `SELECT coalesce(sum(CASE WHEN relpages > 0 AND reltuples >= 0 THEN reltuples / relpages ELSE 100 END
           * (pg_relation_size(oid) / current_setting('block_size')::bigint)), 0)::bigint AS keys,
         coalesce(sum(pg_total_relation_size(oid)), 0)::bigint AS bytes, pg_size_bytes(current_setting('effective_cache_size')) AS memory
       FROM pg_class JOIN pg_inherits ON inhrelid = oid WHERE inhparent = '$S.keys'::regclass`,
    ),
  );
  return { keys: Number(found?.["keys"]), bytes: Number(found?.["bytes"]), memory: Number(found?.["memory"]) };
}

const BYTES_A_KEY = 100;
const WAYS_OUT =
  "use the sink `amplitude`, which drops repeated events itself; leave `insert_id` out of the converter, so that ids come from the rows' places; or drop duplicates where the events land";

/** Whether the keys are more than the settings allow, or than the server has memory for. */
export function judgeKeyCount({ keys, bytes, memory }: KeyCount, maxKeys: number): CheckResult {
  const about = `about ${keys.toLocaleString("en-US")} keys of deduplication`;
  if (keys > maxKeys) {
    return {
      outcome: "failed",
      code: "dedup/too-many-keys",
      message: `${about}, more than \`ledger.maxKeys\` (${maxKeys.toLocaleString("en-US")})`,
      hint: `${WAYS_OUT}; or raise \`ledger.maxKeys\`, where the server has ${BYTES_A_KEY} bytes of memory for each key`,
    };
  }
  if (bytes > memory) {
    return {
      outcome: "warning",
      message: `${about} take ${mebibytes(bytes)}, more than the server keeps in memory (effective_cache_size, ${mebibytes(memory)}): they become several times slower`,
      hint: `give the server more memory, or ${WAYS_OUT}`,
    };
  }
  return { outcome: "ok", message: about };
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2).toLocaleString("en-US")} MiB`;
}
