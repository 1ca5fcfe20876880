// From the settings of a job to all of them, with defaults for those left out.
import type { JobParts, JobSettings } from "../contracts/job-parts.ts";
import { DEFAULT_LIMITS, SCAN_SECONDS } from "../settings/limits.ts";

const DEFAULTS = {
  objectsAtOnce: DEFAULT_LIMITS.objectsAtOnce,
  maxAttempts: DEFAULT_LIMITS.maxAttempts,
  retryForMs: DEFAULT_LIMITS.retrySeconds * 1000,
  maxSoloCrashes: DEFAULT_LIMITS.maxCrashes,
  keepOrder: false,
  leaseMs: DEFAULT_LIMITS.leaseSeconds * 1000,
  scanMs: SCAN_SECONDS * 1000,
  maxSetAsideRows: DEFAULT_LIMITS.maxSetAsideRows,
  maxSetAsideBytes: DEFAULT_LIMITS.maxSetAsideBytes,
  maxObjectBytes: DEFAULT_LIMITS.maxObjectBytes,
  beatMs: 30_000,
  clock: (): number => Date.now(),
} as const satisfies JobSettings;

export function jobSettings({
  settings = {},
}: Pick<JobParts, "settings">): JobSettings & Required<Pick<JobSettings, keyof typeof DEFAULTS>> {
  return { ...DEFAULTS, ...settings };
}
