// Rows that are read into memory which is used again are the same as those of new memory.
import { setImmediate } from "node:timers/promises";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { acceptEvent, createCompiler } from "@heddle/compiler";
import { expect, it } from "vitest";
import { byteMapping } from "../src/5-map/byte-mapping.ts";
import { NO_BYTE_RULES } from "../src/6-check/byte-rules.ts";
import type { JobParts } from "../src/contracts/job-parts.ts";
import { programMapper } from "../src/job/converter-parts.ts";
import { mapRows } from "../src/job/map-rows.ts";
import { objectRows } from "../src/job/object-rows.ts";
import { seeded } from "./support/random.ts";

const ROWS = 2_000;
/** Longer than what fits in front of a block, and than a whole one. */
const LONG: Readonly<Record<number, number>> = { 500: 50_000, 1000: 700_000, 1001: 40_000 };

const PACK = { none: (bytes: Buffer) => bytes, gzip: (bytes: Buffer) => gzipSync(bytes), zstd: zstdCompressSync };

function textOf(fileType: "json" | "csv", random: () => number): string {
  const words = Array.from({ length: ROWS }, (_, i) => `${i} ${"é".repeat(LONG[i] ?? Math.floor(random() * 2000))}`);
  if (fileType === "json") return words.map((word) => `${JSON.stringify({ word })}\n`).join("");
  // Every third has a line end in it.
  return `word,n\n${words.map((word, i) => (i % 3 === 0 ? `"${word}\n""",${i}` : `${word},${i}`)).join("\n")}`;
}

it.each([
  { fileType: "json", compressionType: "none" },
  { fileType: "csv", compressionType: "none" },
  { fileType: "json", compressionType: "gzip" },
  { fileType: "json", compressionType: "zstd" },
] as const)("$fileType, $compressionType", async ({ fileType, compressionType }) => {
  const random = seeded(7);
  const plain = Buffer.from(textOf(fileType, random));
  // More than the memory that is used again.
  expect(plain.length).toBeGreaterThan(3 * 1024 * 1024);
  const bytes = PACK[compressionType](plain);
  const { program } = createCompiler().loadProgram(
    JSON.stringify({ converterConfig: { fileType, compressionType, convertToAmplitudeFunc: { user_id: "word" } } }),
  );
  if (program === undefined) throw new Error("the converter has errors");
  let reads = 0;
  const object = {
    size: bytes.length,
    async *stream() {
      for (let at = 0; at < bytes.length;) {
        const end = Math.min(bytes.length, at + 1 + Math.floor(random() * 300_000));
        yield Buffer.from(bytes.subarray(at, end));
        at = end;
      }
    },
    read: async (start: number, end: number) => bytes.subarray(start, end),
    async readInto(memory: Uint8Array, start: number): Promise<number> {
      reads += 1;
      return bytes.copy(memory, 0, start, start + 1 + Math.floor(random() * 700_000));
    },
  };
  const used: ArrayBufferLike[] = [];
  const rowsOf = async (reusesMemory: boolean) => {
    const rows: string[] = [];
    const context = { place: { file: "x" }, signal: new AbortController().signal, reusesMemory };
    for await (const batch of objectRows(program)(object, context)) {
      for (let i = 0; i < batch.count; i += 1)
        rows.push(`${JSON.stringify(batch.read(i))} ${batch.raw(i)} ${batch.offset(i)}`);
      if (reusesMemory) used.push((batch.bytes?.(0) ?? bytes).buffer);
      // Time for what is read meanwhile.
      await setImmediate();
    }
    return rows;
  };
  const rows = await rowsOf(true);
  expect(reads).toBeGreaterThan(compressionType === "none" ? 8 : -1);
  expect(new Set(used).size <= 4 || used.some(({ byteLength }) => byteLength === 0)).toBe(true);
  expect(rows).toHaveLength(ROWS);
  expect(rows.join("\n") === (await rowsOf(false)).join("\n")).toBe(true);
});

it("numbers rows alike, whether who maps them says how many there are or not", async () => {
  const text = Array.from({ length: 3_000 }, (_, i) => (i % 7 === 0 ? " \r\n" : `{"i":${i}}\n`)).join("");
  const bytes = Buffer.from(text.repeat(50));
  const { program } = createCompiler().loadProgram(
    JSON.stringify({ converterConfig: { fileType: "json", convertToAmplitudeFunc: { user_id: "i" } } }),
  );
  if (program === undefined) throw new Error("the converter has errors");
  const object = {
    size: bytes.length,
    async *stream() {
      yield bytes;
    },
    read: async (start: number, end: number) => bytes.subarray(start, end),
    readInto: async (memory: Uint8Array, start: number) => bytes.copy(memory, 0, start),
  };
  const mapper = byteMapping(program, NO_BYTE_RULES, { losesTime: false });
  const parts = { mapper: programMapper(program, ""), checks: { check: acceptEvent } };
  const firstRows = async (bytesOf: Pick<JobParts, "bytes">): Promise<readonly number[][]> => {
    const found: number[][] = [];
    const place = { bucket: "b", key: "k", now: 0, sample: 0, keys: false, form: "lines" } as const;
    const context = { place: { file: "x" }, signal: new AbortController().signal, reusesMemory: true };
    for await (const batch of objectRows(program)(object, context)) {
      const { counts } = mapRows({ ...parts, ...bytesOf }, batch, place);
      found.push([batch.firstRow, counts.rows, batch.count, batch.offset(1) ?? 0]);
    }
    return found;
  };
  const told = await firstRows({ bytes: mapper });
  expect(told.length).toBeGreaterThan(1);
  expect(told).toEqual(await firstRows({}));
});
