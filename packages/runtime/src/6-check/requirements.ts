// What a data type needs of an event, and the defaults that its events get.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Dict } from "@heddle/compiler";
import { GROUP_IDENTIFY, IDENTIFY, RESERVED_EVENT_TYPES } from "@heddle/compiler/language";
import { reject, type Notes, shown } from "./notes.ts";

/** The place of a row. */
export interface CheckPlace {
  readonly bucket: string;
  readonly key: string;
  /** From 0, in the file's order. */
  readonly row: number;
}

export function requireEvent(event: Dict, notes: Notes): void {
  const type = event["event_type"];
  if (type === undefined || type === "") reject(notes, "event/no-event-type");
  else if (RESERVED_EVENT_TYPES.has(type as string)) reject(notes, "event/reserved-name", `this one is ${shown(type)}`);
  requireId(event, notes);
  if (type === IDENTIFY && event["user_properties"] === undefined) reject(notes, "event/identify-without-properties");
  if (type === GROUP_IDENTIFY && (event["groups"] === undefined || event["group_properties"] === undefined)) {
    reject(notes, "event/groupidentify-without-groups");
  }
}

export function requireMirrorEvent(event: Dict, notes: Notes): void {
  if (event["user_id"] === undefined) reject(notes, "mirror/no-user-id", removedIds(notes));
  requireEvent(event, notes);
}

export function requireUserProperties(event: Dict, notes: Notes): void {
  requireId(event, notes);
  if (event["user_properties"] === undefined) reject(notes, "user/no-properties");
}

export function requireGroupProperties(event: Dict, notes: Notes): void {
  if (event["groups"] === undefined) reject(notes, "group/no-groups");
  if (event["group_properties"] === undefined) reject(notes, "group/no-properties");
}

export function requireProfile(event: Dict, notes: Notes): void {
  if (event["user_id"] === undefined) reject(notes, "profile/no-user-id", removedIds(notes));
  if (event["mutation_type"] === undefined) reject(notes, "profile/no-mutation");
}

function requireId(event: Dict, notes: Notes): void {
  if (event["user_id"] === undefined && event["device_id"] === undefined)
    reject(notes, "event/no-id", removedIds(notes));
}

/** Says why the ids that were there are not any more. */
function removedIds(notes: Notes): string | undefined {
  const removed = notes.changes?.filter(
    ({ key, rule }) => (key === "user_id" || key === "device_id") && rule !== "event/number-as-text",
  );
  return removed === undefined || removed.length === 0
    ? undefined
    : removed.map(({ key, message }) => `${key}: ${message}`).join("; ");
}

const MAX_INSERT_ID = 1024;

/** The `insert_id` of a row's place: the same whenever the same file is read (D). A place too long for an id is hashed (D). */
export function insertIdOf({ bucket, key, row }: CheckPlace): string {
  const id = `${bucket}/${key}:${row}`;
  if (id.length <= MAX_INSERT_ID) return id;
  return `${bytesToHex(sha256(utf8ToBytes(`${bucket}/${key}`)))}:${row}`;
}
