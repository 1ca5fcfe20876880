// How the rows of a source are mapped as bytes, where they are.
import type { ByteMapper } from "@heddle/bytes";
import type { RowBatch } from "./row-batch.ts";

export interface ByteMapping {
  /** Made when it is first asked for; the reason, in a line without a full stop, where rows go by values. */
  mapper(): ByteMapper | { readonly why: string };
  /**
   * Whether a batch is tried: it has no row on which a pattern could take long, for those are mapped together, under one limit of time; and
   * its like went as bytes before.
   */
  accepts(batch: RowBatch): boolean;
  /**
   * Is told of each batch that was tried: how many bytes of memory it leaves, which is collected now and then; its rows; and how many of
   * them went as bytes.
   */
  passed?(garbage: number, rows: number, asBytes: number): void;
}

/** Which way rows took. */
export interface RowPaths {
  byBytes: number;
  /** Rows that went by values, by the reason. */
  readonly byValues: Record<string, number>;
}
