// In: the tables of operators and event keys. Out: the JSON Schema of converter files, for editors without the language server.
import { signatureOf, type OperatorDefinition, type Parameter } from "../../packages/compiler/src/operators/define.ts";
import { OPERATORS } from "../../packages/compiler/src/operators/index.gen.ts";
import { EVENT_KEYS, MUTATIONS } from "../../packages/compiler/src/event/keys.ts";
import { operationsOf, PROPERTY_OPERATIONS } from "../../packages/compiler/src/event/operations.ts";
import {
  COMPRESSION_NAMES,
  COMPRESSIONS,
  DEFAULT_COMPRESSION,
} from "../../packages/compiler/src/formats/compression.ts";
import type { FormatDefinition } from "../../packages/compiler/src/formats/define.ts";
import { DEFAULT_FORMAT, FILE_TYPES } from "../../packages/compiler/src/formats/formats.ts";
import { FORMATS } from "../../packages/compiler/src/formats/index.gen.ts";
import { schemaOf } from "../../packages/compiler/src/settings/settings-schema.ts";
import type { GeneratedFile } from "./generated.ts";

/** JSON Schema, draft 7: the newest draft that the JSON support of VS Code knows in full. */
type Schema = { readonly [keyword: string]: unknown };

/** Groups of arguments that the schema lists one by one; further ones are checked less strictly. */
const LISTED_GROUPS = 32;

/** `source`: any expression; `event`: one that yields the event, whose keys are known. */
type Flavour = "source" | "event";

export function generateSchema(): GeneratedFile {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "urn:heddle:converter.schema.json",
    title: "Converter",
    description:
      "A converter file of Amplitude's S3 Import: what the files are, and the expression that turns a row into an event.",
    ...envelope(),
    definitions: {
      source: sourceSchema("source"),
      event: sourceSchema("event"),
      list: listSchema("source"),
      eventList: listSchema("event"),
      object: { type: "object", additionalProperties: reference("source") },
      eventObject: eventObject(),
      operator: operatorNames(),
      ...Object.fromEntries(
        OPERATORS.map((operator) => [definitionOf(operator, "source"), operatorSchema(operator, "source")]),
      ),
      ...Object.fromEntries(
        OPERATORS.filter(passesOn).map((operator) => [
          definitionOf(operator, "event"),
          operatorSchema(operator, "event"),
        ]),
      ),
      eventKey: { type: "string", examples: EVENT_KEYS.map(({ name }) => name) },
    },
  };
  return { path: "grammar/converter.schema.json", text: `${JSON.stringify(schema, null, 2)}\n` };
}

function reference(name: string, description?: string): Schema {
  const target = { $ref: `#/definitions/${name}` };
  return description === undefined ? target : { allOf: [target], description };
}

function envelope(): Schema {
  return {
    type: "object",
    required: ["converterConfig"],
    additionalProperties: false,
    properties: {
      $schema: { type: "string", description: "The URL of this schema, for editors." },
      config_name: {
        anyOf: [{ type: "array", items: { type: "string" } }, { type: "string" }],
        description: "A name for humans.",
      },
      converterConfig: {
        type: "object",
        description: "What the files are, and how a row becomes an event.",
        required: ["convertToAmplitudeFunc"],
        additionalProperties: false,
        properties: {
          fileType: {
            enum: FILE_TYPES,
            default: DEFAULT_FORMAT.name,
            enumDescriptions: FORMATS.map(({ doc }) => doc),
            description: "What the files are.",
          },
          compressionType: {
            enum: COMPRESSION_NAMES,
            default: DEFAULT_COMPRESSION,
            enumDescriptions: COMPRESSIONS.map(({ doc, extension }) =>
              extension === true ? `${doc} ${EXTENSION}` : doc,
            ),
            description: "How the files are compressed.",
          },
          convertToAmplitudeFunc: reference("event", "The expression that yields the event."),
          ignoreEventFlag: {
            type: "string",
            description:
              "A key of the event: where it is true, the row is skipped and doesn't count as an error. The key is removed from the event.",
          },
          ...formatSettings(),
        },
      },
      keyValidatorConfig: {
        type: "object",
        description: "Which objects are read.",
        additionalProperties: false,
        properties: {
          filterPattern: {
            type: "string",
            description: "A Java regular expression that the whole key of an object must match.",
          },
        },
      },
    },
  };
}

const EXTENSION = "An extension, which Amplitude's own import doesn't support.";

/** The settings of each format that has some, under its name. */
function formatSettings(): Readonly<Record<string, Schema>> {
  return Object.fromEntries(
    FORMATS.flatMap(({ name, settings }: FormatDefinition) =>
      settings === undefined
        ? []
        : [[name, schemaOf({ kind: "object", doc: `${settings.doc} ${EXTENSION}`, settings: settings.keys })]],
    ),
  );
}

/** A path, an operator in a list, or an object. It has no description, which editors would show instead of that of the key or argument. */
function sourceSchema(flavour: Flavour): Schema {
  return {
    type: ["string", "array", "object"],
    allOf: [
      { if: { type: "array" }, then: reference(flavour === "event" ? "eventList" : "list") },
      { if: { type: "object" }, then: reference(flavour === "event" ? "eventObject" : "object") },
    ],
    defaultSnippets: OPERATORS.map((operator) => ({
      label: operator.name,
      description: operator.summary,
      body: snippetOf(operator),
    })),
  };
}

function snippetOf(operator: OperatorDefinition): readonly unknown[] {
  const parameters = operator.parameters.length > 0 ? operator.parameters : (operator.repeats ?? []);
  return [operator.name, ...parameters.map((_, index) => `$${index + 1}`)];
}

function listSchema(flavour: Flavour): Schema {
  return {
    type: "array",
    minItems: 1,
    items: [reference("operator")],
    allOf: OPERATORS.map((operator) => ({
      if: { minItems: 1, items: [{ enum: namesOf(operator) }] },
      then: reference(definitionOf(operator, flavour === "event" && passesOn(operator) ? "event" : "source")),
    })),
  };
}

function operatorNames(): Schema {
  const names = OPERATORS.flatMap((operator) => namesOf(operator).map((name) => ({ name, operator })));
  return {
    type: "string",
    enum: names.map(({ name }) => name),
    enumDescriptions: names.map(({ operator }) => `${operator.summary}.`),
    markdownEnumDescriptions: names.map(({ operator }) => markdownOf(operator)),
  };
}

function namesOf(operator: OperatorDefinition): readonly string[] {
  return [operator.name, ...(operator.aliases ?? [])];
}

function definitionOf(operator: OperatorDefinition, flavour: Flavour): string {
  return `${flavour === "event" ? "event-" : "operator-"}${operator.name}`;
}

/** Whether the operator passes on results of its arguments, as they are or merged. */
function passesOn(operator: OperatorDefinition): boolean {
  return (
    operator.passes !== undefined &&
    operator.chained !== true &&
    [...operator.parameters, ...(operator.repeats ?? [])].some((parameter) => parameter.kind === "source")
  );
}

/** Whether the operator makes an event from keys and values. */
function makesMembers({ repeats = [] }: OperatorDefinition): boolean {
  return repeats.length === 2 && repeats[0]?.kind === "string" && repeats[1]?.kind === "source";
}

function operatorSchema(operator: OperatorDefinition, flavour: Flavour): Schema {
  const { parameters, repeats } = operator;
  const below = makesMembers(operator) ? "source" : flavour;
  const fixed = parameters.map((parameter) => parameterSchema(parameter, below));
  const plain = repeats?.map((parameter) => parameterSchema(parameter, below)) ?? [];
  const group =
    flavour === "event" && makesMembers(operator)
      ? [reference("eventKey", repeats?.[0]?.doc), ...plain.slice(1)]
      : plain;
  // The operator is described at its name; a description here would hide that of the key whose value the list is.
  const common = { minItems: 1 + fixed.length + (operator.atLeastOnce === true ? group.length : 0) };
  const [only] = group;
  if (only === undefined) return { ...common, maxItems: 1 + fixed.length, items: [{}, ...fixed] };
  if (group.length === 1) return { ...common, items: [{}, ...fixed], additionalItems: only };
  const listed = Array.from({ length: LISTED_GROUPS }, () => group).flat();
  const halves = Array.from({ length: LISTED_GROUPS * group.length }, (_, extra) => extra).filter(
    (extra) => extra % group.length !== 0,
  );
  return {
    ...common,
    items: [{}, ...fixed, ...listed],
    not: { anyOf: halves.map((extra) => ({ minItems: 1 + fixed.length + extra, maxItems: 1 + fixed.length + extra })) },
    errorMessage: `The arguments of ${operator.name} come in complete groups: ${signatureOf(operator)}.`,
  };
}

function parameterSchema({ name, kind, doc }: Parameter, flavour: Flavour): Schema {
  const description = `${name}: ${doc}`;
  switch (kind) {
    case "source":
      return reference(flavour, description);
    case "test":
      return reference("source", description);
    case "json":
      return { description };
    case "string":
    case "boolean":
    case "integer":
      return { type: kind, description };
    default:
      return kind satisfies never;
  }
}

function markdownOf(operator: OperatorDefinition): string {
  const rules = operator.rules.map((rule) => `- ${rule.text} *(${rule.mark})*`);
  return [`\`${signatureOf(operator)}\``, "", `${operator.summary}.`, "", ...rules].join("\n");
}

/** Keys of an event with their meaning; other keys are allowed, since Amplitude just ignores them. */
function eventObject(): Schema {
  const properties = EVENT_KEYS.map(({ name, type, doc, rules }): [string, Schema] => {
    const text = {
      description: `${doc} (${type})`,
      markdownDescription: [
        `**${name}** (${type})`,
        "",
        doc,
        "",
        ...rules.map((rule) => `- ${rule.text} *(${rule.mark})*`),
      ].join("\n"),
    };
    if (type === "mutation")
      return [
        name,
        {
          allOf: [reference("source")],
          ...text,
          defaultSnippets: MUTATIONS.map((mutation) => ({ label: mutation, body: ["value", mutation] })),
        },
      ];
    const operations = PROPERTY_OPERATIONS.filter((operation) => operationsOf(name).includes(operation.name));
    if (operations.length === 0) return [name, { allOf: [reference("source")], ...text }];
    const known = Object.fromEntries(
      operations.map((operation) => [operation.name, reference("source", operation.doc)]),
    );
    return [name, { allOf: [reference("source"), { if: { type: "object" }, then: { properties: known } }], ...text }];
  });
  return { type: "object", properties: Object.fromEntries(properties), additionalProperties: reference("source") };
}
