// Decodes pages as mapping threads do, without threads.
import { decodePage, pageTransferListOf } from "../../src/4-rows/transfer-batch.ts";
import type { PageDecoder, PageTransfer } from "../../src/contracts/page-decoder.ts";

/** A decoder whose pages move there and back as to a thread; counts those that came back. */
export function elsewhere(): PageDecoder & { decoded: number } {
  const moved = <Page extends PageTransfer>(page: Page): Page =>
    structuredClone(page, { transfer: [...pageTransferListOf(page)] });
  const decoder = {
    leastBytes: 0,
    decoded: 0,
    async decode(page: Parameters<PageDecoder["decode"]>[0]) {
      const rows = await decodePage(moved(page.toTransfer((bytes) => new ArrayBuffer(bytes + 100))));
      if (rows === undefined) return undefined;
      decoder.decoded += 1;
      return moved(rows);
    },
  };
  return decoder;
}
