// In: a key of an object of the converter. Out: the edits that move it, with its value, into an inner object.
import type { Fix, TextEdit } from "../../diagnostics/diagnostic.ts";
import type { CallExpr } from "../2-resolve/expression.ts";
import type { Entry, Shape } from "./outcomes.ts";

/**
 * The fix that moves `entry` into the object at `target` beside it, or wraps it in a new one; none where that cannot be written
 * down in place: the key does not stand in a JSON object, or `target` is there and is no JSON object.
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
  const first = inner.args[0];
  const member = text.slice(key.span.start, value.span.end);
  const at = first?.span.start ?? inner.span.start + 1;
  const insertion = { span: { start: at, end: at }, text: first === undefined ? member : `${member}, ` };
  return [{ title, edits: [removal(owner.call, owner.index), insertion] }];
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
