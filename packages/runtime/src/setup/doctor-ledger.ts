// From the ledger of a source to whether it can be written, and belongs to the source.
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { requireWritable } from "../7-deliver/writable-folder.ts";
import type { CheckResult } from "../contracts/check-result.ts";
import { openLedger } from "../ledger/sqlite/sqlite-ledger.ts";
import type { SourceConfig } from "../source/config.ts";
import { ok, warning } from "./doctor-line.ts";

export async function checkLedger(config: SourceConfig): Promise<CheckResult> {
  const { bucket, prefix, region, roleArn } = config;
  if (!existsSync(config.ledger)) {
    const folder = dirname(config.ledger);
    await requireWritable(folder, "ledger");
    return ok(`none yet; ${folder} can hold it`);
  }
  const ledger = openLedger(config.ledger);
  try {
    await ledger.bind({ bucket, prefix, region, ...(roleArn === undefined ? {} : { roleArn }) });
    const odd = await ledger.messages();
    if (odd.length > 0)
      return warning(
        `${config.ledger} holds ${odd.length} messages of the queue that nobody understood`,
        "`heddle status --json` shows them; look at who else sends to the queue",
      );
    return ok(`${config.ledger} belongs to this source`);
  } finally {
    await ledger.close();
  }
}
