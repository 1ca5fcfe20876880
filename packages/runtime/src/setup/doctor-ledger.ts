// From the ledger of a source to whether it can be written, and belongs to the source.
import type { CheckResult } from "../contracts/check-result.ts";
import { ledgerPlace } from "../ledger/ledger-place.ts";
import type { SourceConfig } from "../source/config.ts";
import { ok, warning } from "./doctor-line.ts";

export async function checkLedger(config: SourceConfig): Promise<CheckResult> {
  const { bucket, prefix, region, roleArn } = config;
  const place = ledgerPlace(config.ledger);
  if (!(await place.exists())) return place.check();
  const ledger = await place.open();
  try {
    await ledger.bind({ bucket, prefix, region, ...(roleArn === undefined ? {} : { roleArn }) });
    const keys = await place.checkKeys();
    if (keys !== undefined && keys.outcome !== "ok") return keys;
    const odd = await ledger.messages();
    if (odd.length > 0)
      return warning(
        `${place.name} holds ${odd.length} messages of the queue that nobody understood`,
        "`heddle status --json` shows them; look at who else sends to the queue",
      );
    return ok(`${place.name} belongs to this source${keys === undefined ? "" : `; ${keys.message}`}`);
  } finally {
    await ledger.close();
  }
}
