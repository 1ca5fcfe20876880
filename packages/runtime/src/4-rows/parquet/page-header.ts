// The header of a page to what is read of it, checked before memory is taken for what it claims.
import { Encodings } from "hyparquet/src/constants.js";
import { Unsupported } from "./failures.ts";
import type { CodecName } from "./metadata.ts";
import { readThrift, type ThriftStruct } from "./thrift.ts";
import { enumField, flagField, integerField, required, structField } from "./thrift-fields.ts";
import type { ColumnBytes } from "./windows.ts";

export type Encoding = (typeof Encodings)[number];

interface PageSizes {
  readonly storedBytes: number;
  /** Once unpacked. */
  readonly plainBytes: number;
  /** As an unsigned integer. */
  readonly crc: number | undefined;
}

export interface DataPage {
  /** Values, nulls counted. */
  readonly values: number;
  readonly encoding: Encoding;
}

export type PageHeader = PageSizes &
  (
    | { readonly kind: "dictionary"; readonly values: number }
    | (DataPage & { readonly kind: "data"; readonly definitions: Encoding; readonly repetitions: Encoding })
    | (DataPage & {
        readonly kind: "data-v2";
        readonly definitionBytes: number;
        readonly repetitionBytes: number;
        readonly isCompressed: boolean;
      })
    /** An index, or what a later version of the format adds. */
    | { readonly kind: "other" }
  );

/** Pages of real files have megabytes; a header that claims more is broken, or wants our memory. */
export const MAX_PAGE_BYTES = 256 * 1024 * 1024;
const MAX_PAGE_VALUES = 32 * 1024 * 1024;

/** What a page's header is looked for in at first. */
const HEADER_BYTES = 16 * 1024;

/** Headers hold statistics of their page, and those the longest texts; more than this is no header. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;

/** How many times its size a page can become, in codecs that take memory for it before they begin. */
const MOST_GROWTH: Readonly<Partial<Record<CodecName, number>>> = {
  UNCOMPRESSED: 1,
  SNAPPY: 32,
  LZ4: 256,
  LZ4_RAW: 256,
};

/**
 * The header at `at` and its size: it has no length of its own, so it is parsed from what is at hand, and from more when that was
 * too little.
 * @throws Error when it is broken, or claims what cannot be
 */
export async function pageHeaderAt(
  bytes: ColumnBytes,
  at: number,
  codec: CodecName,
): Promise<{ readonly header: PageHeader; readonly size: number }> {
  for (let length = HEADER_BYTES; ; length *= 8) {
    const end = Math.min(at + length, bytes.range.end);
    if (end <= at) throw new Error("the column ends before its last value");
    const held = await bytes.at(at, end);
    let thrift: ReturnType<typeof readThrift>;
    try {
      thrift = readThrift(held, 0);
    } catch (error) {
      if (end === bytes.range.end || length >= MAX_HEADER_BYTES) throw error;
      continue;
    }
    return { header: pageHeader(thrift.fields, codec), size: thrift.end };
  }
}

function pageHeader(fields: ThriftStruct, codec: CodecName): PageHeader {
  const type = required(integerField(fields, 1, "page type"), "page type");
  const sizes: PageSizes = {
    plainBytes: required(integerField(fields, 2, "uncompressed size"), "uncompressed size"),
    storedBytes: required(integerField(fields, 3, "size"), "size"),
    crc: unsigned(integerField(fields, 4, "checksum")),
  };
  const header = { ...sizes, ...pageOf(type, fields) };
  checkSizes(header, codec);
  return header;
}

type PageKind<H = PageHeader> = H extends PageHeader ? Omit<H, keyof PageSizes> : never;

function pageOf(type: number, fields: ThriftStruct): PageKind {
  switch (type) {
    case 0: {
      const page = required(structField(fields, 5, "data page header"), "data page header");
      return {
        kind: "data",
        ...dataPage(page, 2),
        definitions: enumField(page, 3, "encoding of definition levels", Encodings) ?? "RLE",
        repetitions: enumField(page, 4, "encoding of repetition levels", Encodings) ?? "RLE",
      };
    }
    case 2: {
      const page = required(structField(fields, 7, "dictionary page header"), "dictionary page header");
      return { kind: "dictionary", values: valuesOf(page) };
    }
    case 3: {
      const page = required(structField(fields, 8, "data page header"), "data page header");
      return {
        kind: "data-v2",
        ...dataPage(page, 4),
        definitionBytes: integerField(page, 5, "length of definition levels") ?? 0,
        repetitionBytes: integerField(page, 6, "length of repetition levels") ?? 0,
        isCompressed: flagField(page, 7) ?? true,
      };
    }
    default:
      return { kind: "other" };
  }
}

function dataPage(page: ThriftStruct, encodingField: number): DataPage {
  const encoding = required(integerField(page, encodingField, "encoding"), "encoding");
  const name = Encodings[encoding];
  if (name === undefined) throw new Unsupported(`unsupported encoding ${encoding}`);
  return { values: valuesOf(page), encoding: name };
}

function valuesOf(page: ThriftStruct): number {
  return required(integerField(page, 1, "number of values"), "number of values");
}

function unsigned(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value >>> 0;
}

function checkSizes(header: PageHeader, codec: CodecName): void {
  const { storedBytes: stored, plainBytes: plain } = header;
  if (!(stored >= 0 && stored <= MAX_PAGE_BYTES && plain >= 0 && plain <= MAX_PAGE_BYTES))
    throw new Unsupported(`unsupported page size: ${stored} bytes, ${plain} uncompressed`);
  const growth = MOST_GROWTH[codec];
  if (growth !== undefined && plain > growth * stored + 64)
    throw new Error(`a page of ${stored} bytes cannot become ${plain}`);
  const values = header.kind === "other" ? 0 : header.values;
  if (!(values >= 0 && values <= MAX_PAGE_VALUES)) throw new Error(`a page claims ${values} values`);
}
