// The names of time zones that a letter of the pattern knows, as a table that a program carries along.
import type { ZoneTableName } from "./letters.ts";
import type { ZoneTable } from "./program.ts";
import { fullZoneNames, shortZoneNames, zoneIds } from "./zone-names.gen.ts";

/** All zone ids; for zone names also the short or the full ones, each standing for one zone, as in Java. */
export function zoneTable(name: ZoneTableName): ZoneTable {
  const ids: Record<string, string> = {};
  for (const id of zoneIds.join(" ").split(" ")) ids[id] = "";
  const named = name === "ids" ? [] : name === "short" ? shortZoneNames : fullZoneNames;
  for (const [id, names] of named) {
    for (const zoneName of names.split("|")) ids[zoneName] = id;
  }
  return { longest: Object.keys(ids).reduce((longest, key) => Math.max(longest, key.length), 0), ids };
}
