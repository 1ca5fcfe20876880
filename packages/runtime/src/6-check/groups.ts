// The value of `groups`: group types with their values, as many as an event may have.
import { type Dict, isDict, type Result, setKey, type Value } from "@heddle/compiler";
import type { CheckLimits } from "./limits.ts";
import { note, type Notes } from "./notes.ts";
import { checkText } from "./text.ts";

/**
 * The first group types and, over all of them, the first values, up to the limits (R; which of them stay D).
 * A value is a text or a list of texts; a number becomes its text, null and the empty text are no value (D).
 */
export function checkGroups(value: Value, key: string, limits: CheckLimits, notes: Notes): Result {
  if (!isDict(value)) {
    note(notes, "event/wrong-kind", key);
    return undefined;
  }
  const out: Dict = {};
  let types = 0;
  let room = limits.maxGroupValues;
  let same = true;
  for (const type of Object.keys(value)) {
    const group = value[type] as Value;
    if (types === limits.maxGroupTypes) {
      note(notes, "event/too-many-group-types", key);
      same = false;
      continue;
    }
    const list = Array.isArray(group) ? group : [group];
    const texts = groupTexts(list, key, limits, notes);
    const kept = texts.slice(0, Math.max(0, room));
    for (let extra = kept.length; extra < texts.length; extra += 1) note(notes, "event/too-many-group-values", key);
    same &&= kept.length === list.length && kept.every((text, i) => text === list[i]);
    if (kept.length === 0) continue;
    types += 1;
    room -= kept.length;
    setKey(out, type, Array.isArray(group) ? kept : (kept[0] as Value));
  }
  return same ? value : out;
}

/** Whether {@link checkGroups} leaves the value as it is; where that takes longer to see, it says no. */
export function isPlainGroups(value: Value, limits: CheckLimits): boolean {
  if (!isDict(value)) return false;
  let types = 0;
  let values = 0;
  for (const type in value) {
    const group = value[type];
    types += 1;
    if (Array.isArray(group)) {
      if (group.length === 0 || !group.every((text) => isPlainText(text, limits))) return false;
      values += group.length;
    } else {
      if (!isPlainText(group, limits)) return false;
      values += 1;
    }
  }
  return types <= limits.maxGroupTypes && values <= limits.maxGroupValues;
}

function isPlainText(value: Result, limits: CheckLimits): boolean {
  return typeof value === "string" && value !== "" && value.length <= limits.maxStringLength;
}

function groupTexts(list: readonly Value[], key: string, limits: CheckLimits, notes: Notes): Value[] {
  const texts: Value[] = [];
  for (const item of list) {
    if (item === null) continue;
    if (item === "") {
      note(notes, "event/empty", key);
      continue;
    }
    const text = checkText(item, key, limits, notes);
    if (text !== undefined) texts.push(text);
  }
  return texts;
}
