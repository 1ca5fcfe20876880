// A batch of rows or a page on its way to another thread, whatever its format: the memory that moves, and what it is there.
import type { FileType } from "@heddle/compiler";
import type { PageTransfer } from "../contracts/page-decoder.ts";
import type { TransferBatch } from "../contracts/row-batch.ts";
import { ROW_FORMATS } from "./formats.gen.ts";
import type { RowFormat, TransferOpener } from "./row-format.ts";

/** The memory that moves with a transfer; what sent it loses it. Shared memory does not move. */
export function transferListOf(transfer: TransferBatch): ArrayBuffer[] {
  return formatOf(transfer).transferListOf(transfer);
}

/** Opens the batches of any format; `columns`: the top-level keys that the converter reads; undefined: all. */
export function createTransferOpener(columns?: readonly string[]): TransferOpener {
  const openers = new Map<FileType, TransferOpener>();
  return {
    open(transfer) {
      const opener = openers.get(transfer.format) ?? formatOf(transfer).createOpener(columns);
      openers.set(transfer.format, opener);
      return opener.open(transfer);
    },
  };
}

/** Decodes a page that has moved to this thread; undefined where it is to be decoded where it came from. */
export async function decodePage(page: PageTransfer): Promise<PageTransfer | undefined> {
  return formatOf(page).pages?.decode(page);
}

/** The memory that moves with a page, there or back. */
export function pageTransferListOf(page: PageTransfer): readonly ArrayBuffer[] {
  return formatOf(page).pages?.transferListOf(page) ?? [];
}

/** A transfer names the format that made it. */
function formatOf({ format }: TransferBatch | PageTransfer): RowFormat {
  return ROW_FORMATS[format];
}
