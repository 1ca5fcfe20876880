// Every rule that an event is held to: its stable code, what it says, what happens where it is broken, and where it comes from.
import type { Mark } from "@heddle/compiler/language";

/**
 * - `cut`: the value is shortened
 * - `turned`: the value becomes another
 * - `removed`: the key, or a piece of its value, is left out
 * - `added`: a default is put where the event has nothing
 * - `rejected`: the row is set aside
 */
export type RuleEffect = "cut" | "turned" | "removed" | "added" | "rejected";

export interface Rule {
  readonly effect: RuleEffect;
  /** The rule and what happens, in one sentence without its end. */
  readonly summary: string;
  readonly mark: Mark;
  /** False where nothing is broken and so nothing counted. */
  readonly counted: boolean;
}

const rule = (effect: RuleEffect, mark: Mark, summary: string): Rule => ({ effect, summary, mark, counted: true });
const silent = (effect: RuleEffect, mark: Mark, summary: string): Rule => ({ effect, summary, mark, counted: false });

/** All rules in the order in which an event meets them. Codes are never used for something else. */
export const RULES = {
  "event/null": silent("removed", "D", "a null at the top of an event is the same as the key left out"),
  "event/unknown-key": rule(
    "removed",
    "R",
    "Amplitude ignores keys it does not know; properties belong in event_properties or user_properties",
  ),
  "event/wrong-kind": rule("removed", "D", "the value is of a kind that the key cannot have"),
  "event/empty": rule("removed", "D", "an empty text in a key that is no free text is the same as the key left out"),
  "event/string-cut": rule("cut", "D", "a string longer than the limit is cut"),
  "event/number-as-text": rule("turned", "D", "a number in a text key becomes its text"),
  "event/refused-id": rule("removed", "R", "the id is a placeholder that Amplitude refuses"),
  "event/id-too-short": rule("removed", "R", "the id is shorter than the shortest allowed"),
  "event/text-as-number": rule("turned", "R", "a numeric text in a number key becomes its number"),
  "event/not-a-number": rule("removed", "D", "the text in a number key is no number"),
  "event/fraction-cut": rule("turned", "D", "a fraction in an integer key is cut towards zero"),
  "event/bad-time": rule("rejected", "R", "time must be milliseconds since the epoch"),
  "event/text-as-boolean": rule("turned", "D", "the text true or false in a boolean key becomes the boolean"),
  "event/bad-mutation": rule(
    "removed",
    "D",
    "outside Mirror Sync a mutation_type that is none of INSERT, UPDATE, DELETE is left out",
  ),
  "event/currency-case": rule("turned", "D", "a currency in lower case is put in upper case"),
  "event/bad-currency": rule("removed", "R", "a currency is 3 upper-case letters (ISO 4217)"),
  "event/too-deep": rule("removed", "R", "what lies deeper than the deepest allowed layer is left out"),
  "event/mixed-operations": rule("turned", "D", "plain properties beside operations are moved into $set"),
  "event/bad-operation": rule("removed", "D", "the operation is not one of this key's, or does not hold an object"),
  "event/too-many-group-types": rule("removed", "R", "group types beyond the allowed number are left out"),
  "event/too-many-group-values": rule("removed", "R", "group values beyond the allowed number are left out"),
  "event/revenue-mismatch": rule("turned", "R", "revenue becomes price x quantity, exactly, where all three are there"),
  "event/revenue-keys-alone": rule("removed", "R", "productId and revenueType need price or revenue beside them"),
  "event/no-event-type": rule("rejected", "R", "the event has no event_type"),
  "event/reserved-name": rule("rejected", "R", "the event_type is reserved for events that Amplitude makes itself"),
  "event/no-id": rule("rejected", "R", "the event has neither a user_id nor a device_id that is accepted"),
  "event/identify-without-properties": rule("rejected", "D", "$identify needs a user_properties object"),
  "event/groupidentify-without-groups": rule(
    "rejected",
    "D",
    "$groupidentify needs the objects groups and group_properties",
  ),
  "mirror/no-user-id": rule("rejected", "R", "Mirror Sync needs a user_id"),
  "mirror/bad-mutation": rule("rejected", "R", "mutation_type must be exactly INSERT, UPDATE or DELETE"),
  "user/no-properties": rule("rejected", "R", "an update of user properties needs a user_properties object"),
  "group/no-groups": rule("rejected", "R", "an update of group properties needs a groups object"),
  "group/no-properties": rule("rejected", "R", "an update of group properties needs a group_properties object"),
  "profile/no-user-id": rule("rejected", "R", "a profile needs a user_id of at least the shortest allowed length"),
  "profile/no-mutation": rule("rejected", "R", "a profile needs a mutation_type of exactly INSERT, UPDATE or DELETE"),
  "default/skip-sync": silent(
    "added",
    "R",
    "$skip_user_properties_sync is true for cloud imports unless the converter says otherwise",
  ),
  "default/insert-id": silent("added", "D", "an appended row without insert_id gets one made of bucket, key and row"),
  "default/mutation-type": silent("added", "R", "Mirror Sync without mutation_type is an UPDATE"),
  "default/event-type": silent(
    "added",
    "D",
    "an update of user or group properties is a $identify or $groupidentify, whatever the converter yields",
  ),
} as const satisfies Record<string, Rule>;

export type RuleCode = keyof typeof RULES;
