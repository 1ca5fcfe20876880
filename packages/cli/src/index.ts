// The public API: the terminal reports of the command.
export { processTerminal, type Terminal, type TextOutput } from "./terminal.ts";
export { createProgress, type Progress, type ProgressState } from "./report/progress.ts";
export { renderTable, type Column, type TableOptions } from "./report/table.ts";
export { renderJobReport } from "./report/job.ts";
export { renderCounts } from "./report/counts.ts";
export { type Paint, painter, type Style } from "./report/style.ts";
export { formatBytes, formatCount, formatDuration, formatInstant, formatReasons, plural } from "./report/format.ts";
export { progressHooks } from "./commands/run/run.ts";
