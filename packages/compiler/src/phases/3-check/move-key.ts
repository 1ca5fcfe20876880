// In: a key of an object of the converter. Out: the edits that move it, with its value, into an inner object.
import type { Fix, TextEdit } from "../../diagnostics/diagnostic.ts";
import type { DataTypeName } from "../../event/data-types.ts";
import { GROUP_IDENTIFY, IDENTIFY } from "../../event/names.ts";
import { operationsOf } from "../../event/operations.ts";
import type { Argument, CallExpr } from "../2-resolve/expression.ts";
import type { Entry, Shape } from "./outcomes.ts";

/** The key of an event that properties of one's own belong in: that which its data type or event type updates. */
export function propertiesKeyOf(
  shape: Shape,
  dataType: DataTypeName,
): "event_properties" | "user_properties" | "group_properties" {
  const type = shape.entries.get("event_type")?.type.constant?.value;
  if (type === IDENTIFY) return "user_properties";
  if (type === GROUP_IDENTIFY) return "group_properties";
  return dataType === "user_properties" || dataType === "group_properties" ? dataType : "event_properties";
}

/**
 * The fix that moves `entry` into the object at `target` beside it, or wraps it in a new one; none where that cannot be written
 * down in place: the key is not in a JSON object, or `target` is there and is not one. Among operations it goes to `$set`.
 */
export function moveInto(entry: Entry, shape: Shape, target: string, text: string): Fix[] {
  const { owner } = entry;
  if (owner === undefined || !owner.call.sugar) return [];
  const [key, value] = [owner.call.args[owner.index], owner.call.args[owner.index + 1]];
  if (key === undefined || value === undefined) return [];
  const title = `Move it into "${target}"`;
  const existing = shape.entries.get(target);
  if (existing === undefined) {
    const before = { span: { start: key.span.start, end: key.span.start }, text: `${JSON.stringify(target)}: { ` };
    return [{ title, edits: [before, { span: { start: value.span.end, end: value.span.end }, text: " }" }] }];
  }
  const inner = existing.value?.kind === "expr" ? existing.value.expr : undefined;
  if (inner?.kind !== "call" || !inner.sugar || existing.owner?.call !== owner.call) return [];
  const member = text.slice(key.span.start, value.span.end);
  const insertion = insertionInto(inner, member, entry.key, operationsOf(target));
  return insertion === undefined ? [] : [{ title, edits: [removal(owner.call, owner.index), insertion] }];
}

/** Puts a member in front of those of an object; undefined where a key of its name is there, or what it must go into is no object. */
function insertionInto(
  object: CallExpr,
  member: string,
  key: string,
  operations: readonly string[],
): TextEdit | undefined {
  const first = object.args[0];
  const at = first?.span.start ?? object.span.start + 1;
  const put = (piece: string): TextEdit => ({
    span: { start: at, end: at },
    text: first === undefined ? piece : `${piece}, `,
  });
  if (valueAt(object, key) !== undefined) return undefined;
  if (!operations.some((operation) => valueAt(object, operation) !== undefined)) return put(member);
  const set = valueAt(object, "$set");
  if (set === undefined) return put(`"$set": { ${member} }`);
  return set.kind === "expr" && set.expr.kind === "call" && set.expr.sugar
    ? insertionInto(set.expr, member, key, [])
    : undefined;
}

/** What an object has at a key. */
function valueAt({ args }: CallExpr, key: string): Argument | undefined {
  const index = args.findLastIndex((arg, at) => at % 2 === 0 && arg.kind === "literal" && arg.value === key);
  return index < 0 ? undefined : args[index + 1];
}

/** Takes a key and its value out of an object that has others, with one comma. */
function removal(call: CallExpr, index: number): TextEdit {
  const next = call.args[index + 2];
  const start =
    next === undefined
      ? (call.args[index - 1]?.span.end ?? call.span.start + 1)
      : (call.args[index]?.span.start ?? call.span.start);
  const end = next?.span.start ?? call.args[index + 1]?.span.end ?? start;
  return { span: { start, end }, text: "" };
}
