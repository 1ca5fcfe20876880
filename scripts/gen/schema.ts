// In: the tables of operators and event keys. Out: the JSON Schema of converter files, for editors without the language server.
import { CONVERTER } from "../../packages/compiler/src/converter-definition.ts";
import { signatureOf, type OperatorDefinition, type Parameter } from "../../packages/compiler/src/operators/define.ts";
import { OPERATORS } from "../../packages/compiler/src/operators/index.gen.ts";
import { EVENT_KEYS, MUTATIONS } from "../../packages/compiler/src/event/keys.ts";
import { operationsOf, PROPERTY_OPERATIONS } from "../../packages/compiler/src/event/operations.ts";
import { fileSchemaOf } from "../../packages/compiler/src/settings/settings-schema.ts";
import type { GeneratedFile } from "./generated.ts";

/** JSON Schema, draft 7: the newest draft that the JSON support of VS Code knows in full. */
type Schema = { readonly [keyword: string]: unknown };

/** Groups of arguments that the schema lists one by one; further ones are checked less strictly. */
const LISTED_GROUPS = 32;

/** `source`: any expression; `event`: one that yields the event, whose keys are known. */
type Flavour = "source" | "event";

export function generateSchema(): GeneratedFile {
  const file = { id: "urn:heddle:converter.schema.json", title: "Converter" };
  const schema = {
    ...fileSchemaOf(CONVERTER, file, reference),
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
