// From a rule that rejects rows to the event keys it speaks of.
import type { RULES, RuleCode } from "./rules.ts";

/** Rules whose breach rejects a row. */
type RejectingRule = {
  readonly [code in RuleCode]: (typeof RULES)[code]["effect"] extends "rejected" ? code : never;
}[RuleCode];

/** The key whose value broke the rule, or that is missing; of several, the one that the event has tells most. */
const KEYS: Readonly<Record<RejectingRule, readonly string[]>> = {
  "event/bad-time": ["time"],
  "event/no-event-type": ["event_type"],
  "event/reserved-name": ["event_type"],
  "event/no-id": ["user_id", "device_id"],
  "event/identify-without-properties": ["user_properties"],
  "event/groupidentify-without-groups": ["groups", "group_properties"],
  "mirror/no-user-id": ["user_id"],
  "mirror/bad-mutation": ["mutation_type"],
  "user/no-properties": ["user_properties"],
  "group/no-groups": ["groups"],
  "group/no-properties": ["group_properties"],
  "profile/no-user-id": ["user_id"],
  "profile/no-mutation": ["mutation_type"],
};

/** Empty for codes of other steps. */
export function keysOfRule(code: string): readonly string[] {
  return Object.hasOwn(KEYS, code) ? KEYS[code as RejectingRule] : [];
}
