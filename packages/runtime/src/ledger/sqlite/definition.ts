// The ledger in a SQLite file, as source files know it.
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { requireWritable } from "../../7-deliver/writable-folder.ts";
import { defineLedger } from "../define-ledger.ts";

export const sqlite = defineLedger({
  type: "sqlite",
  doc: "A SQLite file, for workers on one machine; its path alone says the same.",
  settings: {
    path: {
      kind: "string",
      required: true,
      minLength: 1,
      path: true,
      // The address of a server would become a file with its password as the name.
      pattern: "^(?!postgres(?:ql)?:)",
      form: 'the path of a SQLite file, or an object, as in {"type": "postgres", ...}',
      doc: "Path of the file.",
    },
  },
  manyMachines: false,
  name: ({ path }) => path,
  exists: async ({ path }) => existsSync(path),
  open: async ({ path }) => (await import("./sqlite-ledger.ts")).openLedger(path),
  keysName: ({ path }) => keysOf(path),
  hasKeys: async ({ path }) => existsSync(keysOf(path)),
  holdsKeys: async ({ path }) =>
    existsSync(keysOf(path)) && (await import("../../dedup/sqlite-deduplicator.ts")).holdsKeys(keysOf(path)),
  openDedup: async ({ path }, claimStatus) =>
    (await import("../../dedup/sqlite-deduplicator.ts")).openDedup({ path: keysOf(path), claimStatus }),
  copyFrom: async ({ path }) => (await import("./copy.ts")).copyFromSqlite(path),
  copyTo: async ({ path }) => (await import("./copy.ts")).copyToSqlite(path),
  async check({ path }) {
    const folder = dirname(path);
    await requireWritable(folder, "ledger");
    return { outcome: "ok", message: `none yet; ${folder} can hold it` };
  },
});

function keysOf(path: string): string {
  return `${path}.dedup`;
}
