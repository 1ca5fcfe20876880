// What the thread of a job and its mapping threads tell each other: plain data.
import type { TransferBatch } from "../4-rows/transfer-batch.ts";
import type { MapSettings } from "../job/converter-parts.ts";
import type { MapContext, MappedBatch } from "../job/map-rows.ts";

/** What a thread begins with. */
export interface ThreadData {
  readonly settings: MapSettings;
}

/** A converter that parts name by its hash; it comes before the first of them. */
export interface ConverterText {
  readonly hash: string;
  readonly text: string;
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
  /** What was thrown: an error of this code base, not of a row. */
  | { readonly part: number; readonly thrown: string };
