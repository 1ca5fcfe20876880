// The ledger in PostgreSQL, as source files know it.
import { placeName } from "../../postgres/address.ts";
import { defineLedger } from "../define-ledger.ts";

/** 30 GB of memory. */
const MAX_KEYS = 300_000_000;
const A_MILLION = 1_000_000;

export const postgres = defineLedger({
  type: "postgres",
  doc: "A schema of a PostgreSQL database, for workers on any number of machines. Needs the package `pg`.",
  settings: {
    url: {
      kind: "string",
      required: true,
      pattern: "^postgres(?:ql)?://",
      form: "an address that starts with postgres://",
      secret: true,
      doc: 'Address of the database, as in "postgres://heddle:${LEDGER_PASSWORD}@db.acme.com:5432/heddle".',
    },
    schema: {
      kind: "string",
      required: true,
      pattern: "^(?!pg_)[A-Za-z_][A-Za-z0-9_-]{0,62}$",
      form: "1 to 63 letters, digits, dashes and underscores; neither a digit or dash nor pg_ at its start",
      reported: true,
      doc: "The schema, one for each source; made by the first run.",
    },
    maxKeys: {
      kind: "integer",
      minimum: 1,
      // Intl.NumberFormat would take 20 ms of every start.
      otherwise: `${MAX_KEYS / A_MILLION} million keys`,
      doc: "`heddle doctor` refuses more keys of deduplication than this: each takes 100 bytes, which should be in the server's memory.",
    },
  },
  manyMachines: true,
  name: (place) => placeName(place),
  exists: async (place) => (await import("./postgres-ledger.ts")).hasPostgresLedger(place),
  open: async (place) => (await import("./postgres-ledger.ts")).openPostgresLedger(place),
  keysName: (place) => placeName(place),
  hasKeys: async (place) => (await import("../../dedup/postgres-deduplicator.ts")).hasPostgresKeys(place),
  holdsKeys: async (place) => (await import("../../dedup/postgres-deduplicator.ts")).holdsPostgresKeys(place),
  async checkKeys(place) {
    const { countPostgresKeys, judgeKeyCount } = await import("../../dedup/postgres-key-count.ts");
    return judgeKeyCount(await countPostgresKeys(place), place.maxKeys ?? MAX_KEYS);
  },
  openDedup: async ({ url, schema }, claimStatus) =>
    (await import("../../dedup/postgres-deduplicator.ts")).openPostgresDedup({ url, schema, claimStatus }),
  copyFrom: async (place) => (await import("./copy.ts")).copyFromPostgres(place),
  copyTo: async (place) => (await import("./copy.ts")).copyToPostgres(place),
  check: async (place) => (await import("./check-place.ts")).checkPlace(place),
});
