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
  /** Is told of each batch that was tried: its bytes, for buffers that are done with are collected now and then, and how many rows went as bytes. */
  passed?(bytes: number, rows: number): void;
}

/** Which way rows took. */
export interface RowPaths {
  byBytes: number;
  /** Rows that went by values, by the reason. */
  readonly byValues: Record<string, number>;
}
