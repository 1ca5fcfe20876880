// In: an event key and what it is mapped from. Out: findings about kinds that never fit, and about constants that Amplitude refuses.
import type { Fix } from "../../diagnostics/diagnostic.ts";
import { quoteName } from "../../diagnostics/quote.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import { type EventKey, type EventKeyType, MUTATIONS } from "../../event/keys.ts";
import { EVENT_LIMITS } from "../../event/limits.ts";
import { GROUP_IDENTIFY, IDENTIFY, isRefusedId, RESERVED_EVENT_TYPES } from "../../event/names.ts";
import {
  BOOL,
  DICT,
  describeWithArticle,
  HUGE,
  isNever,
  NULL,
  NUMBER,
  STRING,
  type Type,
} from "../../operators/kinds.ts";
import type { Span } from "../../source/span.ts";
import { parseIsoTime } from "../../values/iso-time.ts";
import { tryParseJson } from "../../values/json.ts";
import { isDict, type Result } from "../../values/value.ts";
import type { Inference } from "./infer.ts";
import { type Entry, type Outcome, outcomesOf } from "./outcomes.ts";

const WANTED: Readonly<Record<EventKeyType, string>> = {
  string: "a string",
  integer: "an integer",
  float: "a number",
  object: "an object",
  boolean: "a boolean",
  mutation: "INSERT, UPDATE or DELETE",
};

/** `minIdLength`: the shortest id that is kept, in characters. */
export function checkEventValue(
  entry: Entry,
  key: EventKey,
  inference: Inference,
  report: Reporter["report"],
  minIdLength: number = EVENT_LIMITS.minIdLength,
): void {
  const outcomes: readonly Outcome[] =
    entry.value === undefined
      ? [{ type: entry.type, span: entry.keySpan, nameSpan: entry.keySpan }]
      : outcomesOf(entry.value, inference);
  for (const outcome of outcomes) {
    if (!canFit(key, outcome.type)) reportKind(key, outcome, report);
    else if (outcome.type.constant !== undefined)
      checkConstant(key, outcome.type.constant.value, outcome, report, minIdLength);
  }
  if (key.name === "groups") checkGroups(outcomes, report);
  if (key.name === "plan") checkPlan(outcomes, inference, report);
}

/** Whether some value of the type is one that the key takes as it is or turned (events.md); null is the same as left out (D). */
function canFit({ name, type: wanted }: EventKey, type: Type): boolean {
  if (isNever(type)) return true;
  const texts = type.numeric === false ? 0 : STRING;
  switch (wanted) {
    case "string":
      return (type.kinds & (name === "currency" ? STRING | NULL : STRING | NUMBER | HUGE | NULL)) !== 0;
    case "integer":
    case "float":
      return (type.kinds & (NUMBER | texts | NULL)) !== 0;
    case "object":
      return (type.kinds & (DICT | NULL)) !== 0;
    case "boolean":
      return (type.kinds & (BOOL | STRING | NULL)) !== 0;
    case "mutation":
      return (type.kinds & (STRING | NULL)) !== 0;
    default:
      return wanted satisfies never;
  }
}

function reportKind(key: EventKey, { type, span, exprSpan }: Outcome, report: Reporter["report"]): void {
  const numeric = key.type === "integer" || key.type === "float";
  const found = numeric && type.kinds === STRING ? "text that isn't a number" : describeWithArticle(type.kinds);
  const fix = wrapFor(key, type);
  report("event-wrong-kind", span, `${quoteName(key.name)} must be ${WANTED[key.type]}, but this is always ${found}.`, {
    hint: key.doc,
    ...(fix !== undefined && exprSpan !== undefined && { fixes: [wrapped(fix, exprSpan)] }),
  });
}

interface Wrapping {
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

/** The operator that turns what is there into what the key needs. */
function wrapFor(key: EventKey, type: Type): Wrapping | undefined {
  const constant = type.constant?.value;
  const texts = (type.kinds & STRING) !== 0;
  const isTime = typeof constant !== "string" || parseIsoTime(constant) !== undefined;
  const isObject = typeof constant !== "string" || isDict(tryParseJson(constant));
  if (key.name === "time" && texts && isTime)
    return { title: "Parse it as an ISO time", before: '["iso_time_to_ms", ', after: "]" };
  if (key.type === "object" && texts && isObject)
    return { title: "Parse the text as JSON", before: '["parse_json_object", ', after: "]" };
  if (key.type === "string" && key.name !== "currency" && (type.kinds & BOOL) !== 0)
    return { title: "Convert it to text", before: '["concat", ', after: "]" };
  return undefined;
}

function wrapped({ title, before, after }: Wrapping, { start, end }: Span): Fix {
  return {
    title,
    edits: [
      { span: { start, end: start }, text: before },
      { span: { start: end, end }, text: after },
    ],
  };
}

function checkConstant(
  key: EventKey,
  value: Result,
  { span, literal }: Outcome,
  report: Reporter["report"],
  minIdLength: number,
): void {
  const fault = faultOf(key, value, minIdLength);
  if (fault === undefined) return;
  const { message, better } = fault;
  const spelled =
    better === undefined
      ? undefined
      : literal === true
        ? JSON.stringify(better)
        : `["value", ${JSON.stringify(better)}]`;
  report("event-bad-value", span, message, {
    hint: fault.hint,
    ...(spelled !== undefined && { fixes: [{ title: `Write "${better}"`, edits: [{ span, text: spelled }] }] }),
  });
}

interface Fault {
  readonly message: string;
  readonly hint: string;
  readonly better?: string;
}

/** What Amplitude refuses of a constant, or this import takes out. */
function faultOf(key: EventKey, value: Result, minIdLength: number): Fault | undefined {
  if (key.type === "mutation") return mutationFault(value);
  const text = typeof value === "number" || typeof value === "bigint" ? String(value) : value;
  if (key.type === "boolean") {
    if (typeof text !== "string" || /^(?:true|false)$/i.test(text)) return undefined;
    return {
      message: `${quoteName(key.name)} must be a boolean, not ${JSON.stringify(text)}.`,
      hint: 'Write ["bool", true] or ["bool", false].',
    };
  }
  if (typeof text !== "string" || key.type !== "string") return undefined;
  if (key.name === "user_id" || key.name === "device_id") return idFault(key.name, text, minIdLength);
  if (key.name === "currency" && !/^[A-Z]{3}$/.test(text)) {
    const better = /^[A-Za-z]{3}$/.test(text) ? { better: text.toUpperCase() } : {};
    return {
      message: `\`currency\` must be a three-letter ISO 4217 code in upper case, not ${JSON.stringify(text)}.`,
      hint: 'For example "EUR".',
      ...better,
    };
  }
  if (key.name === "event_type" && RESERVED_EVENT_TYPES.has(text)) {
    return {
      message: `Amplitude reserves the event type ${JSON.stringify(text)}.`,
      hint: "Choose another name.",
    };
  }
  if (key.name === "event_type") return updateFault(text);
  if (key.name === "ip" && text === "$remote") {
    return {
      message: "`$remote` is the address of the sender, which in an import is the importer, not the user.",
      hint: "Map the user's IP address, or remove `ip`.",
    };
  }
  if (key.uncut !== true && text.length > EVENT_LIMITS.maxStringLength) {
    return {
      message: `${quoteName(key.name)} is ${text.length} characters long and is cut to ${EVENT_LIMITS.maxStringLength}.`,
      hint: "Shorten it.",
    };
  }
  return undefined;
}

/** Older editions of the reference have `$groupIdentify`, which Amplitude takes as an ordinary event. */
function updateFault(text: string): Fault | undefined {
  const better = [IDENTIFY, GROUP_IDENTIFY].find((type) => type !== text && type.toLowerCase() === text.toLowerCase());
  if (better === undefined) return undefined;
  return {
    message: `The event type ${JSON.stringify(text)} is an ordinary event; did you mean ${quoteName(better)}?`,
    hint: `Only \`${better}\`, in exactly this case, updates properties.`,
    better,
  };
}

function mutationFault(value: Result): Fault | undefined {
  if (typeof value !== "string" || MUTATIONS.includes(value)) return undefined;
  const better = MUTATIONS.find((mutation) => mutation === value.trim().toUpperCase());
  return {
    message: `\`mutation_type\` must be exactly INSERT, UPDATE or DELETE, not ${JSON.stringify(value)}.`,
    hint: "Mirror Sync drops rows with any other value.",
    ...(better !== undefined && { better }),
  };
}

function idFault(name: string, text: string, minIdLength: number): Fault | undefined {
  if (isRefusedId(text)) {
    return {
      message: `Amplitude rejects the placeholder ${JSON.stringify(text)} as ${quoteName(name)}.`,
      hint: "Where there is no id, leave the key out: yield no value.",
    };
  }
  if ([...text].length >= minIdLength) return undefined;
  return {
    message: `The ${quoteName(name)} ${JSON.stringify(text)} is shorter than ${minIdLength} characters and is removed.`,
    hint: "A source file can set another minimum with `limits.minIdLength`.",
  };
}

/** At most so many group types an event (R). */
function checkGroups(outcomes: readonly Outcome[], report: Reporter["report"]): void {
  for (const { shape, nameSpan } of outcomes) {
    if (shape === undefined) continue;
    const sure = [...shape.entries.values()].filter(({ type }) => !type.none && type.constant?.value !== null).length;
    if (sure <= EVENT_LIMITS.maxGroupTypes) continue;
    report(
      "event-bad-value",
      nameSpan,
      `An event can have at most ${EVENT_LIMITS.maxGroupTypes} group types, but this always has ${sure}.`,
      { hint: `The first ${EVENT_LIMITS.maxGroupTypes} are kept.` },
    );
  }
}

/** The parts of a plan are strings (R). */
function checkPlan(outcomes: readonly Outcome[], inference: Inference, report: Reporter["report"]): void {
  for (const { shape } of outcomes) {
    for (const entry of shape?.entries.values() ?? [])
      checkEventValue(
        entry,
        { name: `plan.${entry.key}`, type: "string", doc: "A part of the tracking plan.", rules: [] },
        inference,
        report,
      );
  }
}
