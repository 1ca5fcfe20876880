// heddle diff: maps the same rows with two converters, and reports how their events differ.
import { isDeepStrictEqual } from "node:util";
import type { RowOutcome } from "@heddle/compiler";
import { createEventDiff } from "@heddle/compiler/testing";
import { batchMapper, type InputFile, rowOutcomes } from "@heddle/runtime/local";
import type { InputOf } from "../../command/define-command.ts";
import { Misuse } from "../../failure.ts";
import { readTextOrRevision } from "../../git-file.ts";
import { checksOf, loadMapping, type Mapping, openMappingInputs } from "../../mapping.ts";
import { type ReadBy, rowsOfInput } from "../../rows-of-file.ts";
import { STANDARD_INPUT } from "../../standard-input.ts";
import type { Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";
import { layoutOf } from "../../report/layout.ts";
import { renderDiff } from "./report.ts";

/** Exit code 3: they differ; 1: a converter has errors. @throws Misuse and StageFailure where something cannot be read. */
export async function run(input: InputOf<typeof command>, terminal: Terminal): Promise<number> {
  const { files, format, now = Date.now() } = input;
  const after = await loadMapping(input.new, input, terminal, readTextOrRevision);
  const given = {
    dataType: input.dataType ?? after?.source?.dataType,
    strategy: input.strategy ?? after?.source?.strategy,
  };
  const before = await loadMapping(input.old, given, terminal, readTextOrRevision);
  await using inputs = await openMappingInputs(after ?? {}, files, terminal);
  if (before === undefined || after === undefined) return 1;
  const [old, current] = [sideOf(before, after), sideOf(after, before)];
  const isReadOnce = haveSameRows(before, after);
  if (!isReadOnce && files.includes(STANDARD_INPUT))
    throw new Misuse("the converters read rows differently, and standard input can be read only once: give a file");
  const diff = createEventDiff();
  for await (const file of inputs.files()) {
    const pairs = isReadOnce
      ? pairsReadOnce(file, old, current, { now, terminal })
      : pairsReadTwice(file, old, current, { now, terminal });
    let row = 0;
    for await (const [one, other] of pairs) {
      diff.add(one, other, { file: file.name, row });
      row += 1;
    }
  }
  const result = diff.result();
  await terminal.out.write(renderDiff(format, result, { old: input.old, new: input.new }, layoutOf(terminal.out)));
  return result.same === result.rows ? 0 : 3;
}

interface Side {
  readonly mapping: Mapping;
  readonly parts: Parameters<typeof rowOutcomes>[0];
}

interface Reading {
  readonly now: number;
  readonly terminal: Terminal;
}

/** Where only one of them is a source, its rules hold for both. */
function sideOf(mapping: Mapping, other: Mapping): Side {
  const source = mapping.source ?? other.source;
  const checks = checksOf(source === undefined ? mapping : { ...mapping, source });
  return { mapping, parts: { mapper: batchMapper(mapping.program), checks } };
}

function haveSameRows({ program: a }: Mapping, { program: b }: Mapping): boolean {
  const read = ({ settings: { ignoreEventFlag: _, filterPattern: __, ...settings } }: typeof a) => settings;
  return isDeepStrictEqual(read(a), read(b));
}

async function* pairsReadOnce(
  file: InputFile,
  old: Side,
  current: Side,
  { now, terminal }: Reading,
): AsyncGenerator<readonly [RowOutcome, RowOutcome]> {
  const [a, b] = [old.mapping.program, current.mapping.program];
  const program: ReadBy = {
    settings: a.settings,
    inputPaths: [...a.inputPaths, ...b.inputPaths],
    maxUnguardedRowBytes: Math.min(a.maxUnguardedRowBytes, b.maxUnguardedRowBytes),
  };
  const context = { bucket: file.bucket, key: file.key, now };
  for await (const batch of rowsOfInput(file, program, terminal)) {
    const others = rowOutcomes(current.parts, batch, context);
    for (const one of rowOutcomes(old.parts, batch, context)) {
      const other = others.next();
      if (other.done !== true) yield [one, other.value];
    }
  }
}

/** Rows that are read differently are paired by their number; where one of them has fewer rows, there is none. */
async function* pairsReadTwice(
  file: InputFile,
  old: Side,
  current: Side,
  reading: Reading,
): AsyncGenerator<readonly [RowOutcome, RowOutcome]> {
  const others = outcomesOf(file, current, reading);
  for await (const one of outcomesOf(file, old, reading)) {
    const other = await others.next();
    yield [one, other.done === true ? NO_ROW : other.value];
  }
  for await (const other of others) yield [NO_ROW, other];
}

const NO_ROW: RowOutcome = { kind: "dropped", rule: "no row", message: "the file has fewer rows as it is read here" };

async function* outcomesOf(
  file: InputFile,
  { mapping, parts }: Side,
  { now, terminal }: Reading,
): AsyncGenerator<RowOutcome> {
  const context = { bucket: file.bucket, key: file.key, now };
  for await (const batch of rowsOfInput(file, mapping.program, terminal)) yield* rowOutcomes(parts, batch, context);
}
