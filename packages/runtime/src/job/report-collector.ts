// Gathers what became of each object into the report of a job; bounded, however long the job runs.
import { addCounts, noRows } from "../contracts/row-counts.ts";
import type { JobReport, ObjectOutcome, ObjectReport, ScanReport } from "../contracts/job-report.ts";
import type { ObjectFinding, SourceIdentity } from "../contracts/ledger.ts";
import type { ObjectInfo } from "../contracts/object-info.ts";

const KEPT = 10_000;

type JobEnd = Pick<JobReport, "failure" | "stillFailed">;

export function reportCollector(source: SourceIdentity, startedAt: number) {
  const objects: ObjectReport[] = [];
  const changed: ObjectInfo[] = [];
  const findings: ObjectFinding[] = [];
  const outcomes: Record<ObjectOutcome, number> = { done: 0, failed: 0, gone: 0, lost: 0 };
  const totals = noRows();
  let omitted = 0;
  let listings = 0;
  return {
    add(report: ObjectReport): void {
      if (objects.length < KEPT) objects.push(report);
      else omitted += 1;
      outcomes[report.outcome] += 1;
      addCounts(totals, report.counts);
    },
    addScan(scan: Pick<ScanReport, "changed" | "findings" | "notified" | "incomplete">): void {
      if (scan.notified === undefined && scan.incomplete === undefined) listings += 1;
      changed.push(...scan.changed.slice(0, KEPT - changed.length));
      findings.push(...scan.findings.slice(0, KEPT - findings.length));
    },
    end(endedAt: number, aborted: boolean, { failure, stillFailed }: JobEnd = {}): JobReport {
      return {
        source,
        startedAt,
        endedAt,
        objects,
        omitted,
        changed,
        findings,
        outcomes,
        listings,
        totals,
        aborted,
        ...(failure === undefined ? {} : { failure }),
        ...(stillFailed === undefined ? {} : { stillFailed }),
      };
    },
  };
}
