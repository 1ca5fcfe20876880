// Parquet: a reader of ranges whose batches move as copies of their columns, since the pages that they come from serve several batches.
import { defineRowFormat } from "../row-format.ts";
import { type CellsTransfer, createCellsOpener } from "./cells-batch.ts";
import type { DecodedPage, PageToDecode } from "./page-transfer.ts";

export const parquetFormat = defineRowFormat<CellsTransfer>({
  access: "ranges",
  async *read(input, _settings, limits) {
    // Only those who read Parquet wait for its libraries to load.
    const { readParquet } = await import("./read-parquet.ts");
    yield* readParquet(input, limits);
  },
  whyByValues: () => undefined,
  transferListOf: ({ memory }) => [memory],
  createOpener: createCellsOpener,
  pages: {
    async decode(page) {
      const { decodeMovedPage } = await import("./page-transfer.ts");
      return decodeMovedPage(page as PageToDecode);
    },
    transferListOf: (page) => memoryOf(page as PageToDecode | DecodedPage),
  },
});

function memoryOf(page: PageToDecode | DecodedPage): readonly ArrayBuffer[] {
  return "memory" in page ? page.memory : [page.stored.buffer];
}
