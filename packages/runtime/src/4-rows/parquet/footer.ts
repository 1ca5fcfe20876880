// The end of a Parquet file to its metadata, with what is no Parquet file told apart.
import { describe, sniff } from "../../3-decompress/magic.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import type { Ranges, ReadLimits } from "../row-format.ts";
import { corrupt, messageOf, unsupported } from "./failures.ts";
import { type ParquetMetadata, parquetMetadata } from "./metadata.ts";
import { readThrift } from "./thrift.ts";

type FooterLimits = Pick<ReadLimits, "place" | "signal">;

/** What a footer is read with at first; most are far smaller. */
const FIRST_READ = 256 * 1024;

/** The most bytes a footer may have: those of real files, with thousands of columns and row groups, stay far below. */
const MAX_FOOTER_BYTES = 256 * 1024 * 1024;

/**
 * @throws StageFailure `rows/not-parquet` when the file is something else, `rows/truncated` when it starts like Parquet and
 * does not end like it, `rows/parquet-unsupported` when it is encrypted, `rows/parquet-corrupt` when the footer is broken.
 */
export async function readFooter(input: Ranges, limits: FooterLimits): Promise<ParquetMetadata> {
  const { place } = limits;
  const head = await readExactly(input, 0, Math.min(input.size, 512), limits);
  if (sniff(head) !== "parquet") throw notParquet(head, limits);
  if (input.size < 12) throw truncated(input, limits);
  const tail = await readExactly(input, Math.max(0, input.size - FIRST_READ), input.size, limits);
  const magic = tail.toString("latin1", tail.length - 4);
  if (magic === "PARE") throw unsupported(place, "its footer is encrypted", "write it without encryption");
  if (magic !== "PAR1") throw truncated(input, limits);
  const length = tail.readUInt32LE(tail.length - TAIL_BYTES) + TAIL_BYTES;
  if (length > input.size - 4 || length > MAX_FOOTER_BYTES)
    throw corrupt(place, `its footer claims ${length} bytes, the file has ${input.size}`);
  if (length === TAIL_BYTES) throw corrupt(place, "its footer is empty");
  const footer =
    length <= tail.length
      ? tail.subarray(tail.length - length)
      : await readExactly(input, input.size - length, input.size, limits);
  try {
    return parquetMetadata(readThrift(footer.subarray(0, -TAIL_BYTES), 0).fields);
  } catch (error) {
    throw corrupt(place, messageOf(error), error);
  }
}

/** After the metadata: their length and the magic bytes. */
const TAIL_BYTES = 8;

/** @throws StageFailure `rows/short-read` when fewer bytes come. */
export async function readExactly(input: Ranges, start: number, end: number, limits: FooterLimits): Promise<Buffer> {
  limits.signal?.throwIfAborted();
  const bytes = await input.read(start, end, limits.signal);
  if (bytes.length === end - start) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  throw new StageFailure({
    code: "rows/short-read",
    place: limits.place,
    message: `asked for bytes ${start} to ${end}, got ${bytes.length}`,
    hint: "try again; the file may have changed while it was read",
  });
}

function notParquet(head: Uint8Array, { place }: FooterLimits): StageFailure {
  const found = sniff(head);
  return new StageFailure({
    code: "rows/not-parquet",
    place,
    message: `the file type says Parquet, but the object ${describe(found)}`,
    hint:
      found === "gzip" || found === "zstd"
        ? `set "compressionType" to "${found}", or store the file uncompressed: Parquet compresses its pages itself`
        : found === "text"
          ? 'set "fileType" to "json" or "csv"'
          : 'upload a Parquet file, or set "fileType" to what the object is',
  });
}

function truncated(input: Ranges, { place }: FooterLimits): StageFailure {
  return new StageFailure({
    code: "rows/truncated",
    place,
    message: `the Parquet file ends early: its last bytes, at byte ${input.size}, are not the end of a Parquet file`,
    hint: "upload the object again, whole",
  });
}
