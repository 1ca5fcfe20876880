// The locks of a PostgreSQL ledger, each for the work that goes one at a time over all processes.

/** Under it claims are handed out where the order has to be kept, and taken away. */
export const CLAIMS = 1;
/** Under it objects are found, and marked to be tried again. */
export const DISCOVERY = 3;
/** Under it a source is bound. */
export const BINDING = 4;
