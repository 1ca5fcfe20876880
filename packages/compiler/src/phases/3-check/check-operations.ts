// In: user_properties or group_properties of an event. Out: findings about operations mixed with plain keys, unknown, or without an object.
import type { Reporter } from "../../diagnostics/reporter.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import { operationsOf, USER_OPERATIONS } from "../../event/operations.ts";
import { DICT, describeKinds, isNever, NULL } from "../../operators/kinds.ts";
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
      report("event-unknown-operation", entry.keySpan, `${name} does not know the operation ${entry.key}.`, {
        hint: `Its operations are ${operations.join(", ")}.`,
      });
    } else {
      const near = entry.key.startsWith("$") ? suggest(entry.key, operations) : undefined;
      if (near !== undefined) {
        report(
          "event-unknown-operation",
          entry.keySpan,
          `There is no operation ${entry.key}. Did you mean "${near}"?`,
          {
            hint: `The operations of ${name} are ${operations.join(", ")}.`,
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
    `${name} holds operations, and beside them the plain key ${JSON.stringify(entry.key)}; they cannot be mixed.`,
    {
      hint: 'Put plain properties inside "$set".',
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
    `The operation ${key} takes an object of properties, and this can only be ${describeKinds(type.kinds)}.`,
    { hint: `Write "${key}": { "property": value }.` },
  );
}
