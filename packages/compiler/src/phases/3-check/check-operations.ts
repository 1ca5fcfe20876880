// In: user_properties or group_properties of an event. Out: findings about operations mixed with plain keys, unknown, or without an object.
import type { Reporter } from "../../diagnostics/reporter.ts";
import { didYouMean, listNames, quoteName } from "../../diagnostics/quote.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import { operationsOf, USER_OPERATIONS } from "../../event/operations.ts";
import { DICT, describeWithArticle, isNever, NULL } from "../../operators/kinds.ts";
import type { Inference } from "./infer.ts";
import { moveInto } from "./move-key.ts";
import { type Entry, outcomesOf, type Shape, spanOf } from "./outcomes.ts";

export function checkOperations(entry: Entry, text: string, inference: Inference, report: Reporter["report"]): void {
  const operations = operationsOf(entry.key);
  if (operations.length === 0 || entry.value === undefined) return;
  for (const { shape } of outcomesOf(entry.value, inference)) {
    if (shape !== undefined) checkShape(entry.key, shape, operations, text, report);
  }
}

function checkShape(
  name: string,
  shape: Shape,
  operations: readonly string[],
  text: string,
  report: Reporter["report"],
): void {
  const used = [...shape.entries.values()].filter((entry) => operations.includes(entry.key));
  for (const entry of shape.entries.values()) {
    if (operations.includes(entry.key)) checkOperand(entry, report);
    else if (USER_OPERATIONS.includes(entry.key)) {
      report(
        "event-unknown-operation",
        entry.keySpan,
        `${quoteName(name)} doesn't have the operation ${quoteName(entry.key)}.`,
        {
          hint: `Its operations are ${listNames(operations)}.`,
        },
      );
    } else {
      const near = entry.key.startsWith("$") ? suggest(entry.key, operations) : undefined;
      if (near !== undefined) {
        report(
          "event-unknown-operation",
          entry.keySpan,
          `Unknown operation ${quoteName(entry.key)}${didYouMean(near)}`,
          {
            hint: `The operations of ${quoteName(name)} are ${listNames(operations)}.`,
            ...(entry.value !== undefined && {
              fixes: [
                { title: `Replace with "${near}"`, edits: [{ span: entry.keySpan, text: JSON.stringify(near) }] },
              ],
            }),
          },
        );
      } else if (used.length > 0) reportMixed(name, entry, shape, text, report);
    }
  }
}

function reportMixed(name: string, entry: Entry, shape: Shape, text: string, report: Reporter["report"]): void {
  const fixes = moveInto(entry, shape, "$set", text);
  report(
    "event-mixed-operations",
    entry.keySpan,
    `${quoteName(name)} mixes operations with the plain property ${quoteName(entry.key)}.`,
    {
      hint: "Put plain properties inside `$set`.",
      ...(fixes.length > 0 && { fixes }),
    },
  );
}

function checkOperand({ key, value, type, keySpan }: Entry, report: Reporter["report"]): void {
  if (isNever(type) || (type.kinds & (DICT | NULL)) !== 0) return;
  const span = value === undefined ? keySpan : spanOf(value);
  report(
    "event-wrong-kind",
    span,
    `${quoteName(key)} takes an object of properties, but this is always ${describeWithArticle(type.kinds)}.`,
    { hint: `Write "${key}": { "property": value }.` },
  );
}
