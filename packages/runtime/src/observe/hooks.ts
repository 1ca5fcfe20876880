// From several sets of hooks to one that calls them in turn.
import type { JobHooks } from "../contracts/job-report.ts";

export function combineHooks(...all: readonly JobHooks[]): Required<JobHooks> {
  return {
    onJob: (job) => all.forEach((hooks) => hooks.onJob?.(job)),
    onScan: (scan, backlog) => all.forEach((hooks) => hooks.onScan?.(scan, backlog)),
    onLook: () => all.forEach((hooks) => hooks.onLook?.()),
    onBeat: (beat) => all.forEach((hooks) => hooks.onBeat?.(beat)),
    onObjectStart: (object, attempt) => all.forEach((hooks) => hooks.onObjectStart?.(object, attempt)),
    onProgress: (progress) => all.forEach((hooks) => hooks.onProgress?.(progress)),
    onObjectEnd: (report) => all.forEach((hooks) => hooks.onObjectEnd?.(report)),
    onFailure: (failure, next) => all.forEach((hooks) => hooks.onFailure?.(failure, next)),
    onJobEnd: (report) => all.forEach((hooks) => hooks.onJobEnd?.(report)),
  };
}
