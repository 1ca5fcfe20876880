// In: rows that a host read from a file beside the converter. Out: what the service knows of the data.
import type { Purpose } from "@heddle/compiler/language";
import { type Dict, type EventVerdict, rowTypeOf, type SampleType, type Value } from "@heddle/compiler";

export interface Sample {
  /** The name of the file, for people. */
  readonly name: string;
  /** The first rows of the file, as many as a preview needs. */
  readonly rows: readonly Value[];
  /** How many rows `type` was made from. */
  readonly rowCount: number;
  readonly type: SampleType;
  /** Rows of the file that could not be read, and what is wrong with the first of them. */
  readonly unread?: { readonly count: number; readonly first: string };
}

/**
 * The event rules of a host: what they make of the event of a sample's row. `lostTime` says why the event has no time though
 * its row has one.
 */
export type EventValidator = (event: Dict, row: number, lostTime?: string) => EventVerdict;

/** Gives the rules for the converter's `ignoreEventFlag`; without a purpose, those of events in Append Only. */
export type ValidatorFor = (ignoreEventFlag: string | undefined, purpose?: Purpose) => EventValidator;

/** At most so many rows of a sample are kept as they are. */
export const KEPT_ROWS = 200;

/** A sample of rows that are all at hand. */
export function sampleOf(name: string, rows: readonly Value[]): Sample {
  return { name, rows: rows.slice(0, KEPT_ROWS), rowCount: rows.length, type: rowTypeOf(rows) };
}
