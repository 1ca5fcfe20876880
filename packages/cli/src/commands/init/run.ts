// heddle init: files that were never seen to a converter, and to what is doubtful about it.
import { basename } from "node:path";
import { inferConverter } from "@heddle/compiler/profile";
import type { SourceConfig } from "@heddle/runtime";
import { type Inspection, keyPattern } from "@heddle/runtime/local";
import type { InputOf } from "../../command/define-command.ts";
import { Misuse } from "../../failure.ts";
import { isAddress, openNamedInputs } from "../../inputs.ts";
import { inspectInputs } from "../../inspect-inputs.ts";
import { problemWords } from "../../report/inspection.ts";
import { type InitReport, initAsJson, renderInit } from "../../report/init.ts";
import { layoutOf } from "../../report/layout.ts";
import { STANDARD_INPUT } from "../../standard-input.ts";
import type { Terminal } from "../../terminal.ts";
import { requireAbsent, writeNew } from "../../write-new.ts";
import type { command } from "./command.ts";
import { initialSource, laidOut } from "./texts.ts";
import { tryOnRows } from "../../trial.ts";

type InitInput = InputOf<typeof command>;

/** So many rows are looked at: more change nothing, and a converter is wanted at once. */
const ROWS = 10_000;

/** Exit code 1: no row could be read. @throws Misuse where a file exists that `force` would overwrite. */
export async function run(input: InitInput, terminal: Terminal): Promise<number> {
  const { files, force, json } = input;
  const { inputs, source } = await openNamedInputs(files, terminal);
  await using opened = inputs;
  const targets = targetsOf(input, source);
  if (!force) for (const target of targets.files) await requireAbsent(target);
  const inspection = await inspectInputs(opened, { rows: ROWS }, terminal);
  if (inspection.profile.dicts === 0) {
    for (const problem of inspection.problems) await terminal.err.write(`${problemWords(problem)}\n`);
    await terminal.err.write(`heddle init: no row could be read; nothing was written\n`);
    return 1;
  }
  const dataType = input.dataType ?? source?.dataType ?? "event";
  const name = nameOf(files, source);
  const inferred = inferConverter(inspection.profile, { ...fileSettings(inspection), name, dataType });
  const text = laidOut(inferred.converter, "converter");
  const trial = tryOnRows(text, dataType, inspection.sample);
  const written: string[] = [];
  if (targets.converter !== STANDARD_INPUT) written.push(await writeNew(targets.converter, text, force));
  if (targets.source !== undefined) {
    const settings = initialSource(files, basename(targets.converter), dataType);
    written.push(await writeNew(targets.source, laidOut(settings, "source"), force));
  }
  await report({ inferred, trial, problems: inspection.problems, written, named: files }, json, terminal);
  if (targets.converter === STANDARD_INPUT) await terminal.out.write(text);
  return 0;
}

/** To standard error where the converter goes to standard output. */
async function report(found: InitReport, json: boolean, { out, err }: Terminal): Promise<void> {
  const output = found.written.length === 0 ? err : out;
  const text = json ? JSON.stringify(initAsJson(found), undefined, 2) : renderInit(found, layoutOf(output));
  await output.write(`${text}\n`);
}

interface Targets {
  readonly converter: string;
  readonly source?: string;
  /** Those that are files. */
  readonly files: readonly string[];
}

/** @throws Misuse for a source file beside a source, or beside standard output. */
function targetsOf({ output, files, source: withSource }: InitInput, source: SourceConfig | undefined): Targets {
  const converter = output ?? source?.converter ?? `${nameOf(files, source)}.converter.json`;
  if (!withSource) return { converter, files: converter === STANDARD_INPUT ? [] : [converter] };
  if (source !== undefined) throw new Misuse("--source writes a source file, and there is one already");
  if (converter === STANDARD_INPUT) throw new Misuse("--source needs a converter in a file: give -o a name");
  const path = `${converter.replace(/(?:\.converter)?\.json$/, "")}.source.json`;
  return { converter, source: path, files: [converter, path] };
}

/** The name of the converter, and of events that have none: after the file, or the folder, that was named first. */
function nameOf([first = STANDARD_INPUT]: readonly string[], source: SourceConfig | undefined): string {
  const path = source === undefined ? first : source.prefix === "" ? source.bucket : source.prefix;
  const last = path.replace(/\/+$/, "").split(/[\\/]/).at(-1) ?? "";
  const stem = last
    .replace(/^\.+/, "")
    .replace(/[.*?[{].*$/, "")
    .replace(/[-_]+\d*$|[-_]\d+$/, "");
  if (stem !== "") return stem;
  return isAddress(path) ? "objects" : "rows";
}

/** What most files are; their compression is found out file by file where they differ. */
function fileSettings({ files, keys }: Inspection) {
  const kinds = Map.groupBy(files, ({ fileType, csv }) => JSON.stringify([fileType, csv?.settings]));
  const [most = []] = [...kinds.values()].toSorted((a, b) => b.length - a.length);
  const [facts] = most;
  const compressions = new Set(most.map(({ compressionType }) => compressionType));
  const pattern = keys.every((key) => key === STANDARD_INPUT) ? undefined : keyPattern(keys);
  return {
    fileType: facts?.fileType ?? "json",
    compressionType: compressions.size > 1 ? ("auto" as const) : (facts?.compressionType ?? "none"),
    ...(facts?.csv === undefined ? {} : { csv: facts.csv.settings }),
    ...(pattern === undefined ? {} : { filterPattern: pattern }),
  };
}
