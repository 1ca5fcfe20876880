// The limits of the checks, in one shape for all rules.

export interface CheckLimits {
  /** In characters. */
  readonly minIdLength: number;
  /** In UTF-16 units. */
  readonly maxStringLength: number;
  readonly maxDepth: number;
  readonly maxGroupTypes: number;
  readonly maxGroupValues: number;
}
