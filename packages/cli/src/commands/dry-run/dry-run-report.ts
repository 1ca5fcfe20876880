// What a dry run found.
import type { EventSummary } from "@heddle/compiler/testing";
import type { RowCounts } from "@heddle/runtime/local";

/** What an import of the files would bring. */
export interface DryRunReport {
  /** Files and objects that were read, and those that could not be read to their end. */
  readonly files: number;
  readonly failed: readonly { readonly file: string; readonly message: string }[];
  /** Bytes as stored. */
  readonly bytesRead: number;
  readonly counts: RowCounts;
  readonly summary: EventSummary;
  readonly delivery: {
    /** "Amplitude" where no source says where to. */
    readonly sink: string;
    readonly noun: "request" | "file";
    readonly count: number;
    /** Of JSON. */
    readonly bytes: number;
  };
  /** Whether `--limit` ended it before the last row. */
  readonly isPartial: boolean;
}
