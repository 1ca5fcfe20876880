// The contract of deduplication: which events of an object were delivered already, by another row or another object.

/** Whether the holder of an object under a fencing token has delivered it, may still do so, or never will. Only `held` can change. */
export type ClaimStatus = "delivered" | "held" | "free";

/** Thrown when an object that was found earlier claims the same events: what was written must be withdrawn, and the object worked on again. */
export class Preempted extends Error {
  override readonly name = "Preempted";
}

/** The events of one attempt at one object. Calls come one after another. */
export interface DedupSession {
  /**
   * For each key, in the order of the rows, whether its event is a duplicate. Waits where that depends on another object
   * that is being delivered. `keys`: 16 bytes for each event, as `writeDedupKey` gives them; where they are zero the event has no key, and is no duplicate.
   * @throws Preempted; the signal's reason.
   */
  duplicates(keys: Uint8Array, signal: AbortSignal): Promise<readonly boolean[]>;
  /**
   * Keeps what was claimed, durably: from now on nobody overtakes it, and it counts as delivered once the ledger says so of the object.
   * @throws Preempted
   */
  seal(): Promise<void>;
}

export interface Deduplicator {
  /** What earlier attempts at the object claimed and did not deliver counts no more. */
  open(claim: { readonly id: number; readonly fencingToken: number }): Promise<DedupSession>;
  close(): Promise<void>;
}
