// Pages as writers of old made them to a Parquet file of one optional column, `v`, byte by byte.
import type { CompressionCodec, Encoding, ParquetType } from "hyparquet";
import { ByteWriter, parquetWriteBuffer } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { parquetMetadata } from "hyparquet";

export interface OldPage {
  readonly type: ParquetType;
  /** How the definition levels are encoded; they are part of the body. */
  readonly levels: Encoding;
  readonly values: number;
  /** As stored. */
  readonly body: Buffer;
  readonly encoding?: Encoding;
  readonly dictionary?: { readonly count: number; readonly body: Buffer };
  readonly codec?: CompressionCodec;
  /** The length of the body before compression, where that is another. */
  readonly plainLength?: number;
  /** What the footer says of the number of rows and values; `values` unless given. */
  readonly rows?: number;
}

export function oldFile({
  type,
  levels,
  values,
  body,
  encoding = "PLAIN",
  dictionary,
  codec = "UNCOMPRESSED",
  plainLength = body.length,
  rows = values,
}: OldPage): Buffer {
  const writer = new ByteWriter();
  writer.appendBytes(Buffer.from("PAR1"));
  if (dictionary !== undefined) {
    const { length } = dictionary.body;
    writePageHeader(writer, {
      type: "DICTIONARY_PAGE",
      uncompressed_page_size: length,
      compressed_page_size: length,
      dictionary_page_header: { num_values: dictionary.count, encoding: "PLAIN" },
    });
    writer.appendBytes(dictionary.body);
  }
  const pageAt = writer.offset;
  writePageHeader(writer, {
    type: "DATA_PAGE",
    uncompressed_page_size: plainLength,
    compressed_page_size: body.length,
    data_page_header: {
      num_values: values,
      encoding,
      definition_level_encoding: levels,
      repetition_level_encoding: "RLE",
    },
  });
  writer.appendBytes(body);
  // The rest of a footer is another file's, whose column has the same shape.
  const model = parquetMetadata(
    parquetWriteBuffer({
      statistics: false,
      codec: "UNCOMPRESSED",
      columnData: [{ name: "v", type: "INT32", data: [1, null] }],
    }),
  );
  const size = BigInt(writer.offset - 4);
  writeMetadata(writer, {
    ...model,
    num_rows: BigInt(rows),
    schema: [
      { name: "root", num_children: 1 },
      {
        name: "v",
        type,
        repetition_type: "OPTIONAL",
        ...(type === "BYTE_ARRAY" ? { converted_type: "UTF8" as const } : {}),
      },
    ],
    row_groups: model.row_groups.map((group) => ({
      ...group,
      num_rows: BigInt(rows),
      columns: group.columns.map(({ file_offset }) => ({
        file_offset,
        meta_data: {
          type,
          encodings: [encoding],
          path_in_schema: ["v"],
          codec,
          num_values: BigInt(rows),
          total_uncompressed_size: size,
          total_compressed_size: size,
          data_page_offset: BigInt(pageAt),
          ...(dictionary === undefined ? {} : { dictionary_page_offset: 4n }),
        },
      })),
    })),
  });
  writer.appendBytes(Buffer.from("PAR1"));
  return Buffer.from(writer.getBytes());
}

export function plainInt32(values: readonly number[]): Buffer {
  return Buffer.from(Int32Array.from(values).buffer);
}

export function plainText(values: readonly string[]): Buffer {
  return Buffer.concat(
    values.flatMap((value) => {
      const text = Buffer.from(value);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(text.length);
      return [length, text];
    }),
  );
}
