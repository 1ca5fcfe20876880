// From a source to what works and what does not, from its credentials to its ledger, and how to fix it.
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { type SourceClients, sourceClients, sourceCredentials } from "../aws/clients.ts";
import { stsClient } from "../aws/role.ts";
import { isData, keyFilter } from "../1-discover/filter.ts";
import { listObjects } from "../1-discover/list.ts";
import type { ObjectInfo } from "../contracts/object-info.ts";
import { s3Source } from "../2-open/s3-source.ts";
import { openObject } from "../2-open/object.ts";
import { type LoadedConverter, loadConverter } from "../5-map/converter.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { converterParts } from "../job/converter-parts.ts";
import { LOST_TIME } from "../job/row-outcomes.ts";
import { type ConverterTrial, tryConverter } from "../job/try-converter.ts";
import type { SourceConfig } from "../source/config.ts";
import { hideSecrets } from "../settings/hide-secrets.ts";
import { sourceSecrets } from "../source/secrets.ts";
import { sinkDefinition } from "../7-deliver/create-sink.ts";
import type { CheckResult } from "../contracts/check-result.ts";
import { checkLedger } from "./doctor-ledger.ts";
import { type DoctorLine, ok, type Step, warning } from "./doctor-line.ts";
import { notificationStatus } from "./notifications.ts";

const skipped = (message: string): CheckResult => ({ outcome: "skipped", message });

/** Which step a failure of a listing speaks of. */
const STEP_OF_CODE: Readonly<Record<string, Step>> = {
  "s3/no-credentials": "credentials",
  "s3/unknown-access-key": "credentials",
  "s3/wrong-secret": "credentials",
  "s3/expired-token": "credentials",
  "s3/clock-skewed": "credentials",
  "s3/no-such-bucket": "bucket",
  "s3/wrong-region": "region",
};

/** An examination under way. */
interface Examination {
  readonly config: SourceConfig;
  readonly clients: SourceClients;
  readonly signal: AbortSignal;
  readonly lines: DoctorLine[];
}

/** Tries each part of a source in turn. Nothing is ingested; files and objects that it writes as a trial, it removes. */
export async function examineSource(
  config: SourceConfig,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly DoctorLine[]> {
  const examination: Examination = { config, clients: sourceClients(config), signal, lines: [] };
  try {
    const listing = await examineListing(examination);
    const converter = await examineConverterFile(examination);
    const accepted = listing === undefined ? [] : acceptedOf(listing, converter, config);
    if (listing !== undefined) await examineObjects(examination, listing, accepted);
    if (converter !== undefined) await examineConverter(examination, converter, accepted);
    await examine(examination, "notifications", () => checkNotifications(examination));
    await examine(examination, "sink", () =>
      sinkDefinition(config.sink).check(config.sink, {
        limits: config.limits,
        region: config.region,
        environment: process.env,
        signal,
      }),
    );
    await examine(examination, "ledger", () => checkLedger(config));
    return examination.lines.map(withoutSecrets(config));
  } finally {
    examination.clients.destroy();
  }
}

/** Adds the line of a step; true where what depends on it can be tried. */
async function examine(
  { lines, signal }: Examination,
  step: Step,
  check: () => Promise<CheckResult>,
): Promise<boolean> {
  const found = await check().catch((error: unknown) => {
    signal.throwIfAborted();
    return failed(error);
  });
  lines.push({ step, ...found });
  return found.outcome === "ok" || found.outcome === "warning";
}

const LISTING_STEPS = ["bucket", "region", "prefix", "listing", "read"] as const;

/** From the credentials to the prefix; the listing, where there is one. */
async function examineListing(examination: Examination): Promise<readonly ObjectInfo[] | undefined> {
  const { config, clients, signal, lines } = examination;
  const skip = (...steps: readonly Step[]): void => {
    for (const step of steps) lines.push({ step, ...skipped("not tried: something it needs does not work") });
  };
  if (!(await examine(examination, "credentials", () => checkCredentials(config)))) {
    skip("role", ...LISTING_STEPS);
    return undefined;
  }
  if (!(await examine(examination, "role", () => checkRole(config)))) {
    skip(...LISTING_STEPS);
    return undefined;
  }
  const listing = await list(config, clients.s3, signal);
  if (listing instanceof StageFailure) {
    const step = STEP_OF_CODE[listing.code] ?? "listing";
    // The credentials seemed right until S3 saw them.
    if (step === "credentials") lines.splice(0, 1, { step, ...failed(listing) });
    else lines.push({ step, ...failed(listing) });
    skip(...LISTING_STEPS.filter((other) => other !== step));
    return undefined;
  }
  await examine(examination, "bucket", async () => ok(`bucket "${config.bucket}" exists`));
  await examine(examination, "region", async () => ok(`it is in ${config.region}`));
  await examine(examination, "prefix", async () => checkPrefix(config, listing));
  return listing;
}

async function examineConverterFile({ config, lines }: Examination): Promise<LoadedConverter | undefined> {
  try {
    return await loadConverter(config.converter);
  } catch (error) {
    lines.push({ step: "converter", ...failed(error) });
    return undefined;
  }
}

async function examineObjects(
  examination: Examination,
  listing: readonly ObjectInfo[],
  accepted: readonly ObjectInfo[],
): Promise<void> {
  const { clients, signal, lines } = examination;
  await examine(examination, "listing", async () => checkListing(listing, accepted));
  const [first] = accepted;
  if (first === undefined) {
    lines.push({ step: "read", ...skipped("no object to read") });
    return;
  }
  await examine(examination, "read", async () => {
    const backoff = { attempts: 2, firstMs: 200, longestMs: 1000 };
    const bytes = await openObject(clients.s3, first, { signal, backoff }).read(0, Math.min(first.size, 1024));
    return ok(`"${first.key}" can be read (${bytes.length} of ${first.size} bytes tried)`);
  });
}

async function examineConverter(
  examination: Examination,
  converter: LoadedConverter,
  accepted: readonly ObjectInfo[],
): Promise<void> {
  const { config, clients, signal } = examination;
  const { filterPattern } = converter.program.settings;
  const source = s3Source({
    client: clients.s3,
    identity: config,
    ...(filterPattern === undefined ? {} : { filterPattern }),
  });
  const parts = { source, ...converterParts(config, converter) };
  const warnings = converter.diagnostics.length;
  await examine(examination, "converter", () =>
    tryObjects((object) => tryConverter(parts, object, signal), accepted, warnings),
  );
}

async function checkNotifications({ config, clients }: Examination): Promise<CheckResult> {
  if (config.notifications === undefined) return skipped("not set: new objects are found by listing");
  const { state, others, waiting } = await notificationStatus(config, clients);
  if (state === "enabled") return ok(`on; about ${waiting} messages wait in the queue`);
  if (state === "off")
    return warning(
      "the bucket does not notify the queue",
      "switch notifications on with `heddle notifications enable`",
    );
  return warning(
    `the bucket does not notify this queue, and has other notifications: ${others.join("; ")}`,
    "send those to an SNS topic that this queue subscribes to, or leave `notifications` out",
  );
}

/** A server's message may quote what it was sent. */
function withoutSecrets(config: SourceConfig): (line: DoctorLine) => DoctorLine {
  const hide = hideSecrets(sourceSecrets(config));
  return (line) => ({
    ...line,
    message: hide(line.message),
    ...(line.hint === undefined ? {} : { hint: hide(line.hint) }),
  });
}

function failed(error: unknown): CheckResult {
  if (error instanceof StageFailure)
    return { outcome: "failed", code: error.code, message: error.message, hint: error.hint };
  const message = error instanceof Error ? error.message : String(error);
  return { outcome: "failed", code: "doctor/unexpected", message, hint: "please report it, with this message" };
}

async function checkCredentials(config: SourceConfig): Promise<CheckResult> {
  const isElsewhere = config.endpoint !== undefined && config.stsEndpoint === undefined;
  const kind =
    config.credentials === undefined ? "keys of the default chain" : `access key ${config.credentials.accessKeyId}`;
  const client = stsClient(config);
  try {
    const { accessKeyId } = await client.config.credentials();
    if (isElsewhere)
      return ok(
        `${kind}${config.credentials === undefined ? `: ${accessKeyId}` : ""}, for a server that is not Amazon's`,
      );
    const { Arn: arn = "an unknown caller" } = await client.send(new GetCallerIdentityCommand({}));
    return ok(`${kind}: ${arn}`);
  } catch (error) {
    const { name, message } = error as Error;
    throw new StageFailure({
      code: "doctor/credentials",
      cause: error,
      message: `${kind} cannot be used: ${name === "Error" ? "" : `${name}: `}${message}`,
      hint: "set `credentials` in the source file, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or configure a profile; check the clock and the network",
    });
  } finally {
    client.destroy();
  }
}

async function checkRole(config: SourceConfig): Promise<CheckResult> {
  if (config.roleArn === undefined) return skippedRole();
  const provider = sourceCredentials(config);
  if (typeof provider === "function") await provider();
  return config.externalId === undefined
    ? warning(
        `${config.roleArn} can be assumed, without an external id`,
        "set `externalId` and demand it in the role's trust policy; `heddle iam` prints it",
      )
    : ok(`${config.roleArn} can be assumed with the external id`);
}

const skippedRole = (): CheckResult => ok("none is set: the bucket is read with the keys themselves");

async function list(
  config: SourceConfig,
  client: ReturnType<typeof sourceClients>["s3"],
  signal: AbortSignal,
): Promise<readonly ObjectInfo[] | StageFailure> {
  try {
    const { bucket, prefix } = config;
    for await (const page of listObjects(client, { bucket, prefix, signal })) if (page.length > 0) return page;
    return [];
  } catch (error) {
    if (error instanceof StageFailure) return error;
    throw error;
  }
}

function checkPrefix({ prefix }: SourceConfig, listing: readonly ObjectInfo[]): CheckResult {
  if (prefix === "") return ok("none: the whole bucket is read");
  if (prefix.startsWith("/"))
    return warning(
      `"${prefix}" starts with a slash, as keys rarely do`,
      "leave the first slash out, unless the keys truly start with one",
    );
  if (!prefix.endsWith("/"))
    return warning(
      `"${prefix}" is not a folder: every key that starts with it is read`,
      'end it in "/" if a folder is meant',
    );
  if (listing.length === 0) return warning(`nothing is under "${prefix}"`, "check `prefix`; keys are case-sensitive");
  return ok(`"${prefix}"`);
}

function acceptedOf(
  listing: readonly ObjectInfo[],
  converter: LoadedConverter | undefined,
  { prefix }: SourceConfig,
): readonly ObjectInfo[] {
  const accepts = keyFilter(converter?.program.settings.filterPattern, prefix);
  const accepted = listing.filter(({ key }) => accepts(key));
  // Markers of other programs say nothing about the data.
  return [...accepted.filter(isData), ...accepted.filter((object) => !isData(object))];
}

function checkListing(listing: readonly ObjectInfo[], accepted: readonly ObjectInfo[]): CheckResult {
  const [first] = listing;
  if (first === undefined)
    return warning(
      "the bucket can be listed, and no object is there yet",
      "upload a file, then run this again: only a real one shows whether the converter fits",
    );
  if (accepted.length === 0)
    return warning(
      `none of the first ${listing.length} keys matches the filterPattern; the first is "${first.key}"`,
      "the pattern has to match the whole key, or the whole of it after the prefix",
    );
  return ok(`${accepted.length} of the first ${listing.length} keys are to be ingested`);
}

async function tryObjects(
  attempt: (object: ObjectInfo) => ReturnType<typeof tryConverter>,
  objects: readonly ObjectInfo[],
  warnings: number,
): Promise<CheckResult> {
  const noted = warnings === 0 ? "" : `; it has ${warnings} finding${warnings === 1 ? "" : "s"}, see \`heddle check\``;
  for (const object of objects.slice(0, 10)) {
    const attempted = await attempt(object);
    const { verdict, first, failure, key } = attempted;
    switch (verdict) {
      case "passed":
        return passed(attempted, noted);
      case "failed":
        return {
          outcome: "failed",
          code: "source/not-enabled",
          message: `makes no event of any row of "${key}"; row ${first?.row ?? 0}: [${first?.rule ?? ""}] ${first?.message ?? ""}`,
          hint: "fix the converter; `heddle preview` shows rows beside their events",
        };
      case "unreadable":
        return {
          outcome: "failed",
          code: failure?.code ?? "",
          message: `"${key}": ${failure?.message ?? ""}`,
          hint: failure?.hint ?? "",
        };
      case "no-rows":
        break;
      default:
        verdict satisfies never;
    }
  }
  return warning(
    `it compiles, and there is no row to try it on${noted}`,
    "upload a file with rows, then run this again",
  );
}

/** A converter that makes events, perhaps without the times of their rows. */
function passed({ counts, key, lostTime }: ConverterTrial, noted: string): CheckResult {
  const made = `makes ${counts.events} events of the first ${counts.rows} rows of "${key}"${noted}`;
  if (lostTime === undefined) return ok(made);
  return warning(
    `${made}; ${counts.changes[LOST_TIME] ?? 0} of them lose their time: in row ${lostTime.row}, ${lostTime.message}`,
    "fix how the converter reads `time`; Amplitude stamps an event without one with the time of its upload",
  );
}
