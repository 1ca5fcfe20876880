// Failures of sinks, and what a destination refuses.
import type { FailureDefinition, RowDefinition } from "./define.ts";

export const SINK_CODES = {
  "sink/no-api-key": {
    scope: "job",
    retryable: false,
    meaning: "the sink has no API key for Amplitude",
    cause: "Neither the source file nor the environment has one.",
    fix: "Set AMPLITUDE_API_KEY, or `sink.apiKey` in the source file.",
    example: '"sink": { "type": "amplitude", "directory": "set-aside" }    // and no AMPLITUDE_API_KEY',
  },
  "sink/not-written": {
    scope: "varies",
    retryable: true,
    meaning: "the output cannot be written",
    cause:
      "A folder that is missing or read-only, missing permissions, or a bucket that refuses the upload stop the job. A full disk, or an error that may pass, stops this object, which is tried again; others may be small enough.",
    fix: "Do what the hint says: make space, grant the permission, or correct `sink`. `heddle doctor SOURCE` tries it out.",
    example: "the output directory events cannot be written: ENOSPC: no space left on device",
  },
  "sink/ignores-conditions": {
    scope: "job",
    retryable: false,
    meaning: "the store of the sink does not keep to conditional writes",
    cause:
      "A worker that was stopped or cut off may write late, when another has delivered the object. Amazon S3 refuses such a write by its If-None-Match or If-Match header; this store overwrites what is there.",
    fix: "Use a store that keeps to both headers in PutObject and CompleteMultipartUpload, or run one worker process alone.",
    example: '"sink": { "type": "s3", "endpoint": "http://old-store:9000", ... }    // and two machines run the source',
  },
  "amplitude/api-key": {
    scope: "job",
    retryable: false,
    meaning: "Amplitude does not accept the API key",
    cause: "The key is misspelled or that of another project, or the project is in the other data centre.",
    fix: "Set `sink.apiKey` or AMPLITUDE_API_KEY to the key of the project, and `sink.dataCenter` to `eu` for projects in the EU.",
    example: '"sink": { "type": "amplitude", "dataCenter": "us" }    // the project is in the EU',
  },
  "amplitude/blocked": {
    scope: "job",
    retryable: false,
    meaning: "requests to Amplitude are blocked",
    cause: "The answer is 403: a firewall on the way, or a region that Amplitude does not serve. It is not the key.",
    fix: "Check firewalls and proxies, and the address from which this machine reaches the internet.",
    example: "HTTP/1.1 403 Forbidden",
  },
  "amplitude/refused-request": {
    scope: "job",
    retryable: false,
    meaning: "Amplitude refuses the request as a whole",
    cause: "The address is not that of the API, or a proxy answers in its place.",
    fix: "Check `endpoint`, `api` and `dataCenter` of the sink.",
    example: '"endpoint": "https://api2.amplitude.com/2/httpapi"    // the host alone is meant',
  },
  "amplitude/unavailable": {
    scope: "job",
    retryable: true,
    meaning: "Amplitude took no event, several times in a row",
    cause: "It cannot be reached, answers with server errors, or throttles the whole project.",
    fix: "The next run goes on from the last event that was acknowledged. If it lasts, look at the network and at status.amplitude.com.",
    example: "Amplitude took nothing, 8 times in a row: no answer: connect ECONNREFUSED",
  },
  "amplitude/daily-quota": {
    scope: "object",
    retryable: true,
    meaning: "a user or device has used up its daily quota of events, for more than a day",
    cause:
      "Amplitude takes 500,000 events a day of one user or device; a shared id such as a server's name reaches that. Its events wait, and are tried again every quarter of an hour, while those of others go on.",
    fix: "Give each user an id of its own. The next attempt goes on from the last event that was acknowledged.",
    example: '{"event_type": "ping", "device_id": "server-1"}    // for all users',
  },
  "amplitude/refuses-all": {
    scope: "object",
    retryable: true,
    meaning: "Amplitude refuses each event, and does not say why",
    cause:
      "Every event was refused, alone too, and the answers name none: a proxy may answer in Amplitude's place, or the converter makes events of which the API takes none.",
    fix: "Check `endpoint`, `api` and `dataCenter` of the sink, and proxies on the way. Then look at the events with `heddle map`.",
    example: "HTTP/1.1 400 Bad Request    // for any request",
  },
} as const satisfies Record<string, FailureDefinition>;

export const REFUSAL_CODES = {
  "amplitude/missing-field": {
    scope: "row",
    effect: "rejected",
    meaning: "Amplitude finds a required field missing",
    cause: "The event passed Heddle's rules, but not those of this project or API.",
    fix: "Add the field that the message names to the converter.",
    example: '{"event_type": "buy", "device_id": "device-1"}    // the project requires user_id',
  },
  "amplitude/invalid-field": {
    scope: "row",
    effect: "rejected",
    meaning: "Amplitude finds a field invalid",
    cause: "The value of the field that the message names is one that the API does not take.",
    fix: "Correct the field in the converter.",
    example: '{"event_type": "buy", "user_id": "user-1", "time": 1}    // too long ago',
  },
  "amplitude/invalid-id": {
    scope: "row",
    effect: "rejected",
    meaning: "Amplitude finds an id too short",
    cause: "The project demands longer ids than `limits.minIdLength`.",
    fix: "Use longer ids, or change the minimum in Amplitude.",
    example: '{"event_type": "buy", "user_id": "ann"}',
  },
  "amplitude/silenced": {
    scope: "row",
    effect: "rejected",
    meaning: "the device is silenced in Amplitude",
    cause: "Amplitude takes no events of this device, because it sent far too many.",
    fix: "Ask Amplitude to lift the block, or leave the device's rows out with `ignoreEventFlag`.",
    example: '{"event_type": "ping", "device_id": "load-test"}',
  },
  "amplitude/too-large": {
    scope: "row",
    effect: "rejected",
    meaning: "the event alone is larger than a request may be",
    cause: "A request has at most 1 MB, or 20 MB with the Batch API.",
    fix: "Map fewer or shorter properties, or set `sink.api` to `batch`.",
    example: '{"event_type": "log", "user_id": "user-1", "event_properties": {"lines": ["...", "..."]}}',
  },
  "amplitude/refused": {
    scope: "row",
    effect: "rejected",
    meaning: "Amplitude refuses the event without saying why",
    cause: "The event was refused when it was sent alone, others were taken, and the answer names no field.",
    fix: "Look at the row and its event; the message has Amplitude's words.",
    example: "no reason given (status 400)",
  },
} as const satisfies Record<string, RowDefinition>;
