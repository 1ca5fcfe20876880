// Every fixture's batches, sent to another thread and opened there, hold the same rows.
import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { decompress, readRows, type RowBatch, RowError } from "@heddle/runtime";
import { COMPRESSIONS, FILE_TYPES, formatOfName } from "@heddle/compiler/language";
import { describe, expect, test } from "vitest";
import { createTransferOpener, transferListOf } from "../src/4-rows/transfer-batch.ts";
import { plainRows } from "../src/4-rows/parquet/column-rows.ts";
import { cellsBatch } from "../src/4-rows/parquet/cells-batch.ts";
import { chunks, PLAIN_CSV } from "./support/formats.ts";

const folder = new URL("../../../fixtures/formats/", import.meta.url);

function rowsOf(batch: RowBatch): unknown {
  const rows = Array.from({ length: batch.count }, (_, i) => ({
    value: batch.read(i),
    raw: batch.raw(i),
    offset: batch.offset(i),
  }));
  return { firstRow: batch.firstRow, columns: batch.columns, rows };
}

/** What a thread gets: moved memory, everything else as a structured clone. */
function sent(batch: RowBatch): RowBatch | undefined {
  const transfer = batch.toTransfer?.();
  return transfer === undefined
    ? undefined
    : createTransferOpener().open(structuredClone(transfer, { transfer: transferListOf(transfer) }));
}

/** Ends with the suffix of a compression. */
function isCompressed(name: string): boolean {
  return COMPRESSIONS.some(({ suffixes }) => suffixes.includes(extname(name)));
}

const files = readdirSync(folder).flatMap((name) => {
  const fileType = formatOfName(name);
  return /^(?:lines|rows|events)/.test(name) && !isCompressed(name) && fileType !== undefined
    ? [[name, fileType] as const]
    : [];
});

test("there is a fixture of every format", () => {
  expect(new Set(files.map(([, fileType]) => fileType))).toEqual(new Set(FILE_TYPES));
});

describe.each(files)("%s", (name, fileType) => {
  test.each([3, 1000])("%i rows a batch", async (maxRowsPerBatch) => {
    const place = { file: name };
    const bytes = decompress(chunks(readFileSync(new URL(name, folder)), 4096), "none", { maxBytes: 1e6, place });
    let rows = 0;
    for await (const batch of readRows(
      { kind: "stream", bytes },
      { settings: { fileType, csv: PLAIN_CSV }, maxRowBytes: 1000, maxRowsPerBatch, place },
    )) {
      const opened = sent(batch);
      // What cannot be read stays where its fault is known.
      if (opened === undefined) expect(batch.read(0)).toBeInstanceOf(RowError);
      else {
        expect(rowsOf(opened)).toEqual(rowsOf(batch));
        rows += batch.count;
      }
    }
    expect(rows).toBeGreaterThan(1);
  });
});

test("cells of every kind, faults among them", () => {
  const deep = JSON.parse(
    '{"__proto__":{"a":[1,{"b":null}]},"n":9007199254740993}',
    (_key, value, context?: { source: string }) =>
      typeof value === "number" && value > 2 ** 53 - 1 ? BigInt(context?.source ?? "") : (value as unknown),
  ) as never;
  const batch = cellsBatch({
    names: ["a", "__proto__"],
    firstRow: 7,
    count: 4,
    all: ["a", "__proto__", "unread"],
    columns: [
      plainRows([1, 2n ** 70n, "é", deep]),
      plainRows([[true, [2n ** 64n]], new RowError("row/not-utf8", "odd"), JSON.rawJSON("1e400"), null]),
    ],
    size: 100,
    hasErrors: true,
  });
  expect(sent(batch)).toBeDefined();
  expect(rowsOf(sent(batch) as RowBatch)).toEqual(rowsOf(batch));
});
