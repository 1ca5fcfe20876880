// heddle dry-run: takes rows the whole way but for their delivery, and reports what an import would bring.
import { printable } from "@heddle/compiler/printable";
import { createEventSummary } from "@heddle/compiler/testing";
import {
  addCounts,
  AMPLITUDE_DEFAULTS,
  batchMapper,
  countOutcome,
  type InputFile,
  jsonOf,
  noRows,
  requestsOf,
  type RowCounts,
  rowOutcomes,
  sum,
  type TakeEvent,
  UNWRITABLE,
} from "@heddle/runtime/local";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../named-file.ts";
import { failureText } from "../../failure-text.ts";
import { Misuse } from "../../failure.ts";
import { checksOf, loadMapping, type Mapping, openMappingInputs } from "../../mapping.ts";
import { formatBytes, formatCount, plural } from "../../report/format.ts";
import { jsonText } from "../../report/json.ts";
import { createProgress, type Progress } from "../../report/progress.ts";
import { layoutOf } from "../../report/layout.ts";
import { rowsOfInput } from "../../rows-of-file.ts";
import { OutputClosed, type Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";
import type { DryRunReport } from "./dry-run-report.ts";
import { renderReport } from "./report.ts";

type DryRunInput = InputOf<typeof command>;

/** Exit code 1: rows would be set aside, or something cannot be read. @throws Misuse where there is no such file. */
export async function run(input: DryRunInput, terminal: Terminal): Promise<number> {
  await requireFile(input.source);
  const mapping = await loadMapping(input.source, input, terminal);
  if (mapping !== undefined && mapping.source === undefined && input.files.length === 0)
    throw new Misuse(`name the files to read: heddle dry-run ${input.source} <files>`);
  await using inputs = await openMappingInputs(mapping ?? {}, input.files, terminal);
  if (mapping === undefined) return 1;
  const portions = await portionsOf(mapping);
  const progress = createProgress(terminal.err);
  const state = createState(mapping, input, terminal, progress);
  try {
    for await (const file of inputs.files()) {
      if (input.since !== undefined && (file.lastModified ?? Infinity) < input.since) continue;
      await readFile(file, state, portions);
      if (state.isPartial) break;
    }
  } finally {
    progress.stop();
  }
  const { summary, counts, delivery, files, failed, bytesRead, isPartial } = state;
  if (files === 0) throw new Misuse("no file or object was modified since then");
  const { sink, noun } = portions;
  const report: DryRunReport = {
    files,
    failed,
    bytesRead,
    counts,
    summary: summary.result(),
    delivery: { sink, noun, ...delivery },
    isPartial,
  };
  const { out } = terminal;
  await out.write(input.json ? jsonText(report) : renderReport(report, layoutOf(out)));
  return failed.length > 0 || sum(counts.setAside) > 0 ? 1 : 0;
}

interface State {
  readonly mapping: Mapping;
  readonly parts: Parameters<typeof rowOutcomes>[0];
  readonly input: DryRunInput;
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly summary: ReturnType<typeof createEventSummary>;
  readonly counts: RowCounts;
  readonly delivery: { count: number; bytes: number };
  readonly failed: { file: string; message: string }[];
  files: number;
  bytesRead: number;
  isPartial: boolean;
}

function createState(mapping: Mapping, input: DryRunInput, terminal: Terminal, progress: Progress): State {
  return {
    mapping,
    parts: { mapper: batchMapper(mapping.program), checks: checksOf(mapping) },
    input,
    terminal,
    progress,
    summary: createEventSummary(),
    counts: noRows(),
    delivery: { count: 0, bytes: 0 },
    failed: [],
    files: 0,
    bytesRead: 0,
    isPartial: false,
  };
}

interface PortionsOfSink {
  readonly sink: string;
  readonly noun: "request" | "file";
  count(volume: { readonly events: number; readonly bytes: number }): number;
}

/** How the sink of the source takes events; without a source, Amplitude's HTTP API. */
async function portionsOf({ source }: Mapping): Promise<PortionsOfSink> {
  if (source === undefined) {
    const { api } = AMPLITUDE_DEFAULTS;
    return { sink: "Amplitude", noun: "request", count: (volume) => requestsOf(api, volume) };
  }
  const { sinkDefinition } = await import("@heddle/runtime");
  const { sink } = source;
  const definition = sinkDefinition(sink);
  const { noun } = definition.portions(sink, { events: 0, bytes: 0 });
  return { sink: sink.type, noun, count: (volume) => definition.portions(sink, volume).count };
}

async function readFile(file: InputFile, state: State, portions: PortionsOfSink): Promise<void> {
  const { progress, counts, failed, delivery } = state;
  const own = noRows();
  let bytes = 0;
  state.files += 1;
  const take: TakeEvent = (event) => {
    const json = jsonOf(event);
    if (json === undefined) return UNWRITABLE;
    bytes += Buffer.byteLength(json) + 1;
    return undefined;
  };
  try {
    await readRows(file, state, own, take);
  } catch (error) {
    if (error instanceof OutputClosed || error instanceof Misuse) throw error;
    const message = failureText(error);
    failed.push({ file: file.name, message });
    progress.log(`${printable(file.name)}: ${message}`);
  }
  progress.finish(file.name, `${printable(file.name)}: ${plural(own.rows, "row")}, ${plural(own.events, "event")}`);
  addCounts(counts, own);
  state.bytesRead += file.size ?? 0;
  delivery.bytes += bytes;
  delivery.count += portions.count({ events: own.events, bytes });
}

async function readRows(file: InputFile, state: State, own: RowCounts, take: TakeEvent): Promise<void> {
  const { mapping, parts, input, terminal, progress, summary, counts } = state;
  const { name, bucket, key } = file;
  const left = (input.limit ?? Infinity) - counts.rows;
  for await (const batch of rowsOfInput(file, mapping.program, terminal)) {
    const context = { bucket, key, now: input.now ?? Date.now() };
    let i = 0;
    for (const outcome of rowOutcomes(parts, batch, context, take)) {
      if (own.rows >= left) {
        state.isPartial = true;
        return;
      }
      countOutcome(own, outcome);
      summary.add(outcome, { file: name, row: batch.firstRow + i });
      i += 1;
    }
    const size = file.size === undefined ? "" : `, ${formatBytes(file.size)}`;
    progress.update(name, { label: printable(name), note: `${formatCount(own.rows)} rows${size}` });
  }
}
