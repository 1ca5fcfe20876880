/** The pages of one file; each column holds one page and one dictionary. */
export interface PageMemory {
  /**
   * Resolves when there is memory for the page that takes the place of `holder`'s last one.
   * @throws Error where the pages of the file alone are too much
   */
  take(holder: object, bytes: number): Promise<void>;
  /** Gives all of it back. */
  close(): void;
}

export interface SharedPageMemory {
  open(): PageMemory;
}
