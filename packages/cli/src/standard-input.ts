/** The name of standard input in place of a file. */
export const STANDARD_INPUT = "-";
