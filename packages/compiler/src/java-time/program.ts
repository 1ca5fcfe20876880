// The shape of a compiled time pattern: plain data, which a generated module holds as a literal.

/** A number: at least `min` and at most `max` digits. */
export interface NumberStep {
  readonly op: "number";
  readonly field: number;
  readonly min: number;
  readonly max: number;
  /** `none`: digits alone; `minus`: a minus is allowed; `pad`: a plus must stand before more than `min` digits, and only there. */
  readonly sign: "none" | "minus" | "pad";
  /** How many digits the numbers that follow without a gap need. */
  readonly reserve: number;
  /** Two digits are a year of 2000-2099. */
  readonly reduced: boolean;
}

/** Exactly `digits` digits of a fraction of a second. */
export interface FractionStep {
  readonly op: "fraction";
  readonly digits: number;
}

/** One of the texts, tried in their order, for the value beside it. */
export interface TextStep {
  readonly op: "text";
  readonly field: number;
  readonly texts: readonly (readonly [text: string, value: number])[];
}

/** The name of a part of the day, given by its first minute and the one after its last. */
export interface PeriodStep {
  readonly op: "period";
  readonly texts: readonly (readonly [text: string, from: number, to: number])[];
}

export interface LiteralStep {
  readonly op: "literal";
  readonly text: string;
}

/** An offset such as `+01:00`, or the text that stands for zero. */
export interface OffsetStep {
  readonly op: "offset";
  readonly colon: boolean;
  readonly minutes: "optional" | "mandatory";
  readonly seconds: boolean;
  readonly zero: string;
}

/** An offset such as `GMT+1` or, in full, `GMT+01:00`. */
export interface LocalizedOffsetStep {
  readonly op: "localizedOffset";
  readonly full: boolean;
}

/** A zone by id, offset, or a name among `zones` of the program. */
export interface ZoneStep {
  readonly op: "zone";
  readonly table: number;
}

/** An optional section up to the `close` at `end`. */
export interface OpenStep {
  readonly op: "open";
  readonly end: number;
}

export interface CloseStep {
  readonly op: "close";
}

/** A step that must fill exactly `width` characters, spaces before it included. */
export interface PadStep {
  readonly op: "pad";
  readonly width: number;
  readonly step: TimeStep;
}

export type TimeStep =
  | NumberStep
  | FractionStep
  | TextStep
  | PeriodStep
  | LiteralStep
  | OffsetStep
  | LocalizedOffsetStep
  | ZoneStep
  | OpenStep
  | CloseStep
  | PadStep;

/** The names that a zone step knows, each with its zone id (empty: the name is the id), and the length of the longest. */
export interface ZoneTable {
  readonly longest: number;
  readonly ids: { readonly [name: string]: string };
}

export interface TimeProgram {
  readonly steps: readonly TimeStep[];
  /** Empty unless the pattern has zone letters. */
  readonly zones: readonly ZoneTable[];
}

/** What a text has yielded so far, while it is read. */
export interface TimeState {
  /** A bit for each field that has a value. */
  mask: number;
  /** The values, by field number. */
  values: number[];
  /** A region id, or a fixed offset in seconds. */
  zone: string | number | undefined;
  period: readonly [text: string, from: number, to: number] | undefined;
}
