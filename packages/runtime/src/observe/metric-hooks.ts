// From what happens in a job to values of the instruments.
import type { JobHooks, ObjectReport } from "../contracts/job-report.ts";
import type { Backlog } from "../contracts/ledger.ts";
import type { RowCounts } from "../contracts/row-counts.ts";
import type { RecordValue } from "./instruments.ts";

/** Hooks that record; the same for every way in which the values leave. */
export function metricHooks(record: RecordValue, clock: () => number = Date.now): JobHooks {
  const inProgress = new Set<string>();
  const working = (): void => record("working", inProgress.size);
  const backlogIs = ({ objects, bytes, failed, oldestWaitingAt }: Backlog): void => {
    record("waiting", objects);
    record("waitingBytes", bytes);
    record("oldestWaiting", oldestWaitingAt === undefined ? 0 : Math.max(0, clock() - oldestWaitingAt) / 1000);
    record("failedNow", failed);
  };
  return {
    onScan({ findings }, backlog) {
      backlogIs(backlog);
      record("scannedAt", clock() / 1000);
      for (const { code } of findings) record("findings", 1, { code });
    },
    onBeat({ backlog }) {
      if (backlog !== undefined) backlogIs(backlog);
    },
    onObjectStart({ bucket, key }) {
      inProgress.add(`${bucket}/${key}`);
      working();
    },
    onObjectEnd(report) {
      inProgress.delete(`${report.object.bucket}/${report.object.key}`);
      working();
      recordObject(record, report);
    },
    onFailure: ({ code }) => record("failures", 1, { code }),
  };
}

function recordObject(record: RecordValue, report: ObjectReport): void {
  const { outcome, counts, bytesRead, bytesWritten, ms, error, resent = 0, findings, drift, attempt, workMs } = report;
  record("objects", 1, { outcome });
  if (outcome === "failed" && error !== undefined) record("objectFailures", 1, { code: error.code });
  recordRows(record, counts);
  record("read", bytesRead);
  record("written", bytesWritten);
  record("resent", resent);
  record("seconds", ms / 1000);
  for (const { code } of findings) record("findings", 1, { code });
  if (drift !== undefined) {
    for (const change of ["unread", "gone", "changed"] as const)
      if (drift[change].length > 0) record("drift", drift[change].length, { change });
  }
  if (workMs !== undefined) record("duration", workMs / 1000, { outcome });
  record("settled", ms / 1000, { outcome });
  if (outcome === "done") record("rowsPerObject", counts.rows, { outcome });
  record("bytesPerObject", bytesRead, { outcome });
  if (attempt !== undefined) record("attempts", attempt, { outcome });
}

function recordRows(record: RecordValue, counts: RowCounts): void {
  record("rows", counts.events, { became: "event" });
  record("rows", counts.ignored, { became: "ignored" });
  for (const kind of ["dropped", "setAside", "changes"] as const) {
    for (const [rule, times] of Object.entries(counts[kind])) {
      if (kind !== "changes") record("rows", times, { became: kind === "dropped" ? "dropped" : "set_aside" });
      record("reasons", times, { kind: kind === "setAside" ? "set_aside" : kind, rule });
    }
  }
}
