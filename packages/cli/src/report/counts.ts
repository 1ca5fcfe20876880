// Row counts as text: one line that adds up, and the reasons below it.
import { type RowCounts, type RuleCode, RULES, sum } from "@heddle/runtime/local";
import { formatCount, formatReasons } from "./format.ts";
import type { Layout } from "./layout.ts";
import { keepTogether, wrapTokens } from "./width.ts";

/** The rules that leave an event as it is and only tell of it, or all others. */
function withEffect(changes: RowCounts["changes"], isNoted: boolean): RowCounts["changes"] {
  const noted = (rule: string): boolean => Object.hasOwn(RULES, rule) && RULES[rule as RuleCode].effect === "noted";
  return Object.fromEntries(Object.entries(changes).filter(([rule]) => noted(rule) === isNoted));
}

/** `rows 10 = events 7 + ignored 1 + dropped 1 + set aside 1`, with a line for each kind of reason that occurs, unless a report has them elsewhere. */
export function renderCounts(
  counts: RowCounts,
  { paint, room }: Pick<Layout, "paint" | "room">,
  hasReasons = true,
): string {
  const setAside = sum(counts.setAside);
  const line =
    `rows ${formatCount(counts.rows)} = events ${formatCount(counts.events)} + ignored ${formatCount(counts.ignored)}` +
    ` + dropped ${formatCount(sum(counts.dropped))} + ${keepTogether(`set aside ${formatCount(setAside)}`)}`;
  const reasons = (title: string, by: Readonly<Record<string, number>>): string[] =>
    Object.keys(by).length === 0 ? [] : [wrapTokens(`  ${title}: ${formatReasons(by)}`, room, "    ")];
  return [
    ...wrapTokens(line, room, "  ")
      .split("\n")
      .map((one) => (setAside > 0 ? paint("yellow", one) : one)),
    ...(hasReasons ? [...reasons("dropped", counts.dropped), ...reasons("set aside", counts.setAside)] : []),
    ...reasons("values changed by rules", withEffect(counts.changes, false)),
    ...reasons("warnings", withEffect(counts.changes, true)),
  ].join("\n");
}
