// Runs a step of the ledger; when the ledger itself fails, the job cannot go on.
import { StageFailure } from "../contracts/stage-failure.ts";

/** @throws StageFailure of scope "job". */
export async function inLedger<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw ledgerFailure(error);
  }
}

/** The failure of a step that threw `error`. */
export function ledgerFailure(error: unknown): StageFailure {
  if (error instanceof StageFailure) return error;
  return new StageFailure({
    code: "ledger/failed",
    cause: error,
    message: `cannot read or write the ledger: ${error instanceof Error ? error.message : String(error)}`,
    hint: "check the disk or the server of the ledger; what was delivered but not recorded is delivered again under the same name",
  });
}
