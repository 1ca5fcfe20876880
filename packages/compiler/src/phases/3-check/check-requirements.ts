// In: the keys of an event that a converter yields. Out: findings about keys that its data type needs and that are not mapped.
import { listNames, quoteName, sentence } from "../../diagnostics/quote.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import { type DataTypeName, dataTypeInfo } from "../../event/data-types.ts";
import { GROUP_IDENTIFY, IDENTIFY } from "../../event/names.ts";
import { type Purpose, strategyOf } from "../../event/purpose.ts";
import type { Span } from "../../source/span.ts";
import type { Entry, Shape } from "./outcomes.ts";

/** Keys that only an event has: with one of them a converter without an event_type forgot it (D). */
const EVENT_ONLY: readonly string[] = [
  "event_properties",
  "session_id",
  "event_id",
  "quantity",
  "price",
  "revenue",
  "productId",
  "revenueType",
];

/**
 * What a converter that yields these keys is for, which nothing in its file says (D): without an `event_type`, a
 * `mutation_type` makes it a profile, `groups` with `group_properties` group properties, and `user_properties` user
 * properties; anything else is an event.
 */
export function dataTypeOf({ entries }: Shape): DataTypeName {
  if (entries.has("event_type") || EVENT_ONLY.some((key) => entries.has(key))) return "event";
  if (entries.has("mutation_type")) return "profiles";
  if (entries.has("groups") && entries.has("group_properties")) return "group_properties";
  return entries.has("user_properties") ? "user_properties" : "event";
}

/** `meant` are keys that stand there misspelled; they are reported already. */
export function checkRequirements(
  shape: Shape,
  place: Span,
  meant: ReadonlySet<string>,
  report: Reporter["report"],
  purpose: Purpose | undefined,
): void {
  if (shape.open) return;
  const { entries } = shape;
  const type = entries.get("event_type")?.type.constant?.value;
  checkIdentify(type, shape, report);
  const dataType = purpose?.dataType ?? dataTypeOf(shape);
  const mirrored = purpose === undefined ? entries.has("mutation_type") : strategyOf(purpose) === "mirror_sync";
  const needs = dataTypeInfo(dataType).requires.filter(({ strategy, anyOf }) => {
    if (strategy === "mirror_sync" && !mirrored) return false;
    // An update of group properties is about groups; and where Mirror Sync needs a user_id, any other id is not enough.
    if (anyOf.includes("device_id")) return type !== GROUP_IDENTIFY && !mirrored;
    return true;
  });
  for (const { anyOf, text } of needs) {
    if (anyOf.some((key) => isThere(entries.get(key)) || meant.has(key))) continue;
    const nulled = anyOf.map((key) => entries.get(key)).find((entry) => entry !== undefined);
    const what = dataType === "event" ? "an event" : `a row of ${dataTypeInfo(dataType).title.toLowerCase()}`;
    if (nulled === undefined) {
      const unmapped = anyOf.length === 1 ? "but it isn't mapped" : "but neither is mapped";
      report("event-missing-key", place, sentence(`${what} needs ${text}, ${unmapped}`), {
        hint: `Map ${listNames(anyOf, "or")}.`,
      });
    } else {
      report(
        "event-missing-key",
        nulled.keySpan,
        `${quoteName(nulled.key)} is always null, which counts as missing; ${what} needs ${text}.`,
        { hint: "Map it to a value of the row." },
      );
    }
  }
  checkRevenue(shape, report);
}

/** A null is the same as the key left out (D). */
function isThere(entry: Entry | undefined): boolean {
  return entry !== undefined && entry.type.constant?.value !== null;
}

function checkIdentify(type: unknown, { entries }: Shape, report: Reporter["report"]): void {
  const entry = entries.get("event_type");
  if (entry === undefined) return;
  const needed =
    type === IDENTIFY ? ["user_properties"] : type === GROUP_IDENTIFY ? ["groups", "group_properties"] : [];
  const missing = needed.filter((key) => !isThere(entries.get(key)));
  if (missing.length === 0) return;
  const names = listNames(missing);
  report(
    "event-identify",
    entry.keySpan,
    `${quoteName(String(type))} updates ${type === IDENTIFY ? "user" : "group"} properties, but ${names} ${missing.length === 1 ? "isn't" : "aren't"} mapped.`,
    { hint: `Map ${names}.` },
  );
}

/** `productId` and `revenueType` say something of a price or revenue only (R). */
function checkRevenue({ entries }: Shape, report: Reporter["report"]): void {
  if (isThere(entries.get("price")) || isThere(entries.get("revenue"))) return;
  for (const name of ["productId", "revenueType"]) {
    const entry = entries.get(name);
    if (entry !== undefined)
      report(
        "event-missing-key",
        entry.keySpan,
        `${quoteName(name)} needs \`price\` (and \`quantity\`) or \`revenue\` in the same event.`,
        {
          hint: "Map `price` or `revenue`.",
        },
      );
  }
}
