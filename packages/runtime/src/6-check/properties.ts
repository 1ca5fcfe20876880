// Values of object keys: no string too long, nothing too deep, operations and plain properties apart.
import { type Dict, isDict, isHuge, type Result, setKey, type Value } from "@heddle/compiler";
import { operationsOf, PROPERTY_OPERATIONS, USER_OPERATIONS } from "@heddle/compiler/language";
import type { CheckLimits } from "./limits.ts";
import { note, type Notes } from "./notes.ts";
import { cutText } from "./text.ts";

/** An object whose strings and layers keep the limits; another kind is left out. */
export function checkObject(value: Value, key: string, limits: CheckLimits, notes: Notes): Result {
  if (isDict(value)) return limitValue(value, 1, key, limits, notes);
  note(notes, "event/wrong-kind", key);
  return undefined;
}

/** As {@link checkObject}, for `user_properties` and `group_properties`. */
export function checkProperties(value: Value, key: string, limits: CheckLimits, notes: Notes): Result {
  const object = checkObject(value, key, limits, notes);
  return isDict(object) ? separateOperations(object, key, notes) : undefined;
}

/**
 * The value within the limits: itself where it keeps them, else a copy of the parts that change.
 * `layer` counts from 1 at the event key's own object.
 */
export function limitValue(value: Value, layer: number, key: string, limits: CheckLimits, notes: Notes): Result {
  if (typeof value === "string") {
    if (value.length <= limits.maxStringLength) return value;
    note(notes, "event/string-cut", key);
    return cutText(value, limits.maxStringLength);
  }
  if (typeof value !== "object" || value === null || isHuge(value)) return value;
  if (layer > limits.maxDepth) {
    note(notes, "event/too-deep", key);
    return undefined;
  }
  return Array.isArray(value)
    ? limitList(value, layer, key, limits, notes)
    : limitDict(value, layer, key, limits, notes);
}

/** Whether {@link limitValue} leaves the value as it is. */
export function keepsLimits(value: Result, layer: number, limits: CheckLimits): boolean {
  if (typeof value === "string") return value.length <= limits.maxStringLength;
  if (typeof value !== "object" || value === null) return true;
  if (layer > limits.maxDepth) return false;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) if (!keepsLimits(value[i], layer + 1, limits)) return false;
    return true;
  }
  for (const name in value) if (!keepsLimits((value as Dict)[name], layer + 1, limits)) return false;
  return true;
}

/** Whether {@link checkObject} leaves the value as it is. */
export function isPlainObject(value: Value, limits: CheckLimits): boolean {
  return isDict(value) && keepsLimits(value, 1, limits);
}

/** Whether {@link checkProperties} leaves the value as it is. */
export function isPlainProperties(value: Value, key: string, limits: CheckLimits): boolean {
  if (!isDict(value) || !keepsLimits(value, 1, limits)) return false;
  let operations = 0;
  let others = 0;
  for (const name in value) {
    if (name.charCodeAt(0) !== DOLLAR) others += 1;
    else if (operationsOf(key).includes(name) && isDict(value[name])) operations += 1;
    else return false;
  }
  return operations === 0 || others === 0;
}

function limitList(list: Value[], layer: number, key: string, limits: CheckLimits, notes: Notes): Value[] {
  let copy: Value[] | undefined;
  for (let i = 0; i < list.length; i += 1) {
    const item = list[i] as Value;
    const kept = limitValue(item, layer + 1, key, limits, notes);
    if (kept !== item) copy ??= list.slice(0, i);
    if (copy !== undefined && kept !== undefined) copy.push(kept);
  }
  return copy ?? list;
}

function limitDict(dict: Dict, layer: number, key: string, limits: CheckLimits, notes: Notes): Dict {
  let copy: Dict | undefined;
  for (const name of Object.keys(dict)) {
    const item = dict[name] as Value;
    const kept = limitValue(item, layer + 1, key, limits, notes);
    if (kept !== item) copy ??= partBefore(dict, name);
    if (copy !== undefined && kept !== undefined) setKey(copy, name, kept);
  }
  return copy ?? dict;
}

/** A copy of the keys of a dict that come before `end`. */
function partBefore(dict: Dict, end: string): Dict {
  const part: Dict = {};
  for (const name of Object.keys(dict)) {
    if (name === end) break;
    setKey(part, name, dict[name] as Value);
  }
  return part;
}

const DOLLAR = 36;

/**
 * Where an object holds operations, its plain properties are moved into `$set`, whose own win; operations of another key, or
 * that hold no object, are left out (D). Other names with a dollar sign stay as they are (D).
 */
function separateOperations(dict: Dict, key: string, notes: Notes): Dict {
  const names = Object.keys(dict);
  if (!names.some((name) => name.charCodeAt(0) === DOLLAR && USER_OPERATIONS.includes(name))) return dict;
  const allowed = operationsOf(key);
  const out: Dict = {};
  const plain: Dict = {};
  let moved = false;
  for (const name of names) {
    const value = dict[name] as Value;
    if (PROPERTY_OPERATIONS.some((operation) => operation.name === name)) {
      if (allowed.includes(name) && isDict(value)) out[name] = value;
      else note(notes, "event/bad-operation", key);
    } else if (name.charCodeAt(0) === DOLLAR) {
      out[name] = value;
    } else {
      setKey(plain, name, value);
      moved = true;
    }
  }
  if (!moved) return out;
  note(notes, "event/mixed-operations", key);
  const set = out["$set"];
  if (isDict(set)) for (const name of Object.keys(set)) setKey(plain, name, set[name] as Value);
  out["$set"] = plain;
  return out;
}
