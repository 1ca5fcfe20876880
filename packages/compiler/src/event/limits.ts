// The limits that an event must keep, as numbers; a source may set others.

export const EVENT_LIMITS = {
  /** Shortest `user_id` and `device_id`, in characters (R). */
  minIdLength: 5,
  /** Longest string, in UTF-16 units, anywhere in an event (R: there is a limit; D: it is 1024, and what is longer is cut). */
  maxStringLength: 1024,
  /** Layers of an object value; the object itself is the first, a list counts as one (R; how to count D). */
  maxDepth: 40,
  /** Group types of one event (R). */
  maxGroupTypes: 5,
  /** Group values of one event, over all its types (R). */
  maxGroupValues: 10,
} as const;
