// From the settings of a source to a job that works on what it is told of, for functions that are called with messages of a queue.
import { strategyInfo } from "@heddle/compiler/language";
import { StageFailure } from "../contracts/stage-failure.ts";
import {
  ingestMessages,
  type MessageOptions,
  type MessageOutcomes,
  type QueueMessage,
} from "../job/ingest-messages.ts";
import { ledgerPlace } from "../ledger/ledger-place.ts";
import type { SourceConfig } from "../source/config.ts";
import { composeJob } from "./compose-job.ts";

export interface MessageJob {
  /** @throws StageFailure of scope "job": then all messages have to come again. */
  ingest(messages: readonly QueueMessage[], options: MessageOptions): Promise<MessageOutcomes>;
  close(): Promise<void>;
}

/**
 * Opens the ledger of a source, and asks nothing of S3 yet. One job serves many calls.
 * @throws StageFailure of scope "job": `ledger/one-machine`, `notifications/no-order`, and what `composeJob` throws.
 */
export async function openMessageJob(config: SourceConfig): Promise<MessageJob> {
  const place = ledgerPlace(config.ledger);
  if (!place.manyMachines)
    throw new StageFailure({
      code: "ledger/one-machine",
      message: `the ledger ${place.name} is a file on one machine; a function runs on many`,
      hint: 'name a ledger in PostgreSQL: "ledger": { "type": "postgres", "url": "${LEDGER_URL}", "schema": "acme_events" }',
    });
  if (strategyInfo(config.strategy).keepsOrder)
    throw new StageFailure({
      code: "notifications/no-order",
      message: `objects of a source with the strategy ${config.strategy} have to be ingested in their order, and messages have none`,
      hint: "run this source with `heddle run`",
    });
  const { parts, close } = await composeJob(config);
  return { ingest: (messages, options) => ingestMessages(parts, messages, options), close };
}
