// The diagnostics of the event that a converter yields.
import { type CatalogEntry, withEvent, withFunction, withMembers } from "./entry.ts";

export const EVENT = {
  "event-not-a-dict": {
    severity: "warning",
    title: "The converter doesn't yield a dict",
    explanation:
      "An event must be a dict. A row for which the converter yields anything else, or nothing, is dropped and counted.",
    example: withFunction('["concat", "type", "user"]'),
    corrected: withFunction('{ "event_type": "type", "user_id": "user" }'),
  },
  "event-unknown-key": {
    severity: "warning",
    title: "An event key that Amplitude ignores",
    explanation:
      "Amplitude reads a fixed list of keys at the top of an event and ignores all others. Put properties of your own in `event_properties` or `user_properties`. In profiles, other keys are properties and are not reported.",
    example: withMembers('"shoe_size": "size"'),
    corrected: withMembers('"event_properties": { "shoe_size": "size" }'),
  },
  "event-missing-key": {
    severity: "warning",
    title: "A required event key is not mapped",
    explanation:
      "An event needs an `event_type`, and a `user_id` or `device_id`; with a `mutation_type` it needs the `user_id`. A converter without an `event_type` is taken for profiles if it maps `mutation_type`, for group properties if it maps `groups` and `group_properties`, and for user properties if it maps `user_properties`; these have needs of their own.",
    example: withEvent('"event_type": "type"', '"time": ["iso_time_to_ms", "at"]'),
    corrected: withEvent('"event_type": "type"', '"user_id": "user"', '"time": ["iso_time_to_ms", "at"]'),
  },
  "event-wrong-kind": {
    severity: "warning",
    title: "An event key mapped from a kind that it can't have",
    explanation:
      "Each event key takes one kind of value. Numbers become text and numeric text becomes numbers where needed; what never fits is removed, or the event is rejected. `time` must be milliseconds since the epoch.",
    example: withMembers('"time": ["value", "2024-01-31T12:00:00Z"]'),
    corrected: withMembers('"time": ["iso_time_to_ms", ["value", "2024-01-31T12:00:00Z"]]'),
  },
  "event-bad-value": {
    severity: "warning",
    title: "A constant that Amplitude rejects or truncates",
    explanation:
      "A constant breaks a rule of its key: an id that is a placeholder or too short, an unknown `mutation_type` or `currency`, a reserved event type, text over 1024 characters, or more than 5 group types.",
    example: withMembers('"mutation_type": ["value", "insert"]'),
    corrected: withMembers('"mutation_type": ["value", "INSERT"]'),
  },
  "event-identify": {
    severity: "warning",
    title: "A property update without properties",
    explanation:
      "An event of type `$identify` updates user properties and needs `user_properties`; one of type `$groupidentify` needs `groups` and `group_properties`.",
    example: withEvent('"event_type": ["value", "$identify"]', '"user_id": "user"'),
    corrected: withEvent(
      '"event_type": ["value", "$identify"]',
      '"user_id": "user"',
      '"user_properties": { "$set": { "plan": "plan" } }',
    ),
  },
  "event-mixed-operations": {
    severity: "warning",
    title: "Property operations mixed with plain properties",
    explanation:
      "`user_properties` and `group_properties` contain either plain properties or operations such as `$set` and `$add`. An object with both is rejected.",
    example: withMembers('"user_properties": { "$add": { "visits": ["int", 1] }, "plan": "plan" }').replace(
      '["int", 1]',
      '["value", 1]',
    ),
    corrected: withMembers('"user_properties": { "$add": { "visits": ["value", 1] }, "$set": { "plan": "plan" } }'),
  },
  "event-misplaced-update": {
    severity: "warning",
    title: "A property update without effect on this event",
    explanation:
      "Operations such as `$set` work on `$identify` events, and `group_properties` on `$groupidentify` events. On other events Amplitude treats an operation as a plain property and ignores `group_properties`.",
    example: withEvent(
      '"event_type": ["value", "Signup"]',
      '"user_id": "user"',
      '"user_properties": { "$set": { "plan": "plan" } }',
    ),
    corrected: withEvent(
      '"event_type": ["value", "Signup"]',
      '"user_id": "user"',
      '"user_properties": { "plan": "plan" }',
    ),
  },
  "event-unknown-operation": {
    severity: "warning",
    title: "An unknown property operation",
    explanation:
      "`user_properties` takes `$set`, `$setOnce`, `$add`, `$append`, `$prepend`, `$unset`, `$preInsert`, `$postInsert` and `$remove`; `group_properties` takes only the first six.",
    example: withMembers('"user_properties": { "$setonce": { "first_plan": "plan" } }'),
    corrected: withMembers('"user_properties": { "$setOnce": { "first_plan": "plan" } }'),
  },
  "event-time-lost": {
    severity: "warning",
    title: "Sample rows whose time can't be read",
    explanation:
      "The converter maps `time`, and for some rows of the sample an operator can't read the value that is there. Amplitude would stamp these events with the time of their upload, so that a backfill lands on today.",
    example: withMembers('"time": ["parse_time_to_ms", "yyyy-MM-dd HH:mm", "at"]'),
    corrected: withMembers('"time": ["parse_time_to_ms", "M/d/yyyy HH:mm", "at"]'),
    sample: '{"type": "Play", "user": "ada-1", "at": "1/31/2024 17:05"}\n',
  },
  "event-time-missing": {
    severity: "warning",
    title: "Sample rows without a time",
    explanation:
      "The converter maps `time`, and some rows of the sample have no value for it: the key is missing, null or empty. Amplitude would stamp these events with the time of their upload.",
    example: withMembers('"time": ["iso_time_to_ms", "at"]'),
    corrected: withMembers('"time": ["any", ["iso_time_to_ms", "at"], ["iso_time_to_ms", "day"]]'),
    sample:
      '{"type": "Play", "user": "ada-1", "at": "2024-01-31T17:05:00Z"}\n{"type": "Play", "user": "ada-1", "day": "2024-01-31"}\n',
  },
  "event-time-early": {
    severity: "warning",
    title: "Sample rows with a time before 2000",
    explanation:
      "`time` is in milliseconds since the epoch. A time before 2000 is most likely in seconds, which Amplitude would read as January 1970.",
    example: withMembers('"time": "at"'),
    corrected: withMembers('"time": ["multiply", "at", ["int", 1000]]'),
    sample: '{"type": "Play", "user": "ada-1", "at": 1706720700}\n',
  },
} as const satisfies Record<string, CatalogEntry>;
