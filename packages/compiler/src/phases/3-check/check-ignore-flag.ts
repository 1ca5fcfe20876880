// In: ignoreEventFlag and what the converter yields. Out: findings about a flag that is not mapped, or cannot be true, or always is.
import type { Reporter } from "../../diagnostics/reporter.ts";
import { didYouMean, quoteName } from "../../diagnostics/quote.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import { eventKey } from "../../event/keys.ts";
import { BOOL, describeWithArticle, isNever, STRING } from "../../operators/kinds.ts";
import type { Result } from "../../values/value.ts";
import type { Span } from "../../source/span.ts";
import type { ResolvedConverter } from "../2-resolve/resolve-envelope.ts";
import type { Inference } from "./infer.ts";
import { type Entry, type Outcome, outcomesOf, type Shape } from "./outcomes.ts";

/** Whether the rows of this shape are all skipped. */
export function isAlwaysIgnored(shape: Shape, flag: string | undefined): boolean {
  return flag !== undefined && isTrue(shape.entries.get(flag)?.type.constant?.value);
}

/** Whether a constant skips every row: `true` (R), or that text in any case (D). */
function isTrue(value: Result): boolean {
  return value === true || (typeof value === "string" && value.toLowerCase() === "true");
}

/** Rows where it is true would be skipped, and all other events would lose the key. */
function reportEventKey(flag: string, place: Span, report: Reporter["report"]): void {
  report(
    "envelope-ignore-flag",
    place,
    `${quoteName(flag)} is an event key, but a flag is always removed from the event.`,
    {
      hint: 'Use a name that isn\'t an event key, such as "$ignore".',
    },
  );
}

/** Gives the key that the flag most likely meant, where it is not mapped. */
export function checkIgnoreFlag(
  { settings, ignoreEventFlagSpan: place }: ResolvedConverter,
  outcomes: readonly Outcome[],
  inference: Inference,
  report: Reporter["report"],
): string | undefined {
  const flag = settings.ignoreEventFlag;
  if (flag === undefined || place === undefined) return undefined;
  if (eventKey(flag) !== undefined) reportEventKey(flag, place, report);
  const shapes = outcomes.flatMap(({ shape }) => (shape === undefined ? [] : [shape]));
  const entries = shapes.flatMap((shape) => shape.entries.get(flag) ?? []);
  if (entries.length === 0) {
    return shapes.length === 0 || shapes.some((shape) => shape.open)
      ? undefined
      : reportUnmapped(flag, place, shapes, report);
  }
  const mapsAll = entries.length === outcomes.length;
  for (const entry of entries) checkFlag(entry, mapsAll && entries.length === 1, inference, report);
  return undefined;
}

function reportUnmapped(
  flag: string,
  place: Span,
  shapes: readonly Shape[],
  report: Reporter["report"],
): string | undefined {
  const others = shapes.flatMap((shape) => [...shape.entries.keys()]).filter((key) => eventKey(key) === undefined);
  const near = suggest(flag, others);
  report(
    "envelope-ignore-flag",
    place,
    `The converter never maps ${quoteName(flag)}, so no row is skipped${didYouMean(near)}`,
    {
      hint: "Map it to a boolean that is true for the rows to skip, or remove `ignoreEventFlag`.",
      ...(near !== undefined && {
        fixes: [
          { title: `Replace with ${JSON.stringify(near)}`, edits: [{ span: place, text: JSON.stringify(near) }] },
        ],
      }),
    },
  );
  return near;
}

function checkFlag(entry: Entry, isOnly: boolean, inference: Inference, report: Reporter["report"]): void {
  const outcomes = entry.value === undefined ? [] : outcomesOf(entry.value, inference);
  const values = outcomes.map(({ type }) => type);
  if (values.length === 0 || values.some((type) => isNever(type))) return;
  if (!values.some((type) => (type.kinds & (BOOL | STRING)) !== 0)) {
    for (const { type, span } of outcomes) {
      report(
        "envelope-ignore-flag",
        span,
        `Only true skips a row, as a boolean or text, but this is always ${describeWithArticle(type.kinds)}.`,
        {
          hint: 'To get a boolean, compare it: ["equals", ..., ["value", "true"]].',
        },
      );
    }
    return;
  }
  const [first] = values;
  if (!isOnly || values.length > 1 || first?.constant === undefined) return;
  const always = isTrue(first.constant.value);
  report(
    "envelope-ignore-flag",
    outcomes[0]?.span ?? entry.keySpan,
    always ? "This is always true: every row is skipped." : "This is never true: no row is ever skipped.",
    {
      hint: "Make it a test on the row.",
    },
  );
}
