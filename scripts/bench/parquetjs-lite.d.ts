// The part of parquetjs-lite that the suite uses; the package has no types.
declare module "parquetjs-lite" {
  export class ParquetSchema {
    constructor(fields: Readonly<Record<string, { readonly type: string; readonly optional: boolean }>>);
  }
  export class ParquetWriter {
    static openFile(schema: ParquetSchema, path: string): Promise<ParquetWriter>;
    appendRow(row: object): Promise<void>;
    close(): Promise<void>;
  }
  export class ParquetReader {
    static openFile(path: string): Promise<ParquetReader>;
    getCursor(): { next(): Promise<object | null> };
    close(): Promise<void>;
  }
  const parquetjs: {
    ParquetSchema: typeof ParquetSchema;
    ParquetWriter: typeof ParquetWriter;
    ParquetReader: typeof ParquetReader;
  };
  export default parquetjs;
}
