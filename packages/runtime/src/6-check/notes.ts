// What the rules find in one event: the changes they made, and the reason to reject it.
import type { EventChange } from "@heddle/compiler";
import { RULES, type RuleCode } from "../codes/rules.ts";

export interface RuleChange extends EventChange {
  readonly rule: RuleCode;
}

/** A reason to reject an event. */
export interface Rejection {
  readonly rule: RuleCode;
  readonly message: string;
}

/** Filled while one event is checked; both stay undefined as long as nothing is found. */
export interface Notes {
  changes: RuleChange[] | undefined;
  /** The first is the one that counts. */
  rejections: [Rejection, ...Rejection[]] | undefined;
}

export function note(notes: Notes, rule: RuleCode, key: string, message: string = RULES[rule].meaning): void {
  const change = { rule, key, message };
  if (notes.changes === undefined) notes.changes = [change];
  else notes.changes.push(change);
}

/** Notes why the event is rejected. `detail` says what it was in this event. */
export function reject(notes: Notes, rule: RuleCode, detail?: string): void {
  addRejection(notes, rejection(rule, detail));
}

export function rejection(rule: RuleCode, detail?: string): Rejection {
  const { meaning } = RULES[rule];
  return { rule, message: detail === undefined ? meaning : `${meaning}; ${detail}` };
}

export function addRejection(notes: Notes, added: Rejection): void {
  if (notes.rejections === undefined) notes.rejections = [added];
  else notes.rejections.push(added);
}

const SHOWN = 60;

/** A value as a message shows it: JSON, on one line, not long. */
export function shown(value: unknown): string {
  if (typeof value === "string")
    return value.length <= SHOWN ? JSON.stringify(value) : `${JSON.stringify(value.slice(0, SHOWN))}...`;
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return String(value);
}
