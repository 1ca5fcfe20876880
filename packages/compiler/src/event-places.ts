// From an analysed converter to the places in its text where the keys of its events are made.
import type { Analysis } from "./analyse.ts";
import { outcomesOf } from "./phases/3-check/outcomes.ts";
import type { Span } from "./source/span.ts";

export interface EventPlaces {
  /** The member of each key that the event can have; undefined where several branches make it. */
  readonly keys: ReadonlyMap<string, Span | undefined>;
  /** What stands for the event as a whole, an opening brace or an operator's name; absent where it is made in several places. */
  readonly event?: Span;
}

/** Empty where the converter has errors. */
export function eventPlaces({ converter, inference, hasErrors }: Analysis): EventPlaces {
  if (hasErrors || converter === undefined || inference === undefined) return { keys: new Map() };
  const outcomes = outcomesOf({ kind: "expr", expr: converter.body }, inference).filter(
    ({ shape }) => shape !== undefined,
  );
  const keys = new Map<string, Span | undefined>();
  for (const { shape } of outcomes) {
    for (const { key, keySpan } of shape?.entries.values() ?? [])
      keys.set(key, !keys.has(key) || keys.get(key)?.start === keySpan.start ? keySpan : undefined);
  }
  const [event, ...others] = new Map(outcomes.map(({ nameSpan }) => [nameSpan.start, nameSpan])).values();
  return { keys, ...(event === undefined || others.length > 0 ? {} : { event }) };
}
