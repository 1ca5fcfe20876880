// A time on the wall of a region to the instant it names, from the time zone data that the host's Intl carries.

/** What shows the offset of a region, kept in `formats` if there are any; `undefined` if the host does not know the region. */
function regionFormat(
  id: string,
  formats: Map<string, Intl.DateTimeFormat> | undefined,
): Intl.DateTimeFormat | undefined {
  const known = formats?.get(id);
  if (known !== undefined) return known;
  try {
    const made = new Intl.DateTimeFormat("en-US", { timeZone: id, timeZoneName: "longOffset", year: "numeric" });
    formats?.set(id, made);
    return made;
  } catch {
    return undefined;
  }
}

/** The offset at an instant, in milliseconds east of UTC. */
function regionOffset(format: Intl.DateTimeFormat, ms: number): number {
  const text = format.format(Math.max(-8.64e15, Math.min(8.64e15, ms)));
  const at = text.lastIndexOf("GMT") + 3;
  if (at === text.length) return 0;
  const hours = Number(text.slice(at + 1, at + 3));
  const minutes = Number(text.slice(at + 4, at + 6));
  const seconds = Number(text.slice(at + 7, at + 9));
  const offset = hours * 3600000 + minutes * 60000 + seconds * 1000;
  return text.charCodeAt(at) === 43 ? offset : -offset;
}

/**
 * The instant, in milliseconds, of a wall-clock time (milliseconds as if it were UTC) in a region. As `ZonedDateTime`
 * decides: what daylight saving skips moves on by the length of the gap, and of what comes twice the first is meant.
 */
export function regionTimeToMs(
  wall: number,
  id: string,
  formats: Map<string, Intl.DateTimeFormat> | undefined,
): number | undefined {
  const format = regionFormat(id, formats);
  if (format === undefined) return undefined;
  // Offsets lie within 18 hours, so these are the offsets before and after any change that could matter.
  const before = regionOffset(format, wall - 86400000);
  const after = regionOffset(format, wall + 86400000);
  const early = wall - before;
  if (before === after || regionOffset(format, early) === before) return early;
  const late = wall - after;
  return regionOffset(format, late) === after ? late : early;
}
