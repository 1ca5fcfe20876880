// The settings of alerts in a source file.
import { defineSetting } from "@heddle/compiler/settings";

export const ALERTS = defineSetting({
  kind: "object",
  otherwise: "none",
  doc: "Thresholds, and who is told when one is crossed and when the value is below nine tenths of it again. The webhook and the command are given an object of JSON.",
  settings: {
    setAsideShare: {
      kind: "number",
      minimum: 0,
      maximum: 1,
      doc: "The share of rows set aside, of the objects of the last hour.",
    },
    idleHours: { kind: "number", minimum: 0, unit: "hours", doc: "Time without a new object." },
    failedObjects: { kind: "integer", minimum: 1, unit: "objects", doc: "Objects that are failed." },
    lagMinutes: { kind: "number", minimum: 0, unit: "minutes", doc: "How long the object next in line has waited." },
    everyMinutes: {
      kind: "number",
      minimum: 0,
      default: 60,
      unit: "minutes",
      doc: "An alert fires at most once in so long, however often its threshold is crossed.",
    },
    stateFile: {
      kind: "string",
      minLength: 1,
      path: true,
      otherwise: "none; each run starts without",
      doc: "The file that keeps what is firing from one run to the next, for runs of cron.",
    },
    webhook: {
      kind: "object",
      otherwise: "none",
      doc: "An address to which alerts are posted; `text` of the object is a sentence, as chats expect it.",
      settings: {
        url: {
          kind: "string",
          required: true,
          pattern: "^https?://",
          form: "an address that starts with https://",
          secret: true,
          doc: "An address of https://, or of http:// on this machine.",
        },
        headers: {
          kind: "list",
          items: {
            kind: "object",
            doc: "A header.",
            settings: {
              name: {
                kind: "string",
                required: true,
                pattern: "^[A-Za-z0-9-]{1,100}$",
                form: "letters, digits and dashes",
                doc: 'For example "Authorization".',
              },
              value: {
                kind: "string",
                required: true,
                pattern: "^[\\t -~]*$",
                form: "printable characters of ASCII",
                secret: true,
                doc: "Its value.",
              },
            },
          },
          doc: "Headers of each request.",
        },
        timeoutSeconds: {
          kind: "integer",
          minimum: 1,
          maximum: 60,
          default: 10,
          unit: "seconds",
          doc: "How long an answer may take. A request that fails is repeated twice.",
        },
        allowHttp: {
          kind: "boolean",
          default: false,
          doc: "Whether http:// may leave this machine.",
        },
      },
    },
    command: {
      kind: "list",
      minItems: 1,
      items: { kind: "string", doc: "The program, then its arguments." },
      doc: "A program and its arguments, started without a shell; the object comes on standard input.",
    },
  },
});
