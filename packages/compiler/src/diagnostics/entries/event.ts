// The diagnostics of the event that a converter yields.
import { type CatalogEntry, withEvent, withFunction, withMembers } from "./entry.ts";

export const EVENT = {
  "event-not-a-dict": {
    severity: "warning",
    title: "The converter does not yield a dict",
    explanation:
      "An event is a dict. A row for which the converter yields anything else, or nothing, is dropped and counted.",
    example: withFunction('["concat", "type", "user"]'),
    mended: withFunction('{ "event_type": "type", "user_id": "user" }'),
  },
  "event-unknown-key": {
    severity: "warning",
    title: "A key that Amplitude ignores",
    explanation:
      "Amplitude reads a fixed list of keys at the top of an event and ignores any other. Properties of your own belong in event_properties or user_properties. Everything beside the known keys of a profile is a property of it, and no finding.",
    example: withMembers('"shoe_size": "size"'),
    mended: withMembers('"event_properties": { "shoe_size": "size" }'),
  },
  "event-missing-key": {
    severity: "warning",
    title: "A required event key is not mapped",
    explanation:
      "An event needs an event_type, and a user_id or device_id; with a mutation_type it needs the user_id. Without event_type and without keys that only events have, " +
      "a mutation_type makes the rows profiles (they need a user_id), groups with group_properties make them group properties, and user_properties user properties (they need an id).",
    example: withEvent('"event_type": "type"', '"time": ["iso_time_to_ms", "at"]'),
    mended: withEvent('"event_type": "type"', '"user_id": "user"', '"time": ["iso_time_to_ms", "at"]'),
  },
  "event-wrong-kind": {
    severity: "warning",
    title: "An event key is mapped from a kind it cannot have",
    explanation:
      "Each event key takes one kind of value. Numbers are turned into text for text keys, and numeric text into numbers; what can never fit is left out of the event, or the event is refused. " +
      "time in particular is milliseconds since the epoch: any other format is refused.",
    example: withMembers('"time": ["value", "2024-01-31T12:00:00Z"]'),
    mended: withMembers('"time": ["iso_time_to_ms", ["value", "2024-01-31T12:00:00Z"]]'),
  },
  "event-bad-value": {
    severity: "warning",
    title: "A constant that Amplitude refuses or cuts",
    explanation:
      "A constant of the converter breaks a rule of its key: a placeholder or too short text as an id, a mutation_type other than INSERT, UPDATE and DELETE, a currency that is not 3 upper-case letters, " +
      "an event type that Amplitude keeps to itself, text over 1024 characters, more than 5 group types.",
    example: withMembers('"mutation_type": ["value", "insert"]'),
    mended: withMembers('"mutation_type": ["value", "INSERT"]'),
  },
  "event-identify": {
    severity: "warning",
    title: "A property update without its properties",
    explanation:
      "An event of the type $identify updates user properties and needs user_properties; one of the type $groupidentify needs groups and group_properties.",
    example: withEvent('"event_type": ["value", "$identify"]', '"user_id": "user"'),
    mended: withEvent(
      '"event_type": ["value", "$identify"]',
      '"user_id": "user"',
      '"user_properties": { "$set": { "plan": "plan" } }',
    ),
  },
  "event-mixed-operations": {
    severity: "warning",
    title: "Property operations mixed with plain properties",
    explanation:
      "user_properties and group_properties hold either plain properties or operations such as $set and $add. Mixed in one object, they are refused.",
    example: withMembers('"user_properties": { "$add": { "visits": ["int", 1] }, "plan": "plan" }').replace(
      '["int", 1]',
      '["value", 1]',
    ),
    mended: withMembers('"user_properties": { "$add": { "visits": ["value", 1] }, "$set": { "plan": "plan" } }'),
  },
  "event-misplaced-update": {
    severity: "warning",
    title: "A property update that this event does not make",
    explanation:
      "Operations such as $set work on $identify events, and group_properties on $groupidentify events; on any other event Amplitude takes an operation for a plain property, and ignores group_properties.",
    example: withEvent(
      '"event_type": ["value", "Signup"]',
      '"user_id": "user"',
      '"user_properties": { "$set": { "plan": "plan" } }',
    ),
    mended: withEvent(
      '"event_type": ["value", "Signup"]',
      '"user_id": "user"',
      '"user_properties": { "plan": "plan" }',
    ),
  },
  "event-unknown-operation": {
    severity: "warning",
    title: "A property operation that does not exist there",
    explanation:
      "user_properties know $set, $setOnce, $add, $append, $prepend, $unset, $preInsert, $postInsert and $remove; group_properties only the first six.",
    example: withMembers('"user_properties": { "$setonce": { "first_plan": "plan" } }'),
    mended: withMembers('"user_properties": { "$setOnce": { "first_plan": "plan" } }'),
  },
} as const satisfies Record<string, CatalogEntry>;
