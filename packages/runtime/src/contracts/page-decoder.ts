// Other threads that decode the pages of columnar files.
import type { FileType } from "@heddle/compiler";

/** A page on its way to another thread, and what it holds on its way back; what else they are is the format's own affair. */
export interface PageTransfer {
  readonly format: FileType;
}

export interface StoredPage {
  /** For messages: which page it is. */
  readonly name: string;
  /** The page as data that can be moved, anew at each call, in memory that `memoryFor` gives for at least so many bytes. */
  toTransfer(memoryFor: (bytes: number) => ArrayBuffer): PageTransfer;
}

export interface PageDecoder {
  /** Of smaller pages the way to another thread costs as much as they do. */
  readonly leastBytes: number;
  /**
   * Resolves with undefined where the page is not one that other threads decode, damaged ones included.
   * @throws StageFailure as `MappingPool.map`
   */
  decode(page: StoredPage): Promise<PageTransfer | undefined>;
}
