// In: the keys of an event whose type is a constant. Out: findings about property updates that have no effect on this type of event.
import type { Reporter } from "../../diagnostics/reporter.ts";
import { GROUP_IDENTIFY, IDENTIFY } from "../../event/names.ts";
import { operationsOf } from "../../event/operations.ts";
import { NULL } from "../../operators/kinds.ts";
import type { Entry, Shape } from "./outcomes.ts";

/** Operations only work on `$identify` and `$groupidentify`, `group_properties` only on `$groupidentify` (R). */
export function checkPlacement({ entries }: Shape, reported: Set<Entry>, report: Reporter["report"]): void {
  const type = entries.get("event_type")?.type.constant?.value;
  if (typeof type !== "string") return;
  const user = entries.get("user_properties");
  const groups = entries.get("group_properties");
  if (user !== undefined && type !== IDENTIFY) reportOperations(user, IDENTIFY, reported, report);
  if (groups === undefined || type === GROUP_IDENTIFY || groups.type.kinds === NULL || reported.has(groups)) return;
  reported.add(groups);
  report(
    "event-misplaced-update",
    groups.keySpan,
    `Amplitude reads \`group_properties\` only on \`${GROUP_IDENTIFY}\` events, but this event's type is ${JSON.stringify(type)}.`,
    { hint: `Map group properties in a converter whose \`event_type\` is ["value", "${GROUP_IDENTIFY}"].` },
  );
}

function reportOperations(entry: Entry, wanted: string, reported: Set<Entry>, report: Reporter["report"]): void {
  const operations = operationsOf(entry.key);
  const used = [...(entry.type.keys?.keys() ?? [])].filter((name) => operations.includes(name));
  if (used.length === 0 || reported.has(entry)) return;
  reported.add(entry);
  report(
    "event-misplaced-update",
    entry.keySpan,
    `Property operations such as \`${used[0]}\` only work on \`${wanted}\` events.`,
    { hint: `Map plain properties here, or make the \`event_type\` ["value", "${wanted}"].` },
  );
}
