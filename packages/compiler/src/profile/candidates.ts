// From the profile of rows to the paths that may hold what every event has: who, what, when, and which one.
import { bareName, KEY_NAMES, OTHER_TIME, TIME_NAMES } from "./key-names.ts";
import type { PathProfile, PathStep } from "./path-profile.ts";
import type { RowsProfile } from "./profile-rows.ts";
import type { TimeReading } from "./time-readings.ts";

export interface Candidate {
  readonly profile: PathProfile;
  /** The share of rows that have a usable value there. */
  readonly share: number;
  /** Higher is likelier; by name, by how many rows have it, and by what it holds. */
  readonly score: number;
}

export interface TimeCandidate extends Candidate {
  /** Read the values; more than one where they are in several forms. */
  readonly readings: readonly TimeReading[];
  /** Another reading that reads the values as well, to other times. */
  readonly rival?: TimeReading;
}

/** The likeliest first. */
export interface Candidates {
  readonly user_id: readonly Candidate[];
  readonly device_id: readonly Candidate[];
  readonly event_type: readonly Candidate[];
  readonly time: readonly TimeCandidate[];
  readonly insert_id: readonly Candidate[];
}

export function findCandidates(rows: RowsProfile): Candidates {
  const scalars = rows.paths.filter((profile) => isReachable(profile) && isScalar(profile) && usable(profile) > 0);
  const byScore = <One extends Candidate>(found: readonly (One | undefined)[]): readonly One[] =>
    found.filter((one) => one !== undefined).toSorted((a, b) => b.score - a.score);
  const ids = (key: "user_id" | "device_id"): readonly Candidate[] =>
    byScore(scalars.map((profile) => idCandidate(profile, key, rows.rows)));
  return {
    user_id: ids("user_id"),
    device_id: ids("device_id"),
    event_type: byScore(scalars.map((profile) => typeCandidate(profile, rows.rows))),
    time: byScore(scalars.map((profile) => timeCandidate(profile, rows.rows))),
    insert_id: byScore(scalars.map((profile) => insertCandidate(profile, rows.rows))),
  };
}

/** Whether a path names one value of a row: not any item of a list, and no text of which only some hold JSON. */
export function isReachable({ path }: Pick<PathProfile, "path">): boolean {
  return !path.includes("item");
}

/** How many values are there that say something: no nulls, no empty texts. */
export function usable({ count, kinds, empty }: PathProfile): number {
  return count - (kinds.null ?? 0) - empty;
}

function isScalar(profile: PathProfile): boolean {
  const { kinds, empty } = profile;
  const scalars = (kinds.string ?? 0) - empty + (kinds.number ?? 0);
  return scalars >= 0.98 * usable(profile);
}

/** The bare names of a path: that of its last key, and of its last two. */
export function namesOf(path: readonly PathStep[]): readonly string[] {
  const keys = path.flatMap((step) => (typeof step === "object" ? [bareName(step.key)] : []));
  const [last = "", before] = [keys.at(-1), keys.at(-2)];
  return before === undefined ? [last] : [before + last, last];
}

const BEST_NAME = 100;
const LAST_NAME = 50;
const PART_OF_NAME = 20;
/** Each level that a path is deeper. */
const PER_LEVEL = 4;
const PER_SHARE = 60;

/** How well the path's name fits; 0 where it does not. */
export function nameScore(path: readonly PathStep[], names: readonly string[]): number {
  const own = namesOf(path);
  const at = names.findIndex((name) => own.includes(name));
  const depth = PER_LEVEL * (path.length - 1);
  if (at >= 0) return Math.max(1, BEST_NAME - ((BEST_NAME - LAST_NAME) * at) / names.length - depth);
  const [last = ""] = own.slice(-1);
  return names.some((name) => name.length > 4 && last.endsWith(name)) ? Math.max(1, PART_OF_NAME - depth) : 0;
}

function idCandidate(profile: PathProfile, key: "user_id" | "device_id", rows: number): Candidate | undefined {
  const name = nameScore(profile.path, KEY_NAMES[key]);
  const isFraction = (profile.kinds.number ?? 0) > profile.integers;
  if (name === 0 || isFraction || looksLikeTime(profile)) return undefined;
  const share = usable(profile) / rows;
  return { profile, share, score: name + PER_SHARE * share };
}

/** More kinds of events than these are not kinds. */
const MOST_TYPES = 2_000;
const FEW_ROWS = 20;
/** A kind of event that some rows lack is completed by another; its name says more than how many have it. */
const PER_SHARE_OF_TYPES = 30;

function typeCandidate(profile: PathProfile, rows: number): Candidate | undefined {
  const name = nameScore(profile.path, KEY_NAMES.event_type);
  const texts = (profile.kinds.string ?? 0) - profile.empty;
  const values = usable(profile);
  const repeats = profile.distinct <= Math.min(MOST_TYPES, values / 2) || values <= FEW_ROWS;
  if (name <= PART_OF_NAME || texts < 0.98 * values || !repeats) return undefined;
  if (profile.texts.number > 0 || profile.texts.uuid > 0 || looksLikeTime(profile)) return undefined;
  const share = values / rows;
  return { profile, share, score: name + PER_SHARE_OF_TYPES * share };
}

function looksLikeTime(profile: PathProfile): boolean {
  return profile.times.some(
    ({ reading, read }) => reading.name !== "year" && read > 0.9 * usable(profile) && isTextual(reading),
  );
}

const isTextual = (reading: TimeReading): boolean => !/epoch|year|month/.test(reading.name);

/** A longer text is no id that somebody chose for an event. */
const LONGEST_ID = 200;

function insertCandidate(profile: PathProfile, rows: number): Candidate | undefined {
  const values = usable(profile);
  const isUnique = profile.distinct >= 0.97 * values && values > 1;
  const isUuid = profile.texts.uuid === values;
  const name = nameScore(profile.path, KEY_NAMES.insert_id);
  if (!isUnique || values < 0.9 * rows || profile.longest > LONGEST_ID || profile.path.length > 2) return undefined;
  if ((profile.kinds.number ?? 0) > profile.integers || looksLikeTime(profile)) return undefined;
  if (name <= PART_OF_NAME && !(isUuid && name + (profile.path.length === 1 ? 1 : 0) > 0)) return undefined;
  return { profile, share: values / rows, score: name + PER_SHARE * (values / rows) + (isUuid ? PART_OF_NAME : 0) };
}

const TIME_SUFFIX = /(?:time|timestamp|tstamp|date|datum|zeit|day|year|month|jahr|monat|fecha)s?$/;
const RAW_SUFFIX = /(?:_at|_on|_ts|At|On|Ts)$/;

/** A name that ends as times do, of those that are not in the list. */
const SUFFIX_SCORE = 40;
const OTHER_TIME_LESS = 45;
const GUESS_LESS = 40;

function timeCandidate(profile: PathProfile, rows: number): TimeCandidate | undefined {
  const values = usable(profile);
  const [best, ...others] = profile.times;
  if (best === undefined || best.read < 0.5 * values) return undefined;
  const [first, ...further] = preferred(profile);
  if (first === undefined) return undefined;
  const name = timeNameScore(profile.path);
  const isClear = isTextual(first.reading);
  if (name <= 0 && !isClear) return undefined;
  const readings = [first];
  for (const other of further) {
    const read = readings.reduce((sum, one) => sum + one.read, 0);
    // Those that read the same values are rivals; others complete each other.
    if (read + other.read <= values) readings.push(other);
  }
  const rival = others.find((one) => isRival(one, first));
  const share = Math.min(1, readings.reduce((sum, one) => sum + one.read, 0) / rows);
  const guess = first.reading.isGuess === true ? GUESS_LESS : 0;
  return {
    profile,
    share,
    score: name + PER_SHARE * share - guess,
    readings: readings.map(({ reading }) => reading),
    ...(rival === undefined ? {} : { rival: rival.reading }),
  };
}

type Read = PathProfile["times"][number];

/** By how many values they read; a pattern of two that read all is the one that is usual where dates are written so. */
function preferred({ times }: PathProfile): readonly Read[] {
  return times.toSorted(
    (a, b) => b.read - a.read || Number(a.reading.isGuess ?? false) - Number(b.reading.isGuess ?? false),
  );
}

function isRival(one: Read, first: Read): boolean {
  return (
    one.reading !== first.reading &&
    one.read === first.read &&
    (one.earliest !== first.earliest || one.latest !== first.latest)
  );
}

function timeNameScore(path: readonly PathStep[]): number {
  const own = namesOf(path);
  const last = own.at(-1) ?? "";
  const key = path.at(-1);
  const listed = nameScore(path, TIME_NAMES);
  const hasSuffix = TIME_SUFFIX.test(last) || (typeof key === "object" && RAW_SUFFIX.test(key.key));
  const score = listed > PART_OF_NAME ? listed : hasSuffix ? SUFFIX_SCORE - PER_LEVEL * (path.length - 1) : 0;
  return listed <= PART_OF_NAME && OTHER_TIME.test(last) ? score - OTHER_TIME_LESS : score;
}
