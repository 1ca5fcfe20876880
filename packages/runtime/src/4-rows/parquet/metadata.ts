// The footer of a Parquet file to its schema and row groups, as far as they are read; what a chunk lacks matters only to who reads it.
import type { SchemaElement } from "hyparquet";
import { CompressionCodecs, ConvertedTypes, FieldRepetitionTypes, ParquetTypes } from "hyparquet/src/constants.js";
import { messageOf } from "./failures.ts";
import { logicalType } from "./logical-type.ts";
import type { ThriftStruct } from "./thrift.ts";
import {
  enumField,
  integerField,
  required,
  structField,
  structsField,
  textField,
  textsField,
} from "./thrift-fields.ts";

export type PhysicalType = NonNullable<SchemaElement["type"]>;
export type CodecName = (typeof CompressionCodecs)[number];

export interface ParquetMetadata {
  /** As a flat list, depth first; the first is the root. */
  readonly schema: readonly SchemaElement[];
  readonly rowGroups: readonly RowGroup[];
}

export interface RowGroup {
  readonly rows: number;
  readonly columns: readonly Chunk[];
}

/** A column of one row group. */
export interface Chunk {
  /** Its dotted path in the schema, which some writers leave out. */
  readonly path?: string;
  /** How many values it has, nulls counted, where that is said. */
  readonly values?: number;
  /** What it takes in the file, where that is said. */
  readonly storedBytes?: number;
  /** Where it starts, where that is said. */
  readonly start?: number;
  readonly content: ChunkContent;
}

/** How the pages of a chunk are stored, or why they cannot be read. */
export type ChunkContent =
  | {
      readonly kind: "pages";
      /** Absent: as the schema says. */
      readonly type?: PhysicalType;
      readonly codec: CodecName;
      readonly values: number;
      readonly plainBytes: number;
      readonly hasDictionary: boolean;
    }
  | { readonly kind: "unsupported"; readonly what: string; readonly hint: string }
  | { readonly kind: "corrupt"; readonly what: string };

/** @throws Error that says what is missing or odd, and where */
export function parquetMetadata(footer: ThriftStruct): ParquetMetadata {
  if (footer.size === 0) throw new Error("its footer is empty");
  const elements = required(structsField(footer, 2, "schema"), "schema");
  const rows = integerField(footer, 3, "number of rows") ?? 0;
  // A file without rows may leave them out.
  const groups = structsField(footer, 4, "list of row groups");
  if (groups === undefined && rows > 0) throw new Error(`its footer has no row groups for its ${rows} rows`);
  return {
    schema: elements.map((element, i) => within(`element ${i} of its schema`, () => schemaElement(element, i === 0))),
    rowGroups: (groups ?? []).map((group, i) => within(`row group ${i}`, () => rowGroup(group))),
  };
}

function within<T>(where: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new Error(`${where}: ${messageOf(error)}`, { cause: error });
  }
}

/** The root has no repetition (parquet.thrift): what writers such as arrow-go put there is passed over (R). */
function schemaElement(element: ThriftStruct, isRoot: boolean): SchemaElement {
  const type = isRoot ? undefined : enumField(element, 1, "type", ParquetTypes);
  const length = integerField(element, 2, "type length");
  const children = integerField(element, 5, "number of children");
  const converted = ConvertedTypes[integerField(element, 6, "converted type") ?? -1];
  const scale = integerField(element, 7, "scale");
  const precision = integerField(element, 8, "precision");
  const logical = logicalType(structField(element, 10, "logical type"));
  const name = textField(element, 4, "name");
  return {
    name: isRoot ? (name ?? "") : required(name, "name"),
    // What says nothing is required: Thrift's default.
    repetition_type: isRoot ? "REQUIRED" : (enumField(element, 3, "repetition", FieldRepetitionTypes) ?? "REQUIRED"),
    ...(type === undefined ? {} : { type }),
    ...(length === undefined ? {} : { type_length: length }),
    ...(children === undefined ? {} : { num_children: children }),
    ...(converted === undefined ? {} : { converted_type: converted }),
    ...(scale === undefined ? {} : { scale }),
    ...(precision === undefined ? {} : { precision }),
    ...(logical === undefined ? {} : { logical_type: logical }),
  };
}

function rowGroup(group: ThriftStruct): RowGroup {
  const rows = required(integerField(group, 3, "number of rows"), "number of rows");
  return { rows, columns: (structsField(group, 1, "list of columns") ?? []).map(chunk) };
}

function chunk(column: ThriftStruct): Chunk {
  const meta = column.get(3);
  if (!(meta instanceof Map)) {
    const content: ChunkContent = column.has(8)
      ? ENCRYPTED
      : { kind: "corrupt", what: "its row group says nothing about it" };
    return { content };
  }
  try {
    const path = textsField(meta, 3, "path in the schema")?.join(".");
    const values = integerField(meta, 5, "number of values");
    const storedBytes = integerField(meta, 7, "size");
    const data = integerField(meta, 9, "place of its first page");
    const dictionary = integerField(meta, 11, "place of its dictionary");
    // Some writers leave the dictionary's place at 0 where there is none.
    const hasDictionary = dictionary !== undefined && dictionary > 0 && !(data !== undefined && dictionary >= data);
    const start = hasDictionary ? dictionary : data;
    return {
      ...(path === undefined ? {} : { path }),
      ...(values === undefined ? {} : { values }),
      ...(storedBytes === undefined ? {} : { storedBytes }),
      ...(start === undefined ? {} : { start }),
      content: contentOf(column, meta, { values, storedBytes, hasDictionary }),
    };
  } catch (error) {
    return { content: { kind: "corrupt", what: messageOf(error) } };
  }
}

const ENCRYPTED: ChunkContent = {
  kind: "unsupported",
  what: "it is encrypted",
  hint: "write it without encryption",
};

function contentOf(
  column: ThriftStruct,
  meta: ThriftStruct,
  said: {
    readonly values: number | undefined;
    readonly storedBytes: number | undefined;
    readonly hasDictionary: boolean;
  },
): ChunkContent {
  if (column.has(8)) return ENCRYPTED;
  if (textField(column, 1, "file") !== undefined)
    return { kind: "unsupported", what: "it is in another file", hint: "write the columns into one file" };
  const codec = required(integerField(meta, 4, "codec"), "codec");
  const name = CompressionCodecs[codec];
  if (name === undefined || name === "LZO") {
    const what = `unsupported compression codec ${name ?? codec}`;
    return { kind: "unsupported", what, hint: "write it with another codec, such as ZSTD or SNAPPY" };
  }
  const type = enumField(meta, 1, "type", ParquetTypes);
  return {
    kind: "pages",
    ...(type === undefined ? {} : { type }),
    codec: name,
    values: required(said.values, "number of values"),
    plainBytes: integerField(meta, 6, "uncompressed size") ?? said.storedBytes ?? 0,
    hasDictionary: said.hasDictionary,
  };
}
