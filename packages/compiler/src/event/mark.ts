// Where a rule about events comes from, as marked in the reference.

/** R: Amplitude's documentation says so. S: seen in published converters. D: our decision. */
export type Mark = "R" | "S" | "D";

/** One rule in words, with its mark. */
export interface MarkedRule {
  readonly text: string;
  readonly mark: Mark;
}
