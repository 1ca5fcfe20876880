// Every fixture, cut into chunks at every byte, gives the same rows as in one piece.
import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { decompress } from "@heddle/runtime";
import type { CompressionType, CsvSettings, FileType } from "@heddle/compiler";
import { describe, expect, test } from "vitest";
import { chunks, cutAt, PLAIN_CSV, type ReadRow, rowsFrom } from "./support/formats.ts";

const folder = new URL("../../../fixtures/formats/", import.meta.url);
const names = readdirSync(folder);

const CSV_OF: Readonly<Record<string, CsvSettings>> = {
  "rows-semicolon.csv": { delimiter: ";", quote: "'", escape: "\\" },
  "rows-wide-delimiter.csv": { delimiter: "¦", quote: "§", escape: "§" },
};

function kindOf(name: string): { readonly fileType: FileType; readonly compression: CompressionType } {
  const fileType = name.includes(".parquet") ? "parquet" : name.includes(".csv") ? "csv" : "json";
  if (name.endsWith(".gz")) return { fileType, compression: "gzip" };
  if (name.endsWith(".zst")) return { fileType, compression: "zstd" };
  if (name.endsWith(".br")) return { fileType, compression: "brotli" };
  return { fileType, compression: name.includes(".deflate") ? "deflate" : "none" };
}

function read(name: string, bytes: AsyncIterable<Uint8Array>): Promise<ReadRow[]> {
  return readAs(name, bytes, kindOf(name).compression);
}

function readAs(name: string, bytes: AsyncIterable<Uint8Array>, compression: CompressionType): Promise<ReadRow[]> {
  const { fileType } = kindOf(name);
  const plain = decompress(bytes, compression, { maxBytes: 1e6, place: { file: name } });
  return rowsFrom(fileType, plain, { csv: CSV_OF[name] ?? PLAIN_CSV, maxRowBytes: 1000 });
}

describe.each(names)("%s", (name) => {
  const bytes = readFileSync(new URL(name, folder));

  test("in two pieces, cut at every byte", async () => {
    const whole = await read(name, chunks(bytes, bytes.length));
    expect(whole.length).toBeGreaterThan(1);
    // A Parquet file is spooled to disk before it is read: cuts every 97 bytes show as much.
    const step = kindOf(name).fileType === "parquet" ? 97 : 1;
    for (let at = 1; at < bytes.length; at += step)
      expect(await read(name, cutAt(bytes, at)), `cut at byte ${at}`).toEqual(whole);
  });

  test.each([1, 2, 3, 7])("in chunks of %i bytes", async (size) => {
    expect(await read(name, chunks(bytes, size))).toEqual(await read(name, chunks(bytes, bytes.length)));
  });
});

test("compressed or not, the rows are the same", async () => {
  const plain = await read("lines.json", chunks(readFileSync(new URL("lines.json", folder)), 4096));
  const others = names.filter(
    (name) => name.startsWith("lines") && !name.startsWith("lines-bad") && name !== "lines.json",
  );
  expect(others.length).toBeGreaterThan(5);
  for (const name of others)
    expect(await read(name, chunks(readFileSync(new URL(name, folder)), 4096)), name).toEqual(plain);
});

describe("each plain fixture, in each compression", () => {
  const PACKED: Readonly<Record<Exclude<CompressionType, "none" | "auto">, (bytes: Uint8Array) => Buffer>> = {
    gzip: (bytes) =>
      Buffer.concat([gzipSync(bytes.subarray(0, bytes.length / 2)), gzipSync(bytes.subarray(bytes.length / 2))]),
    zstd: (bytes) =>
      Buffer.concat([
        zstdCompressSync(bytes.subarray(0, bytes.length / 2)),
        zstdCompressSync(bytes.subarray(bytes.length / 2)),
      ]),
    brotli: (bytes) => brotliCompressSync(bytes),
    deflate: (bytes) => deflateSync(bytes),
  };
  const plainNames = names.filter((name) => kindOf(name).compression === "none");
  const cases = plainNames.flatMap((name) =>
    Object.entries(PACKED).map(([compression, pack]) => ({ name, compression: compression as CompressionType, pack })),
  );

  test.each(cases)("$name, $compression", async ({ name, compression, pack }) => {
    const bytes = readFileSync(new URL(name, folder));
    const whole = await read(name, chunks(bytes, bytes.length));
    const packed = pack(bytes);
    const unpacked = (pieces: AsyncIterable<Uint8Array>, as: CompressionType): Promise<ReadRow[]> =>
      readAs(name, pieces, as);
    const step = kindOf(name).fileType === "parquet" ? 211 : 1;
    for (let at = 1; at < packed.length; at += step)
      expect(await unpacked(cutAt(packed, at), compression), `cut at byte ${at}`).toEqual(whole);
    for (const size of [1, 2, 3, 7])
      expect(await unpacked(chunks(packed, size), compression), `pieces of ${size}`).toEqual(whole);
    // What a magic number names is found without being told, also when it comes byte by byte.
    if (compression === "gzip" || compression === "zstd")
      expect(await unpacked(chunks(packed, 1), "auto")).toEqual(whole);
  });
});
