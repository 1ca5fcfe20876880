// The name of standard input where a file is asked for.

export const STANDARD_INPUT = "-";
