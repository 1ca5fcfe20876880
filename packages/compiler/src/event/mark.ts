// Where a rule about events comes from, as the reference marks it.

/** R: Amplitude's documentation says so. S: seen in published converters. D: our decision. */
export type Mark = "R" | "S" | "D";

/** One rule in words, with its mark. */
export interface MarkedRule {
  readonly text: string;
  readonly mark: Mark;
}
