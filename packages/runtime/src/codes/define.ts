// The shape of a code's definition: what it means, how far it reaches, and how to fix what brings it up.
import type { Mark } from "@heddle/compiler/language";

/** What `heddle explain` and the reference say about a code. */
export interface CodePage {
  /** What it means: one sentence, without a capital at its start or a full stop at its end. */
  readonly meaning: string;
  /** Why it happens. */
  readonly cause: string;
  /** How to fix it. */
  readonly fix: string;
  /** Rows, settings, keys or commands in which it comes up; an event rule gives one event as JSON. */
  readonly example: string;
}

/** How much a failure stops: this object alone, or the whole job. */
export type FailureScope = "object" | "job";

/** A failure: it stops an object or the job, and is thrown as a `StageFailure`. */
export interface FailureDefinition extends CodePage {
  /** `varies`: whoever throws it says which. */
  readonly scope: FailureScope | "varies";
  /** Whether trying again later can succeed though nobody fixed anything. `varies`: whoever throws it says so. */
  readonly retryable: boolean | "varies";
}

/** What happens to the row, or to one value of its event. */
export type RowEffect =
  /** The row is set aside: kept beside the output with the reason. */
  | "rejected"
  /** The row yields no event; it is counted, and not kept. */
  | "dropped"
  /** The value is shortened. */
  | "cut"
  /** The value becomes another. */
  | "converted"
  /** The key, or a part of its value, is left out. */
  | "removed"
  /** A default is added. */
  | "added"
  /** The event stays as it is, and is counted. */
  | "noted";

/** Something about one row, which stops nothing else. */
export interface RowDefinition extends CodePage {
  readonly scope: "row";
  readonly effect: RowEffect;
}

/** A rule that an event is held to; its meaning is also the message beside a row that breaks it. */
export interface RuleDefinition extends RowDefinition {
  /** Where the rule comes from. */
  readonly mark: Mark;
  /** False where following the rule changes nothing worth counting. */
  readonly counted: boolean;
  /** Of a rule that rejects rows: the keys that it is about, the likeliest first. */
  readonly keys?: readonly string[];
}

/** Something worth knowing that stops nothing. */
export interface FindingDefinition extends CodePage {
  readonly scope: "finding";
}

export type CodeDefinition = FailureDefinition | RowDefinition | RuleDefinition | FindingDefinition;
