// From the settings of a source to the parts of its job: the one composition that `heddle run` uses.
import type { Program } from "@heddle/compiler";
import { sourceClients } from "./access/clients.ts";
import { s3Source } from "./1-discover/s3-source.ts";
import { type LoadedConverter, loadConverter } from "./5-map/converter.ts";
import { mapBatch } from "./5-map/map-batch.ts";
import { createTimeLimit } from "./5-map/time-limit.ts";
import { createChecks } from "./6-check/checks.ts";
import { sinkOf } from "./7-deliver/sink-of-settings.ts";
import { openLedger } from "./ledger/sqlite.ts";
import type { JobParts, JobSettings, Mapper } from "./pipeline-parts.ts";
import { objectRows } from "./pipeline-rows.ts";
import type { SourceConfig } from "./source/config.ts";

export interface ComposedJob {
  readonly parts: JobParts;
  readonly converter: LoadedConverter;
  /** Closes the ledger, the sink and the connections; the parts cannot be used afterwards. */
  close(): Promise<void>;
}

/**
 * Puts a job together; `changes` replaces single parts. Nothing is asked of S3 yet.
 * @throws StageFailure of scope "job" when the converter, the ledger or the settings cannot be used.
 */
export async function composeJob(config: SourceConfig, changes: Partial<JobParts> = {}): Promise<ComposedJob> {
  const { bucket, prefix, region, limits } = config;
  const converter = await loadConverter(config.converter);
  const { settings } = converter.program;
  const checks = createChecks({
    dataType: config.dataType,
    strategy: config.strategy,
    ...(settings.ignoreEventFlag === undefined ? {} : { ignoreEventFlag: settings.ignoreEventFlag }),
    ...(limits.minIdLength === undefined ? {} : { minIdLength: limits.minIdLength }),
    ...(limits.maxStringLength === undefined ? {} : { maxStringLength: limits.maxStringLength }),
  });
  const ledger = changes.ledger ?? openLedger(config.ledger);
  const clients = sourceClients(config);
  const parts: JobParts = {
    source: s3Source({
      client: clients.s3,
      identity: { bucket, prefix, region, ...(config.roleArn === undefined ? {} : { roleArn: config.roleArn }) },
      ...(settings.filterPattern === undefined ? {} : { filterPattern: settings.filterPattern }),
    }),
    rows: objectRows(converter.program, limits),
    mapper: programMapper(converter.program, converter.hash),
    checks,
    sink: sinkOf(config),
    ledger,
    settings: settingsOf(config),
    ...changes,
  };
  return {
    parts,
    converter,
    async close() {
      clients.destroy();
      await parts.sink.close?.();
      await parts.ledger.close();
    },
  };
}

/** A converter's program as the mapper of a job. */
export function programMapper(program: Pick<Program, "map" | "mayRunLong">, hash: string): Mapper {
  const limit = createTimeLimit();
  return { hash, map: (batch, now) => mapBatch(program, batch, now, () => limit) };
}

function settingsOf({ limits, setAside, strategy }: SourceConfig): JobSettings {
  return {
    setAside,
    // Mutations of one user have to arrive in the order of their files.
    objectsAtOnce: strategy === "mirror_sync" ? 1 : (limits.objectsAtOnce ?? 4),
    keepOrder: strategy === "mirror_sync",
    ...(limits.maxAttempts === undefined ? {} : { maxAttempts: limits.maxAttempts }),
    ...(limits.leaseSeconds === undefined ? {} : { leaseMs: limits.leaseSeconds * 1000 }),
    ...(limits.scanSeconds === undefined ? {} : { scanMs: limits.scanSeconds * 1000 }),
    ...(limits.maxObjectBytes === undefined ? {} : { maxObjectBytes: limits.maxObjectBytes }),
  };
}
