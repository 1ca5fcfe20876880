// A clock that never steps, whatever happens to the time of day: what leases are measured by.
import { readFileSync } from "node:fs";

/** Milliseconds since some instant before this process started; on Linux the same count in every process since the computer booted. */
export function steadyNow(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

/** What tells one boot of this computer from another; undefined where the system does not say. */
export function bootId(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Milliseconds since the epoch, as the time of day was when this was called, going on without steps. */
export function steadyEpochClock(): () => number {
  const epoch = Date.now() - steadyNow();
  return () => epoch + steadyNow();
}
