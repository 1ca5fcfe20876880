// Parquet files byte by byte, as one writer or another makes them: every field of the metadata can be said otherwise.
import { type ThriftFields, thriftBytes } from "./thrift-writer.ts";

export const TYPES = {
  BOOLEAN: 0,
  INT32: 1,
  INT64: 2,
  INT96: 3,
  FLOAT: 4,
  DOUBLE: 5,
  BYTE_ARRAY: 6,
  FIXED: 7,
} as const;
export const CODECS = { UNCOMPRESSED: 0, SNAPPY: 1, GZIP: 2, LZO: 3, BROTLI: 4, LZ4: 5, ZSTD: 6, LZ4_RAW: 7 } as const;
export const REQUIRED = 0;
export const OPTIONAL = 1;
export const REPEATED = 2;

/** An element of the schema, by the fields of parquet.thrift. */
export function element(name: string, fields: ThriftFields): ThriftFields {
  return { ...fields, 4: name };
}

export function group(name: string, children: number, fields: ThriftFields = {}): ThriftFields {
  return element(name, { 5: children, ...fields });
}

export interface OddPage {
  /** Of the header, by the fields of parquet.thrift; sizes are those of the body unless given. */
  readonly header: ThriftFields;
  readonly body: Uint8Array;
}

/** A page of version 1; encodings are PLAIN and RLE unless given. */
export function dataPage(values: number, body: Uint8Array, encoding = 0, fields: ThriftFields = {}): OddPage {
  return { header: { 1: 0, ...fields, 5: { 1: values, 2: encoding, 3: 3, 4: 3 } }, body };
}

export function dictionaryPage(values: number, body: Uint8Array, fields: ThriftFields = {}): OddPage {
  return { header: { 1: 2, ...fields, 7: { 1: values, 2: 0 } }, body };
}

/** A page of version 2: `levels` are in front of the values, never compressed. */
export function dataPageV2(
  values: number,
  levels: { readonly repetition?: Uint8Array; readonly definition?: Uint8Array },
  body: Uint8Array,
  { encoding = 0, isCompressed, plainBytes = body.length }: V2Options = {},
): OddPage {
  const { repetition = new Uint8Array(0), definition = new Uint8Array(0) } = levels;
  const header = {
    1: values,
    2: 0,
    3: values,
    4: encoding,
    5: definition.length,
    6: repetition.length,
    7: isCompressed,
  };
  return {
    header: { 1: 3, 2: repetition.length + definition.length + plainBytes, 8: header },
    body: Buffer.concat([repetition, definition, body]),
  };
}

interface V2Options {
  readonly encoding?: number;
  readonly isCompressed?: boolean;
  /** Of the values, once unpacked. */
  readonly plainBytes?: number;
}

export interface OddColumn {
  readonly path: readonly string[];
  readonly type: number;
  readonly values: number;
  readonly pages: readonly OddPage[];
  /** Fields of the column's metadata that are said otherwise; undefined leaves one out. */
  readonly meta?: ThriftFields;
  /** Likewise of the chunk that the metadata are part of. */
  readonly chunk?: ThriftFields;
}

export interface OddGroup {
  readonly rows: number;
  readonly columns: readonly OddColumn[];
  readonly fields?: ThriftFields;
}

export interface OddFile {
  /** The first is the root. */
  readonly schema: readonly ThriftFields[];
  readonly groups: readonly OddGroup[];
  /** Fields of the footer that are said otherwise; undefined leaves one out. */
  readonly footer?: ThriftFields;
}

/** Of a page whose sizes are those of the body unless the header says otherwise. */
export function pageBytes(header: ThriftFields, body: Uint8Array): Buffer {
  return Buffer.concat([thriftBytes({ 2: body.length, 3: body.length, ...header }), body]);
}

export function oddFile({ schema, groups, footer = {} }: OddFile): Buffer {
  const parts: Buffer[] = [Buffer.from("PAR1")];
  let at = 4;
  const rowGroups = groups.map(({ rows, columns, fields = {} }) => {
    const chunks = columns.map(({ path, type, values, pages, meta = {}, chunk = {} }): ThriftFields => {
      const start = at;
      const starts = pages.map(({ header, body }) => {
        const pageAt = at;
        const bytes = pageBytes(header, body);
        parts.push(bytes);
        at += bytes.length;
        return pageAt;
      });
      const hasDictionary = pages[0]?.header[1] === 2;
      const size = at - start;
      return {
        2: start,
        3: {
          1: type,
          2: [0, 3],
          3: path,
          4: CODECS.UNCOMPRESSED,
          5: values,
          6: size,
          7: size,
          9: starts[hasDictionary ? 1 : 0] ?? start,
          11: hasDictionary ? start : undefined,
          ...meta,
        },
        ...chunk,
      };
    });
    return { 1: chunks, 2: at, 3: rows, ...fields };
  });
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  const metadata = thriftBytes({ 1: 2, 2: schema, 3: rows, 4: rowGroups, 6: "odd", ...footer });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(metadata.length);
  return Buffer.concat([...parts, metadata, length, Buffer.from("PAR1")]);
}
