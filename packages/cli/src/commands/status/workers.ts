// The processes at work on a ledger as a table, whatever machine they are on.
import { printable } from "@heddle/compiler/printable";
import { type LedgerWorker, nameOfOwner } from "@heddle/runtime/offline";
import { formatCount, formatInstant, plural } from "../../report/format.ts";
import type { Layout } from "../../report/layout.ts";
import { type Column, renderTable } from "../../report/table.ts";

const COLUMNS: readonly Column[] = [
  { title: "worker", minWidth: 20 },
  { title: "version", leftOut: 1 },
  { title: "last seen", leftOut: 2 },
  { title: "objects", align: "right" },
  { title: "rows/s", align: "right" },
];

/** Nothing where nobody is at work. */
export function renderWorkers(
  workers: readonly LedgerWorker[],
  { paint, room: width }: Pick<Layout, "paint" | "room">,
): readonly string[] {
  if (workers.length === 0) return [];
  const rows = workers.map(({ owner, version, seenAt, held, rowsPerSecond }) => [
    printable(nameOfOwner(owner)),
    printable(version),
    formatInstant(seenAt),
    formatCount(held),
    formatCount(Math.round(rowsPerSecond)),
  ]);
  const sumOf = (pick: (worker: LedgerWorker) => number): string =>
    formatCount(Math.round(workers.reduce((total, worker) => total + pick(worker), 0)));
  const sums = [plural(workers.length, "worker"), "", "", sumOf(({ held }) => held), sumOf((one) => one.rowsPerSecond)];
  return [renderTable(COLUMNS, rows, { paint, width, ...(workers.length > 1 && { total: sums }) })];
}
