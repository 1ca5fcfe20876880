// The write-ahead log: claims that no sorted run holds yet, as rows in the database, which every process replays into its memtable.
import type { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { KEY_BYTES } from "../key.ts";
import type { Memtable } from "./memtable.ts";
import { readWord, writeWord } from "./record.ts";

/** `sum`: the CRC-32 of the keys; null in rows of an earlier version. */
export const LOG_TABLE =
  "CREATE TABLE IF NOT EXISTS log (id INTEGER PRIMARY KEY AUTOINCREMENT, session INTEGER NOT NULL, seen INTEGER NOT NULL, keys BLOB NOT NULL, sum INTEGER) STRICT;";

export interface WriteAheadLog {
  /** In a transaction: puts the claims of the rows after `id` into the memtable. */
  replay(id: number, memtable: Memtable): void;
  /** In a transaction: appends claims of a session; gives the row's id. `seen`: in seconds since the epoch. */
  append(session: number, seen: number, keys: Uint8Array): number;
  /** In a transaction: deletes all rows. */
  truncate(): void;
}

export function openLog(database: DatabaseSync): WriteAheadLog {
  const rowsAfter = database.prepare("SELECT session, seen, keys, sum FROM log WHERE id > ? ORDER BY id");
  const insert = database.prepare("INSERT INTO log (session, seen, keys, sum) VALUES (?, ?, ?, ?)");
  return {
    replay(id, memtable) {
      for (const row of rowsAfter.iterate(id)) {
        const keys = row["keys"] as Uint8Array;
        if (row["sum"] !== null && Number(row["sum"]) !== crc32(keys))
          throw new Error("its log is damaged: a checksum does not match");
        const [session, seen] = [Number(row["session"]), Number(row["seen"])];
        for (let at = 0; at < keys.length; at += KEY_BYTES) {
          const [k0, k1] = [readWord(keys, at), readWord(keys, at + 4)];
          memtable.put(k0, k1, readWord(keys, at + 8), readWord(keys, at + 12), session, seen);
        }
      }
    },
    append: (session, seen, keys) => Number(insert.run(session, seen, keys, crc32(keys)).lastInsertRowid),
    truncate: () => database.exec("DELETE FROM log"),
  };
}

/** The keys that a transaction claims, as bytes for the log. */
export interface ClaimBuffer {
  add(k0: number, k1: number, k2: number, k3: number): void;
  /** Valid until the next `add`. */
  bytes(): Uint8Array;
  readonly isEmpty: boolean;
  clear(): void;
}

export function createClaimBuffer(): ClaimBuffer {
  let buffer = new Uint8Array(1024 * KEY_BYTES);
  let length = 0;
  return {
    add(k0, k1, k2, k3) {
      if (length === buffer.length) {
        const longer = new Uint8Array(2 * buffer.length);
        longer.set(buffer);
        buffer = longer;
      }
      writeWord(buffer, length, k0);
      writeWord(buffer, length + 4, k1);
      writeWord(buffer, length + 8, k2);
      writeWord(buffer, length + 12, k3);
      length += KEY_BYTES;
    },
    bytes: () => buffer.subarray(0, length),
    get isEmpty() {
      return length === 0;
    },
    clear() {
      length = 0;
    },
  };
}
