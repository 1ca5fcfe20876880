// Failures of the source file, of its converter, and of what a job is composed of.
import type { FailureDefinition } from "./define.ts";

export const SOURCE_CODES = {
  "source/unreadable": {
    scope: "job",
    retryable: false,
    meaning: "the source file cannot be read",
    cause: "There is no such file, or this user may not read it.",
    fix: "Check the path and its permissions.",
    example: "heddle run sorce.json --once    # the file is called source.json",
  },
  "source/not-json": {
    scope: "job",
    retryable: false,
    meaning: "the source file is not JSON",
    cause:
      "Comments, single quotes, trailing commas and a missing brace are the usual reasons; the message has the line.",
    fix: "Write strict JSON: double quotes, no comments, no trailing commas. An editor with Heddle's extension shows the place.",
    example: "{ 'bucket': 'acme-events' }",
  },
  "source/invalid": {
    scope: "job",
    retryable: false,
    meaning: "the source file has a key or a value that it cannot have, or lacks one",
    cause: "A job does not start with a setting that nothing reads: what was meant would silently not happen.",
    fix: "Fix the lines that the message names. grammar/source.schema.json describes every key, and editors complete them.",
    example: '"sink": { "type": "ndjson", "directroy": "events" }',
  },
  "source/unset-variable": {
    scope: "job",
    retryable: false,
    meaning: "the source file names a variable that the environment does not have",
    cause:
      "A string of the file has `${NAME}`, and the process was started without that variable. `heddle check` does not ask for variables; commands that use the source do.",
    fix: "Set the variable where heddle is started. For a `${` that names no variable, write `$${`.",
    example: '"apiKey": "${ACME_API_KEY}"    // and ACME_API_KEY is not set',
  },
  "source/not-enabled": {
    scope: "job",
    retryable: false,
    meaning: "the converter makes no event of any row it was tried on",
    cause:
      "Before anything is ingested, a new converter has to make an event of a row of a real object. It made none, so it is not the converter for these files. Nothing was ingested.",
    fix: "See what `heddle preview CONVERTER FILE` makes of the file that the message names; fix the converter, or `prefix` and `filterPattern`.",
    example: '"event_type": ["path", "event", "name"]    // the rows have "type" instead',
  },
  "converter/unreadable": {
    scope: "job",
    retryable: false,
    meaning: "the converter file cannot be read",
    cause: "There is no such file, or this user may not read it.",
    fix: "Check `converter` in the source file: its path is relative to the folder of the source file.",
    example: '"converter": "orders.converter.json"    // it is in converters/',
  },
  "converter/has-errors": {
    scope: "job",
    retryable: false,
    meaning: "the converter has errors",
    cause: "A converter with errors cannot be compiled; the message shows each with its place.",
    fix: "Fix them; `heddle check CONVERTER` shows them too, and `heddle explain CODE` says more about each.",
    example: '"event_type": ["pth", "event", "name"]    // error[unknown-operator]',
  },
  "converter/earlier-unusable": {
    scope: "object",
    retryable: false,
    meaning: "the converter under which the object was found no longer compiles",
    cause:
      "An object is mapped by the converter that was in force when it was found, which the ledger keeps. This version of Heddle does not accept that converter any more.",
    fix: "`heddle retry SOURCE` lets the object be ingested with the converter of today.",
    example: "found in March under converter 3f9a..., ingested in May by a newer Heddle",
  },
  "checks/strategy": {
    scope: "job",
    retryable: false,
    meaning: "the data type does not have this strategy",
    cause: "Profiles are always mirrored; user and group properties are always appended. Events have both strategies.",
    fix: "Leave `strategy` out, or use one that the hint names.",
    example: "heddle map --data-type profiles --strategy append_only profiles.converter.json",
  },
} as const satisfies Record<string, FailureDefinition>;
