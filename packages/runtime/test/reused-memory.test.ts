// Rows that are read into memory which is used again are the same as those of new memory.
import { createCompiler } from "@heddle/compiler";
import { expect, it } from "vitest";
import { objectRows } from "../src/job/object-rows.ts";
import { seeded } from "./support/random.ts";

const ROWS = 2_000;

function textOf(fileType: "json" | "csv", random: () => number): string {
  const words = Array.from({ length: ROWS }, (_, i) => `${i} ${"é".repeat(Math.floor(random() * 2000))}`);
  if (fileType === "json") return words.map((word) => `${JSON.stringify({ word })}\n`).join("");
  // Every third has a line end in it.
  return `word,n\n${words.map((word, i) => (i % 3 === 0 ? `"${word}\n""",${i}` : `${word},${i}`)).join("\n")}`;
}

it.each(["json", "csv"] as const)("%s", async (fileType) => {
  const random = seeded(7);
  const bytes = Buffer.from(textOf(fileType, random));
  // More than the memory that is used again.
  expect(bytes.length).toBeGreaterThan(3 * 1024 * 1024);
  const { program } = createCompiler().loadProgram(
    JSON.stringify({ converterConfig: { fileType, convertToAmplitudeFunc: { user_id: "word" } } }),
  );
  if (program === undefined) throw new Error("the converter has errors");
  let reads = 0;
  const object = {
    size: bytes.length,
    async *stream() {
      yield bytes;
    },
    read: async (start: number, end: number) => bytes.subarray(start, end),
    async readInto(memory: Uint8Array, start: number): Promise<number> {
      reads += 1;
      return bytes.copy(memory, 0, start, start + 1 + Math.floor(random() * 100_000));
    },
  };
  const rowsOf = async (reusesMemory: boolean) => {
    const rows: string[] = [];
    const context = { place: { file: "x" }, signal: new AbortController().signal, reusesMemory };
    for await (const batch of objectRows(program)(object, context))
      for (let i = 0; i < batch.count; i += 1)
        rows.push(`${JSON.stringify(batch.read(i))} ${batch.raw(i)} ${batch.offset(i)}`);
    return rows;
  };
  const rows = await rowsOf(true);
  expect(reads).toBeGreaterThan(50);
  expect(rows).toHaveLength(ROWS);
  expect(rows.join("\n") === (await rowsOf(false)).join("\n")).toBe(true);
});
