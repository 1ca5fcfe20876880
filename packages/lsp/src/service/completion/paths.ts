// Completion of paths into the data, from what a sample shows at an element.
import type { SampleType, Span } from "@heddle/compiler";
import { describeKinds, DICT } from "@heddle/compiler/language";
import { code, sections, shortValue } from "../markdown.ts";
import type { DataElement } from "../role.ts";
import type { Completion } from "./item.ts";

/** Paths deeper than this are reached step by step. */
const MAX_STEPS = 4;
/** At most so many paths of several steps are offered at once. */
const MAX_DEEP = 300;
/** Before operators come the keys that fit, those deeper that fit, and then the others in the same order. */
const DEEP_RANK = 400;
const OTHER_RANK = 800;

export interface PathContext {
  readonly span: Span;
  readonly rowCount: number;
  /** The kinds that are of use in the place: paths that yield them come first. */
  readonly wanted: number;
}

/** The keys of an element; those deeper in it as a `path`. */
export function completePaths({ type }: DataElement, context: PathContext): Completion[] {
  const items: Completion[] = [];
  const deep: Completion[] = [];
  /** `share`: of the places where the whole path starts; undefined where some hold something else than dicts on the way. */
  const visit = (of: SampleType, before: readonly string[], share: number | undefined): void => {
    for (const [key, inner] of of.keys ?? []) {
      const steps = [...before, key];
      const own = share === undefined ? undefined : share * inner.share;
      if (before.length === 0) items.push(pathItem(steps, inner, own, context, items.length));
      else if (deep.length < MAX_DEEP) deep.push(pathItem(steps, inner, own, context, DEEP_RANK + deep.length));
      if (inner.kinds & DICT && steps.length < MAX_STEPS && deep.length < MAX_DEEP)
        visit(inner, steps, inner.kinds === DICT ? own : undefined);
    }
  };
  if (type !== undefined) visit(type, [], 1);
  return [...items, ...deep];
}

function pathItem(
  steps: readonly string[],
  type: SampleType,
  share: number | undefined,
  { span, rowCount, wanted }: PathContext,
  rank: number,
): Completion {
  const [first = ""] = steps;
  const single = steps.length === 1;
  const text = single ? JSON.stringify(first) : JSON.stringify(["path", ...steps]).replaceAll('","', '", "');
  const label = single ? first : steps.join(" › ");
  return {
    label,
    kind: "path",
    detail:
      share === undefined
        ? `${sampleDetail(type)} of ${steps.slice(0, -1).join(" › ")}`
        : sampleDetail({ ...type, share }),
    doc: () => sampleDoc(type, rowCount, steps.length),
    span,
    text,
    filter: JSON.stringify(single ? first : steps.join(".")),
    rank: type.kinds & wanted ? rank : rank + OTHER_RANK,
  };
}

/** Kinds and share of rows, in a few words. */
export function sampleDetail(type: Pick<SampleType, "kinds" | "share">): string {
  return `${describeKinds(type.kinds)}, ${percent(type.share)}`;
}

/** Kinds, share and examples, as Markdown. */
export function sampleDoc(type: SampleType, rowCount: number, steps: number): string {
  const rows = `${rowCount} ${rowCount === 1 ? "row" : "rows"}`;
  const around = steps === 1 ? `of the ${rows} of the sample` : `of the places where it can be, in a sample of ${rows}`;
  return sections(
    `${describeKinds(type.kinds)}; in ${percent(type.share)} ${around}`,
    type.examples.length === 0 ? "" : `For example ${type.examples.map((value) => code(shortValue(value))).join(", ")}`,
  );
}

/** A share as a percentage, never rounded to all or nothing. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 100 && share < 1) return ">99%";
  return rounded === 0 && share > 0 ? "<1%" : `${rounded}%`;
}
