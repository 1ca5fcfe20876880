// The messages between the thread of a job and its mapping threads: plain data.
import type { TransferBatch } from "../contracts/row-batch.ts";
import type { MapSettings } from "../job/converter-parts.ts";
import type { MapContext, MappedBatch } from "../contracts/mapped-batch.ts";
import type { ConverterText } from "../contracts/mapping-pool.ts";

/** What a thread is started with. */
export interface ThreadData {
  readonly settings: MapSettings;
}

export type ToThread =
  | { readonly converter: ConverterText }
  | {
      readonly part: number;
      readonly hash: string;
      readonly transfer: TransferBatch;
      readonly context: MapContext;
      readonly spare?: ArrayBuffer;
    };

export type FromThread =
  | { readonly ready: true }
  | { readonly part: number; readonly mapped: MappedBatch }
  /** An error that mapping threw: a bug, not a bad row. */
  | { readonly part: number; readonly thrown: string };
