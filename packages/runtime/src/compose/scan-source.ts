// From a source's settings to one listing of its bucket.
import { runScan, type ScanOptions, type ScanSummary } from "../job/run-scan.ts";
import type { SourceConfig } from "../source/config.ts";
import { composeJob } from "./compose-job.ts";

/**
 * Lists the bucket of a source once, and puts what is new into its ledger; nothing is ingested.
 * @throws StageFailure of scope "job" when the job cannot be composed or the bucket cannot be listed, or the signal's reason.
 */
export async function scanSource(config: SourceConfig, options: ScanOptions = {}): Promise<ScanSummary> {
  const job = await composeJob(config);
  try {
    return await runScan(job.parts, options);
  } finally {
    await job.close();
  }
}
