// From the settings of a source to the parts of its job: the one composition that `heddle run` uses.
import { strategyInfo } from "@heddle/compiler/language";
import { sourceClients } from "../aws/clients.ts";
import { s3Source } from "../2-open/s3-source.ts";
import { compileConverter, type LoadedConverter, loadConverter } from "../5-map/converter.ts";
import { createSink, sinkDefinition } from "../7-deliver/create-sink.ts";
import type { KeptConverter, Ledger } from "../contracts/ledger.ts";
import { ledgerPlace } from "../ledger/ledger-place.ts";
import { completingParts, converterParts } from "../job/converter-parts.ts";
import type { ConverterParts, JobParts, JobSettings } from "../contracts/job-parts.ts";
import type { SourceConfig } from "../source/config.ts";
import { SCAN_SECONDS, SCAN_SECONDS_WITH_NOTIFICATIONS } from "../settings/limits.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { createMappingPool } from "../threads/pool.ts";

export interface ComposedJob {
  readonly parts: JobParts;
  readonly converter: LoadedConverter;
  /** Closes the ledger, the sink and the connections; the parts cannot be used afterwards. */
  close(): Promise<void>;
}

export interface ComposeOptions {
  /** Arguments of Node for the mapping threads (default: those of this process). */
  readonly execArgv?: readonly string[];
  /** Starts deduplication without keys where they are missing, though the ledger has ingested; otherwise that is refused. */
  readonly newKeys?: boolean;
}

/**
 * Puts a job together; `changes` replaces single parts. Nothing is asked of S3 yet.
 * @throws StageFailure of scope "job" when the converter, the ledger or the settings cannot be used.
 */
export async function composeJob(
  config: SourceConfig,
  changes: Partial<JobParts> = {},
  options: ComposeOptions = {},
): Promise<ComposedJob> {
  const converter = await loadConverter(config.converter);
  const ledger = changes.ledger ?? (await ledgerPlace(config.ledger).open());
  let dedup: Pick<JobParts, "dedup"> = {};
  try {
    if (changes.sink === undefined && changes.dedup === undefined) dedup = await dedupOf(config, ledger, options);
    return jobOf(config, { changes, converter, ledger, ...dedup }, options);
  } catch (error) {
    // Connections that stay open would keep the process from ending.
    await dedup.dedup?.close();
    await ledger.close();
    throw error;
  }
}

interface Opened extends Pick<JobParts, "ledger" | "dedup"> {
  readonly changes: Partial<JobParts>;
  readonly converter: LoadedConverter;
}

function jobOf(
  config: SourceConfig,
  { changes, converter, ledger, dedup }: Opened,
  options: ComposeOptions,
): ComposedJob {
  const { bucket, prefix, region, notifications } = config;
  const { filterPattern } = converter.program.settings;
  const clients = sourceClients(config);
  const parts: JobParts = {
    source: s3Source({
      client: clients.s3,
      identity: { bucket, prefix, region, ...(config.roleArn === undefined ? {} : { roleArn: config.roleArn }) },
      ...(filterPattern === undefined ? {} : { filterPattern }),
      open: { verify: config.checksums },
      ...(clients.sqs === undefined || notifications === undefined
        ? {}
        : { notifications: { sqs: clients.sqs, settings: notifications } }),
    }),
    ...partsOf(config, converter, changes),
    sink: createSink(config),
    ledger,
    ...(dedup === undefined ? {} : { dedup }),
    settings: settingsOf(config),
    // What is replaced by hand holds for every object.
    ...((changes.mapper ?? changes.rows ?? changes.checks)
      ? {}
      : { earlier: earlierParts(config), completing: completingPartsOf(config, converter) }),
    ...((changes.mapper ?? changes.checks) ? {} : poolOf(config, converter, options)),
    ...changes,
  };
  return {
    parts,
    converter,
    async close() {
      clients.destroy();
      await parts.pool?.close();
      await parts.sink.close?.();
      await parts.dedup?.close();
      await parts.ledger.close();
    },
  };
}

/** Rows go as bytes by the converter and the rules of the settings alone: parts replaced by hand map and check values. */
function partsOf(config: SourceConfig, converter: LoadedConverter, changes: Partial<JobParts>): ConverterParts {
  const { bytes, ...parts } = converterParts(config, converter);
  return (changes.mapper ?? changes.checks) || bytes === undefined ? parts : { ...parts, bytes };
}

/**
 * Threads know what the settings say, and nothing of parts that were replaced by hand. A converter whose patterns can take long has one even
 * where none is asked for: it would keep this thread from renewing leases, and from stopping.
 */
function poolOf(
  { dataType, strategy, limits, lostTime }: SourceConfig,
  { program }: LoadedConverter,
  { execArgv }: ComposeOptions,
): Pick<JobParts, "pool"> {
  const { workers: threads } = limits;
  if (threads <= 1 && program.maxUnguardedRowBytes === Infinity) return {};
  return {
    pool: createMappingPool({
      threads,
      settings: { dataType, strategy, limits, lostTime },
      ...(execArgv === undefined ? {} : { execArgv }),
    }),
  };
}

/** Mutations and profiles repeat on purpose; and some sinks deduplicate themselves. */
async function dedupOf(
  { strategy, sink, deduplicate, ledger: settings }: SourceConfig,
  ledger: Ledger,
  { newKeys = false }: ComposeOptions,
): Promise<Pick<JobParts, "dedup">> {
  if (!strategyInfo(strategy).dropsRepeated || !deduplicate || sinkDefinition(sink).deduplicates) return {};
  const place = ledgerPlace(settings);
  if (!newKeys && !(await place.hasKeys()) && (await ledger.hasIngested())) throw keysMissing(place.keysName);
  return { dedup: await place.openDedup(ledger) };
}

function keysMissing(name: string): StageFailure {
  return new StageFailure({
    code: "dedup/missing",
    message: `the ledger has ingested, but its deduplication keys are missing: ${name}`,
    hint: "restore them with the ledger; or start without them once by `heddle run --new-keys`: then events that were delivered within seven days are delivered again where they come again",
  });
}

/** Compiles each earlier converter once. */
function earlierParts(config: SourceConfig): (converter: KeptConverter) => Promise<ConverterParts> {
  const known = new Map<string, ConverterParts>();
  return async ({ hash, text }) => {
    const parts = known.get(hash) ?? converterParts(config, compileConverter(text, asItWas(config, hash), hash));
    known.set(hash, parts);
    return parts;
  };
}

/** Puts together the parts of each chain of converters once. */
function completingPartsOf(config: SourceConfig, converter: LoadedConverter): NonNullable<JobParts["completing"]> {
  const known = new Map<string, ConverterParts>();
  return async (converters) => {
    const chain = converters.map(({ hash }) => hash).join("+");
    const parts =
      known.get(chain) ??
      completingParts(config, [
        ...converters.map(({ hash, text }) => compileConverter(text, asItWas(config, hash), hash)),
        converter,
      ]);
    known.set(chain, parts);
    return parts;
  };
}

function asItWas({ converter }: SourceConfig, hash: string): string {
  return `${converter} (as it was, ${hash.slice(0, 12)})`;
}

function settingsOf({ limits, setAside, strategy, notifications }: SourceConfig): JobSettings {
  const { scanSeconds = notifications === undefined ? SCAN_SECONDS : SCAN_SECONDS_WITH_NOTIFICATIONS } = limits;
  const { keepsOrder } = strategyInfo(strategy);
  return {
    testFirst: true,
    setAside,
    objectsAtOnce: keepsOrder ? 1 : limits.objectsAtOnce,
    keepOrder: keepsOrder,
    maxAttempts: limits.maxAttempts,
    retryForMs: limits.retrySeconds * 1000,
    maxSoloCrashes: limits.maxCrashes,
    leaseMs: limits.leaseSeconds * 1000,
    scanMs: scanSeconds * 1000,
    maxObjectBytes: limits.maxObjectBytes,
    maxSetAsideRows: limits.maxSetAsideRows,
    maxSetAsideBytes: limits.maxSetAsideBytes,
  };
}
