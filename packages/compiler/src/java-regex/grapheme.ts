// In: the character tables. Out: ECMAScript source that takes one grapheme cluster as Java 17's \X does.
import { complement, difference, intersection, setSource, union, type CodePointSet } from "./code-point-set.ts";
import type { UnicodeTables } from "./unicode-tables.ts";

/** To be matched as an atomic group: Java never gives a part of a cluster back. */
export function graphemeSource(tables: UnicodeTables): string {
  const kinds = clusterKinds(tables);
  const { pictographic, extend, prepend, spacing, regional, lead, vowel, trail } = kinds;
  const [leadVowel, leadVowelTrail] = syllables();
  const marks = union(extend, spacing, [0x200d, 0x200d]);
  const other = complement(
    union(
      kinds.control,
      pictographic,
      marks,
      prepend,
      regional,
      lead,
      vowel,
      trail,
      [0xac00, 0xd7a3],
      [0x0a, 0x0a],
      [0x0d, 0x0d],
    ),
  );
  const s = setSource;
  const hangul = `${s(lead)}*(?:${s(vowel)}+|${s(leadVowel)}${s(vowel)}*|${s(leadVowelTrail)})${s(trail)}*|${s(lead)}+|${s(trail)}+`;
  const core = `${s(regional)}{1,2}|${hangul}|${s(union(pictographic, other))}`;
  const joined = `${s(pictographic)}(?:${s(marks)}*\\u200d${s(pictographic)})*${s(marks)}*`;
  return `\\r\\n|[\\r\\n]|${s(kinds.control)}|${joined}|${s(prepend)}*(?:${core})${s(marks)}*|${s(prepend)}+${s(marks)}*|${s(marks)}+`;
}

interface ClusterKinds {
  readonly control: CodePointSet;
  readonly pictographic: CodePointSet;
  readonly extend: CodePointSet;
  readonly prepend: CodePointSet;
  readonly spacing: CodePointSet;
  readonly regional: CodePointSet;
  readonly lead: CodePointSet;
  readonly vowel: CodePointSet;
  readonly trail: CodePointSet;
}

/** Java derives the kinds from categories and lists of exceptions; what an earlier kind takes, a later one has not. */
function clusterKinds(tables: UnicodeTables): ClusterKinds {
  const pictographic = tables.property("ExtendedPictographic");
  const without = (set: CodePointSet): CodePointSet => difference(set, pictographic);
  const format = tables.category("Cf");
  const extendFormat = intersection(format, [0x200c, 0x200c, 0xe0020, 0xe007f]);
  const prependFormat = intersection(
    format,
    [0x600, 0x605, 0x6dd, 0x6dd, 0x70f, 0x70f, 0x890, 0x891, 0x8e2, 0x8e2, 0x110bd, 0x110bd, 0x110cd, 0x110cd],
  );
  const modifiers = intersection(tables.category("Lm", "Sk"), [0xff9e, 0xff9f, 0x1f3fb, 0x1f3ff]);
  const letters = tables.category("Lo");
  const plainFormat = difference(format, union(extendFormat, prependFormat, [0x200d, 0x200d]));
  const unassigned = difference(tables.category("Cn"), [0x378, 0x378]);
  return {
    control: without(
      difference(union(tables.category("Cc", "Zl", "Zp", "Cs"), plainFormat, unassigned), [0x0a, 0x0a, 0x0d, 0x0d]),
    ),
    pictographic,
    extend: without(union(tables.category("Mn", "Me"), extendFormat, modifiers)),
    prepend: without(union(prependFormat, intersection(letters, PREPENDED_LETTERS))),
    spacing: without(union(difference(tables.category("Mc"), NOT_SPACING), [0xe33, 0xe33, 0xeb3, 0xeb3])),
    regional: [0x1f1e6, 0x1f1ff],
    lead: intersection(letters, [0x1100, 0x115f, 0xa960, 0xa97c]),
    vowel: intersection(letters, [0x1160, 0x11a7, 0xd7b0, 0xd7c6]),
    trail: intersection(letters, [0x11a8, 0x11ff, 0xd7cb, 0xd7fb]),
  };
}

const PREPENDED_LETTERS: CodePointSet = [
  0xd4e, 0xd4e, 0x111c2, 0x111c3, 0x1193f, 0x1193f, 0x11941, 0x11941, 0x11a3a, 0x11a3a, 0x11a84, 0x11a89, 0x11d46,
  0x11d46,
];
const NOT_SPACING: CodePointSet = [
  0x102b, 0x102c, 0x1038, 0x1038, 0x1062, 0x1064, 0x1067, 0x106d, 0x1083, 0x1083, 0x1087, 0x108c, 0x108f, 0x108f,
  0x109a, 0x109c, 0x1a61, 0x1a61, 0x1a63, 0x1a64, 0xaa7b, 0xaa7b, 0xaa7d, 0xaa7d,
];

/** Precomposed Hangul: a syllable in 28 ends in a vowel, the others in a consonant. */
function syllables(): readonly [CodePointSet, CodePointSet] {
  const open = union(...Array.from({ length: 399 }, (_, i): CodePointSet => [0xac00 + i * 28, 0xac00 + i * 28]));
  return [open, difference([0xac00, 0xd7a3], open)];
}
