// What an object has to meet to be delivered: limits on its size, its crashes, and its rejected rows.
import type { JobParts } from "../contracts/job-parts.ts";
import type { Claim } from "../contracts/ledger.ts";
import { sum } from "../contracts/row-counts.ts";
import type { RejectedRow } from "../contracts/sink.ts";
import { type FailurePlace, StageFailure } from "../contracts/stage-failure.ts";
import { jobSettings } from "./job-settings.ts";
import type { ObjectWork } from "./object-work.ts";

/** @throws StageFailure `file/too-large` or `ledger/worker-died`, before anything of the object is read. */
export function enforceObject(parts: JobParts, { object, soloCrashes }: Claim): void {
  const { bucket, key, size } = object;
  const { maxObjectBytes, maxSoloCrashes } = jobSettings(parts);
  if (size > maxObjectBytes) {
    throw new StageFailure({
      code: "file/too-large",
      place: { bucket, key },
      message: `object "${key}" has ${size} bytes, more than the ${maxObjectBytes} allowed`,
      hint: "split it, or raise `limits.maxObjectBytes`, then run `heddle retry`",
    });
  }
  if (soloCrashes >= maxSoloCrashes) {
    throw new StageFailure({
      code: "ledger/worker-died",
      place: { bucket, key },
      message: `${soloCrashes} workers crashed or fell silent while they held object "${key}" alone`,
      hint: "most likely it does not fit into memory: split it, or give the process more, then run `heddle retry`",
    });
  }
}

/** Bytes of a row set aside beside its own, its place and its reason. */
const REJECTED_OVERHEAD = 100;

/**
 * A few bytes of a compressed file can hold millions of bad rows, each of which takes more with its reason.
 * @throws StageFailure `rows/too-many-set-aside` before more are kept than an object may have.
 */
export function enforceSetAside(parts: JobParts, work: ObjectWork, rejects: readonly RejectedRow[]): void {
  const { maxSetAsideRows, maxSetAsideBytes } = jobSettings(parts);
  for (const { key, message, raw } of rejects)
    work.setAsideBytes += REJECTED_OVERHEAD + key.length + message.length + raw.length;
  const rows = sum(work.counts.setAside);
  if (rows > maxSetAsideRows)
    throw tooMany("skip-file", work, `more than the ${maxSetAsideRows} of \`limits.maxSetAsideRows\``);
  if (work.setAsideBytes > maxSetAsideBytes)
    throw tooMany(
      "skip-file",
      work,
      `they take more than the ${maxSetAsideBytes} bytes of \`limits.maxSetAsideBytes\``,
    );
}

/** @throws StageFailure `rows/too-many-set-aside` as soon as `setAside` allows no more rows. */
export function enforceCount({ settings }: JobParts, work: ObjectWork): void {
  const policy = settings?.setAside;
  if (policy === undefined || policy.action === "skip-row") return;
  const allowed = policy.afterRows ?? (policy.afterShare === undefined ? 0 : Number.POSITIVE_INFINITY);
  const rows = sum(work.counts.setAside);
  if (rows > allowed) throw tooMany(policy.action, work, `${rows} rows, where ${allowed} are allowed`);
}

/**
 * What can be judged once every row is read.
 * @throws StageFailure `rows/too-many-set-aside`, `rows/all-set-aside`, `rows/no-time`.
 */
export function enforceWhole(parts: JobParts, work: ObjectWork): void {
  enforceShare(parts, work);
  enforceEvents(work);
  enforceTime(parts, work);
}

function enforceShare({ settings }: JobParts, work: ObjectWork): void {
  const policy = settings?.setAside;
  if (policy === undefined || policy.action === "skip-row" || policy.afterShare === undefined) return;
  if (work.counts.rows === 0) return;
  const share = sum(work.counts.setAside) / work.counts.rows;
  if (share > policy.afterShare)
    throw tooMany(policy.action, work, `a share of ${share.toFixed(4)}, where ${policy.afterShare} is allowed`);
}

function tooMany(action: "skip-file" | "stop", work: ObjectWork, how: string): StageFailure {
  const { firstRejected: first } = work;
  return new StageFailure({
    code: "rows/too-many-set-aside",
    // As the source asks for.
    scope: action === "stop" ? "job" : "object",
    place: placeOf(work),
    message: `too many rows would be set aside: ${how}; the first, row ${first?.row ?? 0}: ${first?.message ?? ""}`,
    hint: "fix the file or the converter, or allow more with `setAside` or `limits`, then run `heddle retry`",
  });
}

/** An object of which every row is set aside is most likely not what the converter is for (D). */
function enforceEvents(work: ObjectWork): void {
  const { counts, firstRejected: first } = work;
  if (counts.rows === 0 || sum(counts.setAside) < counts.rows) return;
  throw new StageFailure({
    code: "rows/all-set-aside",
    place: placeOf(work),
    message: `every row would be set aside (${counts.rows}); row ${first?.row ?? 0}: [${first?.code ?? ""}] ${first?.message ?? ""}`,
    hint: "correct the converter, `prefix` or `filterPattern`, then run `heddle retry`",
  });
}

function placeOf({ object: { bucket, key }, firstRejected }: ObjectWork): FailurePlace {
  return { bucket, key, ...(firstRejected?.row === undefined ? {} : { row: firstRejected.row }) };
}

/** Without any time all events would be stamped with the time of the upload, and a backfill would land on today (D). */
function enforceTime({ mapper }: JobParts, { object, counts, timed, lostTime }: ObjectWork): void {
  if (mapper.mapsTime !== true || timed > 0 || counts.events === 0) return;
  const { bucket, key } = object;
  const why =
    lostTime === undefined ? "no row has what the converter reads" : `row ${lostTime.row}: ${lostTime.message}`;
  throw new StageFailure({
    code: "rows/no-time",
    place: { bucket, key, ...(lostTime === undefined ? {} : { row: lostTime.row }) },
    message: `none of the ${counts.events} events has a time, though the converter maps one; ${why}`,
    hint: "correct the converter's `time`, or leave it out to let Amplitude stamp the events, then run `heddle retry`",
  });
}
