/** What an object of a ledger can be, and what that means; help, filters and checks derive from it. */
export const OBJECT_STATES = {
  discovered: "Found, not yet worked on",
  claimed: "A worker holds it under a lease",
  done: "Its events are in the sink",
  failed: "Nothing of it is in the sink; tried again if the error may pass and attempts are left",
  changed: "Done, and its content in the bucket changed afterwards; not ingested again",
  gone: "Deleted from the bucket before anything of it was delivered",
} as const satisfies Record<string, string>;

export type ObjectState = keyof typeof OBJECT_STATES;

export const OBJECT_STATE_NAMES = Object.keys(OBJECT_STATES) as readonly ObjectState[];
