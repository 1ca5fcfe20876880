// Files with mistakes (fixtures/mistakes): the same words however their bytes come, and the words that doctor has for them.
import { readFileSync } from "node:fs";
import { createCompiler } from "@heddle/compiler";
import { decompress, DEFAULT_LIMITS, openLocalFile, readRows, RowError, StageFailure } from "@heddle/runtime";
import { describe, expect, test } from "vitest";
import { loadConverter } from "../src/5-map/converter.ts";
import { converterParts } from "../src/job/converter-parts.ts";
import { tryConverter } from "../src/job/try-converter.ts";
import type { JobParts } from "../src/contracts/job-parts.ts";
import { chunks } from "./support/formats.ts";

interface Mistake {
  readonly name: string;
  readonly converter: string;
  readonly file: string;
  readonly code: string | null;
  readonly message: string;
}

const folder = new URL("../../../fixtures/mistakes/", import.meta.url);
const mistakes = JSON.parse(readFileSync(new URL("index.json", folder), "utf8")) as readonly Mistake[];

describe.each(mistakes)("$name", ({ converter, file, code, message }) => {
  const bytes = readFileSync(new URL(file, folder));
  const text = readFileSync(new URL(converter, folder), "utf8");
  const { program } = createCompiler().loadProgram(text);
  if (program === undefined) throw new Error(`${converter} has errors`);
  const { settings } = program;

  const outcome = async (size: number): Promise<unknown> => {
    const rows: unknown[] = [];
    const place = { file };
    try {
      const plain = decompress(chunks(bytes, size), settings.compressionType, { maxBytes: 1e9, place });
      for await (const batch of readRows({ kind: "stream", bytes: plain }, { settings, place, maxRowBytes: 100_000 })) {
        for (let i = 0; i < batch.count; i += 1) {
          const row = batch.read(i);
          rows.push(row instanceof RowError ? [row.code, row.message, row.habit] : [row, batch.shape?.(i)]);
        }
      }
      return rows;
    } catch (error) {
      if (!(error instanceof StageFailure)) throw error;
      return [error.code, error.message];
    }
  };

  test("says the same in pieces of any size", async () => {
    const whole = await outcome(bytes.length + 1);
    for (const size of [1, 2, 3, 7, 64]) expect(await outcome(size), `pieces of ${size}`).toEqual(whole);
  });

  test("is told by doctor", async () => {
    await using opened = await openLocalFile(new URL(file, folder).pathname);
    const object = { size: opened.size, etag: "", lastModified: 0, stream: opened.stream, read: opened.read };
    const parts = converterParts(
      { dataType: "event", strategy: "append_only", limits: DEFAULT_LIMITS },
      await loadConverter(new URL(converter, folder).pathname),
    );
    const info = { bucket: "b", key: file, size: opened.size, etag: "", lastModified: 0 };
    // Only `open` is asked for.
    const source = { open: () => object } as unknown as JobParts["source"];
    const { verdict, first, failure } = await tryConverter({ source, ...parts }, info, new AbortController().signal);
    if (code === null) expect(verdict).toBe("no-rows");
    else expect(failure ?? first).toMatchObject({ message });
  });
});
