// The limits of an event; a source file can set others.

export const EVENT_LIMITS = {
  /** Shortest `user_id` and `device_id`, in characters (R). */
  minIdLength: 5,
  /** Longest string anywhere in an event, in UTF-16 units (R: there is a limit; D: it is 1024, and longer text is truncated). */
  maxStringLength: 1024,
  /** Levels of an object value; the object itself is the first, a list counts as one (R; how to count D). */
  maxDepth: 40,
  /** Group types of one event (R). */
  maxGroupTypes: 5,
  /** Group values of one event, over all its types (R). */
  maxGroupValues: 10,
} as const;

/** 2000-01-01 in milliseconds since the epoch; an earlier `time` is likely to be in seconds (D). */
export const MIN_USUAL_TIME = 946_684_800_000;
