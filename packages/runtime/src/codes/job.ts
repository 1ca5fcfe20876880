// Failures of a job as a whole: its hooks, threads and logs, and what an examination finds.
import type { FailureDefinition } from "./define.ts";

export const JOB_CODES = {
  "pipeline/unexpected": {
    scope: "varies",
    retryable: "varies",
    meaning: "something failed in a way that nobody foresaw",
    cause:
      "Most likely a bug in Heddle, or in a source, sink or hook of your own. An object is tried again; a job ends.",
    fix: "Please report it with the message and, if you can, the file.",
    example: 'object "exports/part.json" failed: TypeError: Cannot read properties of undefined',
  },
  "pipeline/hook-failed": {
    scope: "job",
    retryable: false,
    meaning: "a hook of the job threw an error",
    cause: "Hooks are called as things happen; what they throw ends the job, and objects under way are given back.",
    fix: "Fix the hook, or catch its errors there.",
    example: "hooks: { onObjectEnd: ({ drift }) => console.log(drift.columns) }    // drift can be absent",
  },
  "pipeline/thread-died": {
    scope: "object",
    retryable: false,
    meaning: "mapping threads died over some rows of the object",
    cause:
      "The rows needed more memory than a thread has, more than once. Rows of many megabytes are the usual reason.",
    fix: "Look at the length of these rows; lower `limits.maxRowBytes` or `limits.rowsPerBatch`, then run `heddle retry SOURCE`.",
    example: '"limits": { "workers": 8, "maxRowBytes": 500000000 }',
  },
  "pipeline/no-thread": {
    scope: "job",
    retryable: false,
    meaning: "a mapping thread could not be started",
    cause: "The computer or the container has too little memory for another thread, or forbids it.",
    fix: "Give it more memory, or set `limits.workers` to 1.",
    example: '"limits": { "workers": 64 }    // in a container with 512 MB',
  },
  "observe/no-telemetry": {
    scope: "job",
    retryable: false,
    meaning: "the package that exports traces and metrics is not installed",
    cause:
      "`openTelemetry` is set, and OpenTelemetry's SDK for Node is a package of its own, which Heddle installs without.",
    fix: "Install it beside Heddle by `npm install @opentelemetry/sdk-node` (with `--global` where Heddle is), or remove the setting.",
    example: '"openTelemetry": true    // in the source file',
  },
  "observe/insecure-webhook": {
    scope: "job",
    retryable: false,
    meaning: "alerts would be posted without encryption",
    cause:
      "`alerts.webhook.url` is http:// to another machine, where keys of objects and headers can be read on the way.",
    fix: "Use https://. Where the network can be trusted, set `alerts.webhook.allowHttp` to true.",
    example: '"webhook": { "url": "http://hooks.acme.com/heddle" }',
  },
  "observe/unusable": {
    scope: "job",
    retryable: false,
    meaning: "the log cannot be set up",
    cause: "The log file cannot be created or written.",
    fix: "Check `log.file` in the source file.",
    example: '"log": { "file": "/var/log/heddle.log" }    // of a folder that the user cannot write',
  },
  "doctor/credentials": {
    scope: "job",
    retryable: false,
    meaning: "the credentials of the source cannot be used",
    cause: "There are none, AWS does not accept them, or AWS cannot be reached; the message has its words.",
    fix: "Set `credentials` in the source file, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or configure a profile. Then check the clock and the network.",
    example: "heddle doctor source.json    # with a key that was deleted",
  },
  "doctor/not-writable": {
    scope: "job",
    retryable: false,
    meaning: "a folder that the job writes to cannot be written",
    cause: "It belongs to another user, its file system is read-only or full, or a file has its name.",
    fix: "Check the setting that the hint names, the permissions of the folder, and the space on its disk.",
    example: '"sink": { "type": "ndjson", "directory": "/var/events" }    // owned by root',
  },
  "doctor/unexpected": {
    scope: "job",
    retryable: false,
    meaning: "a check of `heddle doctor` failed in a way that nobody foresaw",
    cause: "Most likely a bug in Heddle, or an answer that no S3 server is known to give.",
    fix: "Please report it with the message.",
    example: "heddle doctor source.json    # behind a proxy that answers with HTML",
  },
} as const satisfies Record<string, FailureDefinition>;
