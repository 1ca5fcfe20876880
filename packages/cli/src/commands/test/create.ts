// From a sample of rows to a file of tests: few rows that together reach every branch and key that any row reaches.
import { writeFile } from "node:fs/promises";
import { type Compiler, type ConverterSettings, createLineIndex, type Value } from "@heddle/compiler";
import type { Purpose } from "@heddle/compiler/language";
import { printable } from "@heddle/compiler/printable";
import {
  createRowChooser,
  createRowEvaluator,
  type EvaluatedRow,
  expectationOf,
  testFileText,
} from "@heddle/compiler/testing";
import { RowError } from "@heddle/runtime/local";
import { writeDiagnostics } from "../../converter.ts";
import { readText } from "../../named-file.ts";
import { Misuse } from "../../failure.ts";
import { openInputs } from "../../inputs.ts";
import { plural } from "../../report/format.ts";
import { renderPlace } from "../../report/place.ts";
import { layoutOf } from "../../report/layout.ts";
import { rowsOfInput } from "../../rows-of-file.ts";
import type { Terminal } from "../../terminal.ts";
import { DEFAULT_NOW, testTools } from "./run-file.ts";
import { isFile, testPathOf } from "./find-tests.ts";

/** So many rows of a sample are looked at (D). */
const MAX_ROWS = 100_000;

interface Candidate {
  readonly name: string;
  readonly value: Value;
  readonly row: EvaluatedRow;
}

export interface CreateInput {
  /** One converter. */
  readonly files: readonly string[];
  readonly sample: string;
  readonly purpose: Purpose;
}

/**
 * Exit code 1: the converter has errors, and nothing was written.
 * @throws Misuse where there is not one converter, its tests exist already, or the sample has no rows.
 */
export async function createTests(
  compiler: Compiler,
  { files, sample, purpose }: CreateInput,
  terminal: Terminal,
): Promise<number> {
  const [path, ...others] = files;
  if (path === undefined || others.length > 0) throw new Misuse("--create writes the tests of one converter: name it");
  const tests = testPathOf(path);
  if (await isFile(tests)) throw new Misuse(`${tests} exists already; remove it first`);
  const { out, err } = terminal;
  const { text, diagnostics: undecoded } = await readText(path);
  const analysis = compiler.analyse(text, { purpose });
  const evaluator = createRowEvaluator(analysis, testTools(purpose, DEFAULT_NOW, analysis));
  if (evaluator === undefined || analysis.converter === undefined || undecoded.length > 0) {
    const errors = [...undecoded, ...analysis.diagnostics.filter(({ severity }) => severity === "error")];
    await writeDiagnostics(errors, text, path, err);
    await err.write(`${printable(path)}: ${plural(errors.length, "error")}; nothing was written\n`);
    return 1;
  }
  const { chosen, count, reached } = await chooseRows(sample, evaluator, analysis.converter.settings, terminal);
  if (count === 0) throw new Misuse(`${sample} has no rows that can be read`);
  const cases = chosen.map(({ name, value, row }) => ({ name, row: value, expected: expectationOf(row) }));
  await writeFile(tests, testFileText(cases, purpose), { flag: "wx" }).catch((error: Error) => {
    throw new Misuse(`${tests} cannot be written: ${error.message}`);
  });
  await out.write(`${printable(tests)}\n`);
  const { places } = evaluator;
  const missed = places.filter((_, index) => !reached.has(index));
  const lines = createLineIndex(text);
  for (const { span } of missed)
    await err.write(`${renderPlace({ file: path, lines, span }, layoutOf(err), "yellow")} no row reaches this\n`);
  await err.write(
    `${plural(cases.length, "case")} of ${plural(count, "row")} ${cases.length === 1 ? "reaches" : "reach"} ${places.length - missed.length} of ${places.length} branches and keys\n`,
  );
  return 0;
}

interface Choice {
  readonly chosen: readonly Candidate[];
  readonly count: number;
  /** The places that any row reached. */
  readonly reached: ReadonlySet<number>;
}

/** A row that cannot be read, or that a file of tests could not hold, is passed over. */
async function chooseRows(
  sample: string,
  { evaluate }: NonNullable<ReturnType<typeof createRowEvaluator>>,
  settings: ConverterSettings,
  terminal: Terminal,
): Promise<Choice> {
  const chooser = createRowChooser<Candidate>();
  const reached = new Set<number>();
  let count = 0;
  await using inputs = await openInputs([sample], terminal);
  reading: for await (const file of inputs.files()) {
    for await (const batch of rowsOfInput(file, { settings, inputPaths: [[]] }, terminal)) {
      for (let i = 0; i < batch.count; i += 1) {
        const value = batch.read(i);
        if (value instanceof RowError || isDeeper(value, MAX_LEVELS)) continue;
        const row = evaluate({ value });
        for (const index of row.reached) reached.add(index);
        const name = `${titleOf(row)} (row ${batch.firstRow + i})`;
        chooser.add({ name, value, row }, shownBy(row));
        count += 1;
        if (count === MAX_ROWS) break reading;
      }
    }
  }
  return { chosen: chooser.chosen(), count, reached };
}

/** Files are read to a depth of 400 levels; a case has some of its own, and a converter may add to a row's. */
const MAX_LEVELS = 200;

function isDeeper(value: Value, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner: Value) => isDeeper(inner, levels - 1));
}

/**
 * Each place that the row reaches, and each way to become no event. A row that is set aside proves little of the places it
 * reaches, so any other row that reaches them is preferred.
 */
function shownBy({ outcome, reached }: EvaluatedRow): readonly (string | number)[] {
  const somehow = reached.map((index) => `somehow ${index}`);
  switch (outcome.kind) {
    case "rejected":
      return [...somehow, outcome.rule];
    case "dropped":
      return [...somehow, ...reached, outcome.rule];
    case "event":
    case "ignored":
      return [...somehow, ...reached, outcome.kind];
    default:
      return outcome satisfies never;
  }
}

function titleOf({ outcome, event }: EvaluatedRow): string {
  switch (outcome.kind) {
    case "event": {
      const type = event?.["event_type"];
      return typeof type === "string" && type !== "" ? type.slice(0, 60) : "event";
    }
    case "ignored":
      return "ignored";
    case "dropped":
    case "rejected":
      return `no event: ${outcome.rule}`;
    default:
      return outcome satisfies never;
  }
}
