// Completion of keys: settings, event keys not mapped yet, operations, and columns of the sample as property names.
import type { Span } from "@heddle/compiler";
import {
  EVENT_KEYS,
  type EventKey,
  eventKey,
  type ObjectNode,
  operationsOf,
  PLAN_KEYS,
  PROPERTY_OPERATIONS,
} from "@heddle/compiler/language";
import { snippetOf } from "@heddle/compiler/settings";
import type { Document } from "../document.ts";
import { rowOf } from "../locate.ts";
import { eventKeyDoc, operationDoc, settingDoc } from "../markdown.ts";
import type { DictUse, Role } from "../role.ts";
import { escapeSnippet } from "../snippet.ts";
import type { Completion } from "./item.ts";
import { sampleDetail, sampleDoc } from "./paths.ts";

export interface KeyContext {
  readonly document: Document;
  readonly span: Span;
  /** The keys that are there already, without the one under the caret. */
  readonly taken: ReadonlySet<string>;
  /** What follows a key: its colon and value as a snippet, or nothing where they are there already. */
  readonly after: (value: string) => string;
}

/** Completions for a key of an object with this role. */
export function completeKeys(role: Role, context: KeyContext): Completion[] {
  if (role.kind === "settings") {
    return Object.entries(role.setting.settings)
      .filter(([name]) => !context.taken.has(name))
      .map(([name, setting], rank) =>
        keyItem(context, {
          name,
          kind: "setting",
          detail: setting.required === true ? "required" : "setting",
          doc: () => settingDoc(name, setting),
          value: snippetOf(setting),
          rank,
        }),
      );
  }
  if (role.kind !== "source" && role.kind !== "json" && role.kind !== "literal") return [];
  const literal = role.kind !== "source" && !(role.kind === "literal" && role.isKey === true);
  return completeDictKeys(role.use, literal, context);
}

/** Completions for a key of a dict that becomes the event, or a part of it. */
export function completeDictKeys(use: DictUse, literal: boolean, context: KeyContext): Completion[] {
  if (use.kind === "event") return eventKeys(literal, context);
  if (use.kind !== "object") return [];
  const below: Completion[] = [];
  if (use.depth === 0) {
    const plain = [...context.taken].some((key) => !key.startsWith("$"));
    for (const [rank, operation] of PROPERTY_OPERATIONS.filter(
      ({ name }) => operationsOf(use.key).includes(name) && !context.taken.has(name),
    ).entries()) {
      // Operations and plain keys cannot be mixed (R).
      below.push(
        keyItem(context, {
          name: operation.name,
          kind: "operation",
          detail: operation.doc,
          doc: () => operationDoc(operation),
          value: "{ $1 }",
          rank: (plain ? 500 : 0) + rank,
        }),
      );
    }
    if (use.key === "plan")
      for (const [rank, name] of PLAN_KEYS.filter((key) => !context.taken.has(key)).entries())
        below.push(keyItem(context, { name, kind: "event-key", detail: "part of the plan", value: '"$1"', rank }));
  }
  return literal ? below : [...below, ...columns(context)];
}

function eventKeys(literal: boolean, context: KeyContext): Completion[] {
  const items = EVENT_KEYS.filter(({ name }) => !context.taken.has(name)).map((key, rank) =>
    keyItem(context, {
      name: key.name,
      kind: "event-key",
      detail: key.type,
      doc: () => eventKeyDoc(key),
      value: literal ? '"$1"' : valueSnippet(key, context),
      rank,
    }),
  );
  const flag = context.document.analysis.converter?.settings.ignoreEventFlag;
  if (flag !== undefined && !context.taken.has(flag) && eventKey(flag) === undefined) {
    items.unshift(
      keyItem(context, {
        name: flag,
        kind: "event-key",
        detail: "ignoreEventFlag",
        doc: () => "Where it is `true`, the row is skipped.",
        value: '["equals", "$1", ["value", "$2"]]',
        rank: -1,
      }),
    );
  }
  return items;
}

/** The value that completion offers with a key: a column of the same name, or the operator that its type asks for. */
function valueSnippet({ name, type }: EventKey, { document }: KeyContext): string {
  if (document.sample?.type.keys?.has(name) === true) return JSON.stringify(name).replaceAll("$", "\\$");
  if (name === "time") return '["iso_time_to_ms", "$1"]';
  switch (type) {
    case "object":
      return "{ $1 }";
    case "mutation":
      return '["value", "${1|INSERT,UPDATE,DELETE|}"]';
    case "boolean":
      return '["bool", ${1|true,false|}]';
    case "string":
    case "integer":
    case "float":
      return '"$1"';
    default:
      return type satisfies never;
  }
}

/** Columns of the sample as names of properties, each mapped from itself. */
function columns(context: KeyContext): Completion[] {
  const { keys } = rowOf(context.document).type ?? {};
  const rows = context.document.sample?.rowCount ?? 0;
  return [...(keys ?? [])]
    .filter(([name]) => !context.taken.has(name))
    .map(([name, type], index) =>
      keyItem(context, {
        name,
        kind: "path",
        detail: sampleDetail(type),
        doc: () => sampleDoc(type, rows, 1),
        value: escapeSnippet(JSON.stringify(name)),
        rank: 100 + index,
      }),
    );
}

interface KeyItem {
  readonly name: string;
  readonly kind: Completion["kind"];
  readonly detail: string;
  readonly doc?: () => string;
  /** A snippet. */
  readonly value: string;
  readonly rank: number;
}

function keyItem({ span, after }: KeyContext, { name, kind, detail, doc, value, rank }: KeyItem): Completion {
  const quoted = JSON.stringify(name);
  return {
    label: name,
    kind,
    detail,
    ...(doc !== undefined && { doc }),
    span,
    text: `${escapeSnippet(quoted)}${after(value)}`,
    snippet: true,
    filter: quoted,
    rank,
  };
}

/** The keys of an object, without the member at the caret. */
export function takenKeys(object: ObjectNode, except: string | undefined): ReadonlySet<string> {
  const names = object.members.map((member) => member.key.value);
  const at = except === undefined ? -1 : names.indexOf(except);
  return new Set(names.filter((_, index) => index !== at));
}
