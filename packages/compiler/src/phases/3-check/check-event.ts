// In: a resolved converter and its types. Out: findings about the event it yields, by what is known of event keys; all of them warnings.
import type { Reporter } from "../../diagnostics/reporter.ts";
import { didYouMean, quoteName } from "../../diagnostics/quote.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import { DICT, describeWithArticle, isNever, NULL } from "../../operators/kinds.ts";
import { dataTypeInfo, type DataTypeName } from "../../event/data-types.ts";
import { eventKey, eventKeysOf } from "../../event/keys.ts";
import type { Purpose } from "../../event/purpose.ts";
import type { ResolvedConverter } from "../2-resolve/resolve-envelope.ts";
import { checkEventValue } from "./check-event-value.ts";
import { checkIgnoreFlag, isAlwaysIgnored } from "./check-ignore-flag.ts";
import { checkOperations } from "./check-operations.ts";
import { checkPlacement } from "./check-placement.ts";
import { checkRequirements, dataTypeOf } from "./check-requirements.ts";
import type { Inference } from "./infer.ts";
import { moveInto, propertiesKeyOf } from "./move-key.ts";
import { type Entry, type Outcome, outcomesOf, type Shape } from "./outcomes.ts";

/** For more unknown keys than this no likely meaning is looked for: a file with so many is no slip of the pen. */
const MOST_SUGGESTIONS = 1_000;

/** Without a purpose, each event says by its keys what it is for. */
export function checkEvent(
  converter: ResolvedConverter,
  inference: Inference,
  report: Reporter["report"],
  purpose: Purpose | undefined,
): void {
  const { body, settings, text } = converter;
  const outcomes = outcomesOf({ kind: "expr", expr: body }, inference);
  reportNoDicts(outcomes, report);
  const flag = settings.ignoreEventFlag;
  const meantFlag = checkIgnoreFlag(converter, outcomes, inference, report);
  // Merged dicts share their keys between the ways they can come out; each key is looked at once.
  const named = new Map<Entry, string | undefined>();
  const valued = new Set<Entry>();
  const reported = new Set<Entry>();
  for (const { shape, nameSpan } of outcomes) {
    // A row that is always skipped needs to be no event.
    if (shape === undefined || isAlwaysIgnored(shape, flag)) continue;
    const dataType = purpose?.dataType ?? dataTypeOf(shape);
    const meant = checkNames(shape, dataType, [flag, meantFlag], named, text, report);
    checkRequirements(shape, nameSpan, meant, report, purpose);
    // A row of another data type gets the event type of its update.
    if (purpose === undefined || dataType === "event") checkPlacement(shape, reported, report);
    for (const entry of shape.entries.values()) {
      const key = entry.key === flag ? undefined : eventKey(entry.key);
      if (key === undefined || valued.has(entry)) continue;
      valued.add(entry);
      checkEventValue(entry, key, inference, report, purpose?.minIdLength);
      checkOperations(entry, text, inference, report);
    }
  }
}

/** A row that comes to no dict is dropped (D). A branch of null among others is a way to drop rows on purpose. */
function reportNoDicts(outcomes: readonly Outcome[], report: Reporter["report"]): void {
  const somewhere = outcomes.some(({ type }) => (type.kinds & DICT) !== 0);
  for (const { type, span } of outcomes) {
    if (isNever(type) || (type.kinds & DICT) !== 0 || (somewhere && type.kinds === NULL)) continue;
    report(
      "event-not-a-dict",
      span,
      `An event must be a dict, but this is always ${describeWithArticle(type.kinds)}: these rows are dropped.`,
      {
        hint: 'Yield an object, such as { "event_type": ..., "user_id": ... }.',
      },
    );
  }
}

/** Reports keys that Amplitude ignores; gives the event keys that they most likely meant. */
function checkNames(
  shape: Shape,
  dataType: DataTypeName,
  flags: readonly (string | undefined)[],
  named: Map<Entry, string | undefined>,
  text: string,
  report: Reporter["report"],
): ReadonlySet<string> {
  const meant = new Set<string>();
  // Everything beside the known keys of a profile is a property of it.
  if (dataTypeInfo(dataType).keepsOtherKeys === true) return meant;
  const free = eventKeysOf(dataType)
    .map(({ name }) => name)
    .filter((name) => !shape.entries.has(name));
  for (const entry of shape.entries.values()) {
    if (flags.includes(entry.key) || eventKey(entry.key, dataType) !== undefined) continue;
    const known = named.has(entry);
    const near = known ? named.get(entry) : named.size < MOST_SUGGESTIONS ? suggest(entry.key, free) : undefined;
    if (near !== undefined) meant.add(near);
    if (known) continue;
    named.set(entry, near);
    const rename =
      near === undefined
        ? []
        : [{ title: `Replace with "${near}"`, edits: [{ span: entry.keySpan, text: JSON.stringify(near) }] }];
    const home = propertiesKeyOf(shape, dataType);
    const move = moveInto(entry, shape, home, text);
    const fixes = entry.value === undefined ? [] : [...rename, ...move];
    report(
      "event-unknown-key",
      entry.keySpan,
      `Amplitude ignores the event key ${quoteName(entry.key)}${didYouMean(near)}`,
      {
        hint: `Put properties of your own in ${home === "event_properties" ? "`event_properties` or `user_properties`" : `\`${home}\``}.`,
        ...(fixes.length > 0 && { fixes }),
      },
    );
  }
  return meant;
}
