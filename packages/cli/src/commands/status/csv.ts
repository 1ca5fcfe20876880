// From entries of a ledger to CSV, a line each.
import { printable } from "@heddle/compiler/printable";
import type { LedgerEntry } from "@heddle/runtime/offline";

type Cell = string | number | undefined;

const COLUMNS: Readonly<Record<string, (entry: LedgerEntry) => Cell>> = {
  key: ({ key }) => key,
  state: ({ state }) => state,
  ended: ({ endedAt }) => (endedAt === undefined ? undefined : new Date(endedAt).toISOString()),
  attempts: ({ attempts }) => attempts,
  rows: ({ counts }) => counts.rows,
  events: ({ counts }) => counts.events,
  ignored: ({ counts }) => counts.ignored,
  dropped: ({ counts }) => total(counts.dropped),
  set_aside: ({ counts }) => total(counts.setAside),
  bytes_read: ({ bytesRead }) => bytesRead,
  bytes_written: ({ bytesWritten }) => bytesWritten,
  converter: ({ converterHash }) => converterHash,
  error: ({ error }) => error?.code,
  error_row: ({ error }) => error?.row,
  error_message: ({ error }) => error?.message,
};

export function renderCsv(entries: readonly LedgerEntry[]): string {
  const lines = entries.map((entry) => Object.values(COLUMNS).map((cell) => cellText(cell(entry))));
  return [Object.keys(COLUMNS), ...lines].map((cells) => `${cells.join(",")}\n`).join("");
}

/** Spreadsheets take a text that begins like a formula for one: an apostrophe keeps them from it. */
function cellText(cell: Cell): string {
  if (typeof cell !== "string") return String(cell ?? "");
  const text = printable(cell).replace(/^(?=[=+\-@])/, "'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function total(by: Readonly<Record<string, number>>): number {
  return Object.values(by).reduce((sum, times) => sum + times, 0);
}
