// The settings of a source file: the one place that says them. The types, the checks of `heddle check`, the editor and the job,
// the JSON Schema, completion, hover and the reference derive from it.
import { DATA_TYPE_NAMES, DATA_TYPES, STRATEGIES, STRATEGY_NAMES } from "@heddle/compiler/language";
import { defineSetting, type SettingRule, type Settings } from "@heddle/compiler/settings";
import type { SinkDefinition } from "../7-deliver/define-sink.ts";
import { SINKS } from "../7-deliver/sinks.gen.ts";
import { ACCESS_SETTINGS, NOTIFICATIONS, REGION } from "../aws/access-settings.ts";
import { LEDGERS } from "../ledger/ledgers.gen.ts";
import { ALERTS } from "./alerts.ts";
import { ADDRESS } from "../settings/forms.ts";
import { LIMITS } from "../settings/limits.ts";

/** The variant of a kind of sink or ledger; the types stay with it. */
type VariantOf<Kind> = Kind extends { readonly type: infer Type; readonly settings: infer S; readonly doc: string }
  ? { readonly value: Type; readonly doc: string; readonly settings: S }
  : never;
type Variants<Kinds> = { readonly [index in keyof Kinds]: VariantOf<Kinds[index]> };

function variantsOf<const Kinds extends readonly { type: string; doc: string; settings: Settings }[]>(
  kinds: Kinds,
): Variants<Kinds> {
  return kinds.map(({ type, doc, settings }) => ({ value: type, doc, settings })) as unknown as Variants<Kinds>;
}

const SINK_VARIANTS = variantsOf(SINKS);
const LEDGER_VARIANTS = variantsOf(LEDGERS);

export const SOURCE = defineSetting({
  kind: "object",
  variables: true,
  doc: "One ingest job: where the files are, which converter maps them, and where the events go. Relative paths are resolved against the folder of this file, and any string may name variables of the environment, as in `${NAME}`.",
  settings: {
    bucket: {
      kind: "string",
      required: true,
      reported: true,
      pattern: "^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$",
      form: "3 to 63 lower-case letters, digits and dashes, without dots",
      doc: "Name of the bucket: 3 to 63 lower-case letters, digits and dashes; no dots.",
    },
    prefix: {
      kind: "string",
      maxLength: 1024,
      default: "",
      reported: true,
      doc: 'Only keys that start with it are ingested. A folder ends in "/"; empty means the whole bucket.',
    },
    region: { ...REGION, required: true, doc: 'Region of the bucket, for example "eu-west-1".' },
    ...ACCESS_SETTINGS,
    checksums: {
      kind: "boolean",
      default: true,
      doc: "Compare each object that is read whole with its checksum, or its ETag where that is an MD5. false is for stores whose ETags look like an MD5 and are none.",
    },
    roleArn: {
      kind: "string",
      pattern: "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]+$",
      form: "the ARN of a role, arn:aws:iam::<account>:role/<name>",
      otherwise: "none; the bucket is read with the credentials themselves",
      doc: "ARN of the role that reads the bucket, arn:aws:iam::<account>:role/<name>; it is assumed with the credentials above.",
    },
    externalId: {
      kind: "string",
      pattern: "^[\\w+=,.@:/-]{2,1224}$",
      form: "2 to 1224 letters, digits and characters of +=,.@:/-_",
      secret: true,
      doc: "What the trust policy of the role demands as sts:ExternalId.",
    },
    stsEndpoint: { ...ADDRESS, otherwise: "Amazon's own in the region", doc: "Address of an STS-compatible server." },
    principals: {
      kind: "list",
      minItems: 1,
      items: {
        kind: "string",
        pattern: "^([0-9]{12}|arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:.+)$",
        form: "an account number of 12 digits, or the ARN of a role or user",
        doc: "An account number, or the ARN of a role or user.",
      },
      doc: "Who may assume the role: account numbers, or ARNs of roles and users. `heddle iam` puts them into its policies.",
    },
    notifications: NOTIFICATIONS,
    converter: { kind: "string", required: true, minLength: 1, path: true, doc: "Path of the converter file." },
    dataType: {
      kind: "choice",
      required: true,
      choices: DATA_TYPES.map(({ name, doc }) => ({ value: name, doc })),
      doc: "What the rows are.",
    },
    strategy: {
      kind: "choice",
      choices: STRATEGIES.map(({ name, doc }) => ({ value: name, doc })),
      otherwise: strategyDefaults(),
      doc: "Whether events are added, or what is there is kept equal to the source.",
    },
    sink: {
      kind: "variants",
      required: true,
      tag: "type",
      tagDoc: "The kind of sink.",
      variants: SINK_VARIANTS,
      doc: "Where the events go.",
    },
    deduplicate: {
      kind: "boolean",
      default: true,
      doc: "Drop an event whose device_id (where none is sent, user_id) and insert_id were delivered within seven days; for append_only and sinks that do not do it themselves.",
    },
    ledger: {
      kind: "variants",
      required: true,
      tag: "type",
      tagDoc: "The kind of ledger.",
      variants: LEDGER_VARIANTS,
      shorthand: { value: "sqlite", key: "path" },
      doc: "What remembers what was ingested: the path of a SQLite file, or an object that names a database.",
    },
    newFiles: {
      kind: "choice",
      default: "group",
      choices: [
        { value: "owner", doc: "Their owner alone: 0600." },
        { value: "group", doc: "Their group may read them: 0640." },
        { value: "umask", doc: "Whoever the umask lets." },
      ],
      doc: "Who may read the files that `heddle run` creates: ledger, output, rows set aside and log. Never more than the umask lets.",
    },
    log: {
      kind: "object",
      otherwise: "none",
      doc: "Structured logs, one JSON object a line, without secrets.",
      settings: {
        level: {
          kind: "choice",
          default: "info",
          choices: [
            { value: "debug", doc: "Every object that is begun, too." },
            { value: "info", doc: "What the job does." },
            { value: "warn", doc: "What is to be looked at." },
            { value: "error", doc: "What failed." },
            { value: "silent", doc: "Nothing." },
          ],
          doc: "What is logged.",
        },
        file: {
          kind: "string",
          minLength: 1,
          path: true,
          otherwise: "standard error",
          doc: "The file to append to.",
        },
      },
    },
    metrics: {
      kind: "object",
      otherwise: "none",
      doc: "Metrics for Prometheus at /metrics while the job runs, and its health at /healthz and /readyz.",
      settings: {
        port: {
          kind: "integer",
          required: true,
          minimum: 0,
          maximum: 65_535,
          doc: "The port to listen on; 0 is any that is free, which the job then names.",
        },
        host: {
          kind: "string",
          minLength: 1,
          default: "127.0.0.1",
          doc: "The address to listen on; 127.0.0.1 is this machine alone.",
        },
      },
    },
    alerts: ALERTS,
    openTelemetry: {
      kind: "boolean",
      default: false,
      doc: "Send traces and metrics by OpenTelemetry, as its variables say: OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME, OTEL_TRACES_EXPORTER and others. It needs the package @opentelemetry/sdk-node.",
    },
    limits: LIMITS,
    lostTime: {
      kind: "choice",
      default: "count",
      choices: [
        { value: "count", doc: "Deliver the event without a time, and count it; Amplitude stamps it with its upload." },
        { value: "set-aside", doc: "Set the row aside." },
      ],
      doc: "What happens to an event whose row has a time that no operator of the converter could read.",
    },
    setAside: {
      kind: "object",
      default: { action: "skip-row" },
      doc: "What happens where a row cannot become an event. Rows set aside are kept beside the output.",
      settings: {
        action: {
          kind: "choice",
          required: true,
          choices: [
            { value: "skip-row", doc: "Go on without the row." },
            { value: "skip-file", doc: "Give up the file and withdraw its output." },
            { value: "stop", doc: "End the job." },
          ],
          doc: "Go on without the row, give up the file, or end the job.",
        },
        afterRows: {
          kind: "integer",
          minimum: 0,
          otherwise: "0, where afterShare is not set",
          doc: "How many rows of a file may be set aside before that.",
        },
        afterShare: {
          kind: "number",
          minimum: 0,
          maximum: 1,
          doc: "The same as a share of the file's rows, judged at its end.",
        },
      },
    },
  },
  rules: [...strategyRules(), ...sinkRules(SINKS), ...machineRules()],
});

function strategyDefaults(): string {
  const [first, ...others] = DATA_TYPES;
  const usual = first?.strategies[0] ?? "";
  const unusual = others.filter(({ strategies }) => strategies[0] !== usual);
  return [`\`${usual}\``, ...unusual.map(({ name, strategies }) => `for ${name} \`${strategies[0]}\``)].join("; ");
}

/** Which data type has which strategies (R). */
function strategyRules(): readonly SettingRule[] {
  return DATA_TYPES.filter(({ strategies }) => strategies.length < STRATEGIES.length).map(
    ({ name, title, strategies }) => ({
      when: { dataType: [name] },
      key: "strategy",
      values: strategies,
      reason: `${title} have no other strategy; it may be left out.`,
    }),
  );
}

/** Which data types and strategies each kind of sink can carry. */
export function sinkRules(sinks: readonly Pick<SinkDefinition, "type" | "carries">[]): readonly SettingRule[] {
  const rule = (
    key: "dataType" | "strategy",
    value: string,
    names: (sink: (typeof sinks)[number]) => readonly string[],
  ) => {
    const able = sinks.filter((sink) => names(sink).includes(value));
    const reasons = sinks.filter((sink) => !able.includes(sink)).map(({ carries }) => carries.reason ?? "");
    const values = able.map(({ type }) => type);
    return able.length === sinks.length
      ? []
      : [{ when: { [key]: [value] }, key: "sink", values, reason: reasons.join(" ") }];
  };
  return [
    ...DATA_TYPE_NAMES.flatMap((name) => rule("dataType", name, ({ carries }) => carries.dataTypes)),
    ...STRATEGY_NAMES.flatMap((name) => rule("strategy", name, ({ carries }) => carries.strategies)),
  ];
}

/** Which sinks machines that share a ledger can have. */
function machineRules(): readonly SettingRule[] {
  const shared = LEDGERS.filter(({ manyMachines }) => manyMachines).map(({ type }) => type);
  const sinks: readonly SinkDefinition[] = SINKS;
  return sinks.flatMap(({ type, oneMachine }) =>
    oneMachine === undefined
      ? []
      : [
          {
            when: { ledger: shared, sink: [type] },
            key: "sink",
            values: sinks.filter((other) => other.oneMachine === undefined).map((other) => other.type),
            ...oneMachine,
          },
        ],
  );
}
