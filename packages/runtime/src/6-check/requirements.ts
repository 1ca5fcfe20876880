// What a data type needs of an event, and the defaults that its events get.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Dict } from "@heddle/compiler";
import {
  type DataTypeName,
  GROUP_IDENTIFY,
  IDENTIFY,
  RESERVED_EVENT_TYPES,
  type StrategyName,
} from "@heddle/compiler/language";
import { type RuleCode, RULES } from "../codes/rules.ts";
import { addRejection, type Notes, reject, type Rejection, rejection, type RuleChange, shown } from "./notes.ts";

/** The place of a row. */
export interface CheckPlace {
  readonly bucket: string;
  readonly key: string;
  /** From 0, in the file's order. */
  readonly row: number;
}

/** What every event of a data type and strategy has. */
export interface Requirement {
  /** One of these keys. */
  readonly oneOf: readonly string[];
  readonly rule: RuleCode;
  /** Whether the rejection says why ids that were there are not any more. */
  readonly tellsIds?: true;
}

const TYPE: Requirement = { oneOf: ["event_type"], rule: "event/no-event-type" };
const ID: Requirement = { oneOf: ["user_id", "device_id"], rule: "event/no-id", tellsIds: true };

const REQUIRED: { readonly [Name in DataTypeName]: readonly Requirement[] } = {
  event: [TYPE, ID],
  user_properties: [ID, { oneOf: ["user_properties"], rule: "user/no-properties" }],
  group_properties: [
    { oneOf: ["groups"], rule: "group/no-groups" },
    { oneOf: ["group_properties"], rule: "group/no-properties" },
  ],
  profiles: [
    { oneOf: ["user_id"], rule: "profile/no-user-id", tellsIds: true },
    { oneOf: ["mutation_type"], rule: "profile/no-mutation" },
  ],
};

const MIRRORED_ID: Requirement = { oneOf: ["user_id"], rule: "mirror/no-user-id", tellsIds: true };

/** In the order in which they are looked at. */
export function requirementsOf(dataType: DataTypeName, strategy: StrategyName): readonly Requirement[] {
  const required = REQUIRED[dataType];
  return dataType === "event" && strategy === "mirror_sync" ? [MIRRORED_ID, ...required] : required;
}

/** Notes what an event, whose keys are checked already, lacks. */
export function requireKeys(event: Dict, requirements: readonly Requirement[], notes: Notes): void {
  for (const requirement of requirements) {
    if (!requirement.oneOf.some((key) => isThere(event, key)))
      addRejection(notes, rejectionOf(requirement, notes.changes));
    else if (requirement === TYPE) requireOpenName(event, notes);
  }
  if (requirements.includes(TYPE)) requireUpdate(event, notes);
}

function isThere(event: Dict, key: string): boolean {
  return event[key] !== undefined && (key !== "event_type" || event[key] !== "");
}

function requireOpenName({ event_type: type }: Dict, notes: Notes): void {
  if (RESERVED_EVENT_TYPES.has(type as string)) reject(notes, "event/reserved-name", `this one is ${shown(type)}`);
}

/** What events have that change properties. */
function requireUpdate(event: Dict, notes: Notes): void {
  const type = event["event_type"];
  if (type === IDENTIFY && event["user_properties"] === undefined) reject(notes, "event/identify-without-properties");
  if (type === GROUP_IDENTIFY && (event["groups"] === undefined || event["group_properties"] === undefined)) {
    reject(notes, "event/groupidentify-without-groups");
  }
}

/** Why an event with these changes is rejected that lacks what is required; it may have had ids that were removed. */
export function rejectionOf({ rule, tellsIds }: Requirement, changes: readonly RuleChange[] | undefined): Rejection {
  const removed = tellsIds === true ? (changes ?? []).filter(isRemovedId) : [];
  if (removed.length === 0) return rejection(rule);
  return rejection(rule, removed.map(({ key, message }) => `${key}: ${message}`).join("; "));
}

function isRemovedId({ key, rule }: RuleChange): boolean {
  return (key === "user_id" || key === "device_id") && RULES[rule].effect === "removed";
}

const MAX_INSERT_ID = 1024;

/** The `insert_id` of a row's place: the same whenever the same file is read (D). A place too long for an id is hashed (D). */
export function insertIdOf({ bucket, key, row }: CheckPlace): string {
  const id = `${bucket}/${key}:${row}`;
  if (id.length <= MAX_INSERT_ID) return id;
  return `${bytesToHex(sha256(utf8ToBytes(`${bucket}/${key}`)))}:${row}`;
}
