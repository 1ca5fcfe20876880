// Completion of values: operators with their arguments, paths, and the values that a setting or an event key can have.
import { type SampleType, type Span, stringifyJson } from "@heddle/compiler";
import {
  ANY,
  BOOL,
  CONVERTER,
  DICT,
  eventKey,
  type EventKeyType,
  IGNORE_EVENT_FLAG,
  type JsonNode,
  MUTATIONS,
  NUMBER,
  OPERATORS,
  type OperatorDefinition,
  type Parameter,
  signatureOf,
  STRING,
  type Type,
} from "@heddle/compiler/language";
import { describeChoice, type Setting, snippetOf } from "@heddle/compiler/settings";
import type { Document } from "../document.ts";
import { operatorDoc, shortValue } from "../markdown.ts";
import type { DataElement, Role } from "../role.ts";
import { argumentsSnippet, escapeSnippet } from "../snippet.ts";
import { walk } from "../walk.ts";
import type { Completion } from "./item.ts";
import { completePaths } from "./paths.ts";

export interface ValueContext {
  readonly document: Document;
  readonly span: Span;
  readonly node?: JsonNode;
  /** What the value is compared with. */
  readonly comparedWith?: SampleType;
  /** How many items the list at the caret has. */
  readonly items?: number;
}

/** Completions for a value with this role. */
export function completeValue(role: Role, context: ValueContext): Completion[] {
  switch (role.kind) {
    case "setting":
      return valuesOf(role.setting, context.document).map(({ value, doc }, rank) =>
        literal(value, doc, context.span, rank),
      );
    case "settings":
      return role.setting === CONVERTER ? [wholeFile(context.span)] : [];
    case "operator":
      return operatorNames(context);
    case "source": {
      const wanted = wantedKinds(role);
      return [
        ...wholeValues(role, context),
        ...completePaths(role.element, {
          span: context.span,
          rowCount: context.document.sample?.rowCount ?? 0,
          wanted,
        }),
        ...OPERATORS.map((operator, index) => wholeOperator(operator, context.span, rankOf(operator, wanted) + index)),
      ];
    }
    case "literal":
      if (role.parameter.kind === "boolean")
        return [true, false].map((value, rank) => bareValue(value, role.parameter.doc, context.span, rank));
      if (role.readsKey === true) return keysOf(role.element, context);
      if (context.comparedWith !== undefined) return sampleValues(context.comparedWith, context.span);
      return role.eventKey === undefined ? [] : literalValues(role.eventKey, context.span);
    case "json":
      return role.eventKey === undefined ? [] : literalValues(role.eventKey, context.span);
    case "none":
      return [];
    default:
      return role satisfies never;
  }
}

/** The keys of a dict of the sample, none of those inside. */
function keysOf(element: DataElement, { document, span }: ValueContext): Completion[] {
  const rowCount = document.sample?.rowCount ?? 0;
  return completePaths(element, { span, rowCount, wanted: ANY }).filter(({ text }) => text.startsWith('"'));
}

/** Values that the sample has at the place which is compared. */
function sampleValues({ examples }: SampleType, span: Span): Completion[] {
  return examples.map((value, rank) => {
    const text = stringifyJson(value);
    return { label: shortValue(value), kind: "sample", detail: "in the sample", span, text, filter: text, rank };
  });
}

const KINDS_OF: Readonly<Record<EventKeyType, number>> = {
  string: STRING,
  mutation: STRING,
  integer: NUMBER,
  float: NUMBER,
  object: DICT,
  boolean: BOOL,
};

/** The kinds that an argument or an event key takes. */
function wantedKinds({ parameter, eventKey: name }: Extract<Role, { kind: "source" }>): number {
  if (parameter?.accepts !== undefined && parameter.accepts !== ANY) return parameter.accepts;
  if (parameter?.kind === "test") return BOOL;
  const key = name === undefined ? undefined : eventKey(name);
  return key === undefined ? ANY : KINDS_OF[key.type];
}

/** What an argument can be, before it is written. */
function typeOf({ kind }: Parameter): Type {
  return kind === "boolean"
    ? { kinds: BOOL, none: false }
    : kind === "integer"
      ? { kinds: NUMBER, none: false }
      : { kinds: ANY, none: true };
}

/** Operators that yield nothing else than what is of use come first, those that never do last. */
function rankOf({ returns, parameters, repeats = [] }: OperatorDefinition, wanted: number): number {
  const { kinds } = returns([...parameters, ...repeats].map(typeOf));
  if ((kinds & ~wanted) === 0) return 2000;
  return (kinds & wanted) === 0 ? 2200 : 2100;
}

interface NamedValue {
  readonly value: string;
  readonly doc: string;
}

function valuesOf(setting: Setting, document: Document): readonly NamedValue[] {
  if (setting === IGNORE_EVENT_FLAG) return flagsOf(document);
  const choices = setting.kind === "choice" ? setting.choices : [];
  return choices.map((choice) => ({ value: choice.value, doc: describeChoice(choice) }));
}

/** The keys of the event that Amplitude does not read: one of them may be what rows are skipped by. */
function flagsOf(document: Document): readonly NamedValue[] {
  const keys = new Set<string>();
  walk(document, {
    member({ key }, object) {
      if (object.kind === "source" && object.use.kind === "event" && eventKey(key.value) === undefined)
        keys.add(key.value);
    },
  });
  return [...keys].map((value) => ({ value, doc: "a key of the event" }));
}

/** The name of an operator at the head of a list; with placeholders for its arguments where none stand yet. */
function operatorNames({ span, items = 0 }: ValueContext): Completion[] {
  return OPERATORS.flatMap((operator, index) =>
    [operator.name, ...(operator.aliases ?? [])].map((name, alias): Completion => {
      const quoted = JSON.stringify(name);
      const rest = items <= 1 ? argumentsSnippet(operator) : "";
      return {
        label: name,
        kind: "operator",
        detail: alias === 0 ? operator.summary : `the same as ${operator.name}`,
        doc: () => operatorDoc(operator),
        span,
        text: `${escapeSnippet(quoted)}${rest}`,
        snippet: true,
        filter: quoted,
        rank: index + (alias === 0 ? 0 : 1000),
      };
    }),
  );
}

/** A whole list in the place of a value; the typed string is taken as the operator's name. */
function wholeOperator(operator: OperatorDefinition, span: Span, rank: number): Completion {
  const quoted = JSON.stringify(operator.name);
  return {
    label: `[${operator.name}]`,
    kind: "operator",
    detail: signatureOf(operator),
    doc: () => operatorDoc(operator),
    span,
    text: `[${escapeSnippet(quoted)}${argumentsSnippet(operator)}]`,
    snippet: true,
    filter: quoted,
    rank,
  };
}

function wholeValues(role: Extract<Role, { kind: "source" }>, { span }: ValueContext): Completion[] {
  const key = role.eventKey === undefined ? undefined : eventKey(role.eventKey);
  if (key?.type === "mutation")
    return MUTATIONS.map((value, rank) => ({
      ...literal(value, "a mutation", span, rank),
      text: `["value", ${JSON.stringify(value)}]`,
    }));
  if (key?.type === "object")
    return [
      { label: "{ }", kind: "shape", detail: "an object", span, text: "{ $0 }", snippet: true, filter: "{", rank: -1 },
    ];
  return role.use.kind === "event" && role.eventKey === undefined ? [eventShape(span)] : [];
}

function literalValues(name: string, span: Span): Completion[] {
  return eventKey(name)?.type === "mutation"
    ? MUTATIONS.map((value, rank) => literal(value, "a mutation", span, rank))
    : [];
}

function literal(value: string, doc: string, span: Span, rank: number): Completion {
  return {
    label: value,
    kind: "value",
    detail: doc,
    span,
    text: JSON.stringify(value),
    filter: JSON.stringify(value),
    rank,
  };
}

function bareValue(value: boolean, doc: string, span: Span, rank: number): Completion {
  return { label: `${value}`, kind: "value", detail: doc, span, text: `${value}`, filter: `${value}`, rank };
}

function eventShape(span: Span): Completion {
  return {
    label: "event",
    kind: "shape",
    detail: "an event with its required keys",
    span,
    text: '{\n  "event_type": "$1",\n  "user_id": "$2"$0\n}',
    snippet: true,
    filter: "{",
    rank: -1,
  };
}

function wholeFile(span: Span): Completion {
  return {
    label: "converter",
    kind: "shape",
    detail: "a converter file",
    span,
    text: snippetOf(CONVERTER),
    snippet: true,
    filter: "{",
    rank: 0,
  };
}
