// The English (US) texts of months, days and their like, as Java 17 has them: what a text step looks for, longest first.

type Texts = readonly (readonly [text: string, value: number])[];

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function longestFirst(names: readonly string[], first: number): Texts {
  return names.map((name, index) => [name, index + first] as const).sort(([a], [b]) => b.length - a.length);
}

/** A single letter stands for the last of the names that begin with it, in Java: J is July. */
function initials(names: readonly string[]): Texts {
  return [...new Map(names.map((name, index) => [name.charAt(0), index + 1] as const))];
}

function shortened(names: readonly string[]): readonly string[] {
  return names.map((name) => name.slice(0, 3));
}

/** The texts of a field in its short, full and narrow form. */
export interface TextForms {
  readonly short: Texts;
  readonly full: Texts;
  readonly narrow: Texts;
}

export const monthTexts: TextForms = {
  short: longestFirst(shortened(months), 1),
  full: longestFirst(months, 1),
  narrow: initials(months),
};

export const dayTexts: TextForms = {
  short: longestFirst(shortened(days), 1),
  full: longestFirst(days, 1),
  narrow: initials(days),
};

export const quarterTexts: TextForms = {
  short: longestFirst(["Q1", "Q2", "Q3", "Q4"], 1),
  full: longestFirst(["1st quarter", "2nd quarter", "3rd quarter", "4th quarter"], 1),
  narrow: longestFirst(["1", "2", "3", "4"], 1),
};

export const eraTexts: TextForms = {
  short: longestFirst(["BC", "AD"], 0),
  full: longestFirst(["Before Christ", "Anno Domini"], 0),
  narrow: longestFirst(["B", "A"], 0),
};

export const amPmTexts: Texts = longestFirst(["AM", "PM"], 0);

type Periods = readonly (readonly [text: string, from: number, to: number])[];

const partsOfDay: Periods = [
  ["in the afternoon", 720, 1080],
  ["in the morning", 360, 720],
  ["in the evening", 1080, 1260],
  ["at night", 1260, 360],
];

/** Day periods with their minutes of the day; the narrow ones have other names for midnight, noon, am and pm. */
export const periodTexts: { readonly wide: Periods; readonly narrow: Periods } = {
  wide: [...partsOfDay, ["midnight", 0, 0], ["noon", 720, 720], ["AM", 0, 720], ["PM", 720, 1440]],
  narrow: [...partsOfDay, ["mi", 0, 0], ["n", 720, 720], ["a", 0, 720], ["p", 720, 1440]],
};
