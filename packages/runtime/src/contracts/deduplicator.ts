// The contract of deduplication: which events of an object were delivered already, by another row or another object.

/** Whether the holder of an object under a fencing token has delivered it, may still do so, or never will. Only `held` changes. */
export type ClaimStatus = "delivered" | "held" | "free";

/** Thrown when an object that was found earlier claims the same events: its output must be withdrawn, and the object start over. */
export class Preempted extends Error {
  override readonly name: string = "Preempted";
}

/** Thrown when a later attempt at the object has begun: the claim is lost, or the ledger is older than the keys. */
export class LaterAttempt extends Preempted {
  override readonly name = "LaterAttempt";
}

/** The events of one attempt at one object. Calls come one after another. */
export interface DedupSession {
  /**
   * Whether each event is a duplicate, in the order of `keys`; waits while that depends on another object that is being delivered.
   * `keys`: `KEY_BYTES` for each event, as `writeDedupKey` writes them; an event without a key is no duplicate.
   * @throws Preempted; LaterAttempt as {@link Deduplicator.open}; the signal's reason.
   */
  duplicates(keys: Uint8Array, signal: AbortSignal): Promise<readonly boolean[]>;
  /**
   * Makes the claims durable: from now on nobody preempts them, and they count as delivered once the ledger says so of the object.
   * @throws Preempted
   */
  seal(): Promise<void>;
}

export interface Deduplicator {
  /**
   * Claims of earlier attempts at the object that were not delivered are void, from the first key of this one on.
   * @throws LaterAttempt where a later holder of the object has opened a session; here, or with the first key.
   */
  open(claim: { readonly id: number; readonly fencingToken: number }): Promise<DedupSession>;
  close(): Promise<void>;
}
