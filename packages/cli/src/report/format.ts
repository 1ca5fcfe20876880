// Formats numbers for people: counts, bytes, durations, instants, counts by reason.

/** 1234567 as `1,234,567`. */
export function formatCount(count: number): string {
  // Intl.NumberFormat takes 15 ms to load.
  return String(count).replace(/\B(?=(?:[0-9]{3})+$)/g, ",");
}

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** Decimal units with three digits: `999 B`, `1.23 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const text = unit === 0 ? String(value) : value.toPrecision(3);
  return `${text} ${UNITS[unit] ?? ""}`;
}

/** Milliseconds as `85 ms`, `1.2 s`, `3 min 05 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/** Milliseconds since the epoch as `2026-01-31 12:34:56Z`. */
export function formatInstant(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace("T", " ")
    .replace(/\.[0-9]+Z$/, "Z");
}

/** `1 row`, `2 rows`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Counts by reason, the most frequent first: `row/not-json 3, event/no-id 1`. */
export function formatReasons(by: Readonly<Record<string, number>>): string {
  return Object.entries(by)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, times]) => `${reason} ${formatCount(times)}`)
    .join(", ");
}
