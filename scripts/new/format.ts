// pnpm new format NAME: both halves of a file format that reads lines of text, and its test.
import { pascalCase, type ScaffoldKind } from "./kind.ts";

export const kind: ScaffoldKind = {
  doc: "a file format",
  name: /^[a-z][a-z0-9]*$/,
  exampleName: "textlines",
  scaffold: (name) => ({
    files: {
      [`packages/compiler/src/formats/${name}.ts`]: definition(name),
      [`packages/runtime/src/4-rows/${name}/format.ts`]: reader(name),
      [`packages/runtime/test/${name}.test.ts`]: test(name),
    },
    tests: [`packages/runtime/test/${name}.test.ts`, "packages/runtime/test/formats.test.ts"],
    next: [
      "packages/compiler/src/formats/define.ts and packages/runtime/src/4-rows/row-format.ts explain every part.",
      "Rows go to worker threads once batches have `toTransfer`; packages/runtime/src/4-rows/csv is an example.",
      "Update what the editor offers in fixtures/lsp, and add a file to fixtures/formats.",
    ],
  }),
};

function definition(name: string): string {
  return `// ${pascalCase(name)}.
import { always, DICT } from "../operators/kinds.ts";
import { defineFormat } from "./define.ts";

export const ${name} = defineFormat({
  name: "${name}",
  title: "${pascalCase(name)}",
  doc: "FILL IN: what a file contains, in a sentence.",
  extensions: [".${name}"],
  rawRow: "the line as it is in the file",
  rowType: () => always(DICT),
});
`;
}

function reader(name: string): string {
  return `// ${pascalCase(name)}: FILL IN how files are read, and how batches move to worker threads.
import type { RowBatch, TransferBatch } from "../../contracts/row-batch.ts";
import { readJsonLines } from "../json/read-json-lines.ts";
import { defineRowFormat } from "../row-format.ts";

/** A batch on its way to another thread. */
export interface ${pascalCase(name)}Transfer extends TransferBatch {
  readonly format: "${name}";
}

export const ${name}Format = defineRowFormat<${pascalCase(name)}Transfer>({
  access: "stream",
  async *read(bytes, _settings, limits) {
    for await (const batch of readJsonLines(bytes, limits)) yield batchOf(batch);
  },
  transferListOf: () => [],
  createOpener: () => ({
    open() {
      throw new Error("batches of ${name} stay on their thread");
    },
  }),
});

/** The lines of a batch, each read as a row. Without \`toTransfer\` the batch is mapped on the thread that read it. */
function batchOf({ toTransfer: _, ...lines }: RowBatch): RowBatch {
  return { ...lines, read: (i) => ({ line: lines.raw(i) }) };
}
`;
}

function test(name: string): string {
  return `// ${pascalCase(name)} files: their rows, and what is wrong with broken ones.
import { expect, test } from "vitest";
import { outcomes, rowsOf } from "./support/formats.ts";

test("FILL IN: the rows of a ${name} file", async () => {
  expect(outcomes(await rowsOf("${name}", "a b\\n\\n c"))).toEqual([{ line: "a b" }, { line: " c" }]);
});

test("the place of each row of a ${name} file", async () => {
  const rows = await rowsOf("${name}", "a\\nb\\n");
  expect(rows.map(({ row, offset, raw }) => [row, offset, raw])).toEqual([
    [0, 0, "a"],
    [1, 2, "b"],
  ]);
});

test("a row of a ${name} file that is too long", async () => {
  expect(outcomes(await rowsOf("${name}", "a\\nlonger\\nb\\n", { maxRowBytes: 3 }))).toEqual([
    { line: "a" },
    { line: "longer" },
    { line: "b" },
  ]);
});
`;
}
