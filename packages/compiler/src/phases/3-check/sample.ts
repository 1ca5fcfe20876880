// In: sample rows. Out: the type of a row as far as they show it, with how many rows have each key.
import { always, ANY, DICT, LIST, NEVER, STRING, type Type, typeOfValue, union } from "../../operators/kinds.ts";
import { isDict, type Value } from "../../values/value.ts";

/** Keys of one dict beyond this many are not told apart: such a dict is a map of data, not a record. */
const MAX_KEYS = 2_000;
/** Values of one place that are kept as examples. */
const MAX_EXAMPLES = 3;
/** Longer texts are no examples. */
const MAX_EXAMPLE_LENGTH = 200;
/** What lies deeper is not told apart. */
const MAX_DEPTH = 40;

/** The type of a place in the rows; `none` where it is absent from some of the dicts that could have it. */
export interface SampleType extends Type {
  /** In how many of the dicts around it, from 0 to 1; of the row itself 1. */
  readonly share: number;
  /** The first different values that are no lists or dicts. */
  readonly examples: readonly Value[];
  readonly keys?: ReadonlyMap<string, SampleType>;
  readonly item?: SampleType;
}

/** What the rows of a sample are; of no rows, anything. Constants are not taken from a sample: it shows what can be, not what must. */
export function rowTypeOf(rows: Iterable<Value>): SampleType {
  const place = createStats();
  for (const row of rows) add(place, row, 0);
  return place.count === 0 ? { kinds: ANY, none: false, share: 1, examples: [] } : typeOfStats(place, place.count);
}

interface PathStats {
  count: number;
  type: Type;
  readonly examples: Set<Value>;
  dicts: number;
  /** Undefined once there are too many keys. */
  keys: Map<string, PathStats> | undefined;
  item: PathStats | undefined;
  deep: boolean;
}

function createStats(): PathStats {
  return { count: 0, type: NEVER, examples: new Set(), dicts: 0, keys: new Map(), item: undefined, deep: false };
}

function add(place: PathStats, value: Value, depth: number): void {
  place.count++;
  if (depth >= MAX_DEPTH) {
    place.deep = true;
    return;
  }
  if (Array.isArray(value)) {
    place.type = joined(place.type, always(LIST));
    place.item ??= createStats();
    for (const item of value) add(place.item, item, depth + 1);
  } else if (isDict(value)) {
    place.type = joined(place.type, always(DICT));
    place.dicts++;
    for (const [key, inner] of Object.entries(value)) {
      if (place.keys === undefined) break;
      let below = place.keys.get(key);
      if (below === undefined) {
        below = createStats();
        place.keys.set(key, below);
        if (place.keys.size > MAX_KEYS) place.keys = undefined;
      }
      add(below, inner, depth + 1);
    }
  } else {
    const { constant: _, ...type } = typeOfValue(value);
    place.type = joined(place.type, type);
    if (place.examples.size < MAX_EXAMPLES && !(typeof value === "string" && value.length > MAX_EXAMPLE_LENGTH))
      place.examples.add(value);
  }
}

/** As `union`, without what a place keeps elsewhere; made once for each value, so it does little. */
function joined(before: Type, next: Type): Type {
  if (before === NEVER) return next;
  if ((before.kinds | next.kinds) === before.kinds && (before.numeric === next.numeric || (next.kinds & STRING) === 0))
    return before;
  return { ...union([before, next]), none: false };
}

function typeOfStats(place: PathStats, around: number): SampleType {
  const absent = place.count < around;
  const common = { none: absent, share: around === 0 ? 0 : place.count / around, examples: [...place.examples] };
  if (place.deep) return { kinds: ANY, ...common };
  const { kinds, numeric } = place.type;
  return {
    kinds,
    ...common,
    ...(numeric === false && { numeric }),
    ...(place.dicts > 0 &&
      place.keys !== undefined && {
        sampled: true as const,
        keys: new Map([...place.keys].map(([key, inner]) => [key, typeOfStats(inner, place.dicts)])),
      }),
    ...(place.item !== undefined && place.item.count > 0 && { item: typeOfStats(place.item, place.item.count) }),
  };
}
