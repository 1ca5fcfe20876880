// The messages between the thread of a job and its mapping threads: plain data.
import type { PageTransfer } from "../contracts/page-decoder.ts";
import type { TransferBatch } from "../contracts/row-batch.ts";
import type { MapSettings } from "../job/converter-parts.ts";
import type { MapContext, MappedBatch } from "../contracts/mapped-batch.ts";
import type { ConverterText } from "../contracts/mapping-pool.ts";

/** What a thread is started with. */
export interface ThreadData {
  readonly settings: MapSettings;
}

export interface PartToMap {
  readonly part: number;
  readonly hash: string;
  readonly transfer: TransferBatch;
  readonly context: MapContext;
  readonly spare?: ArrayBuffer;
}

export type ToThread =
  | { readonly converter: ConverterText }
  | PartToMap
  | { readonly part: number; readonly page: PageTransfer };

export type FromThread =
  | { readonly ready: true }
  | { readonly part: number; readonly mapped: MappedBatch }
  /** With the memory that the page came in. */
  | { readonly part: number; readonly decoded: PageTransfer | undefined; readonly spares: readonly ArrayBuffer[] }
  /** An error that mapping threw: a bug, not a bad row. */
  | { readonly part: number; readonly thrown: string };
