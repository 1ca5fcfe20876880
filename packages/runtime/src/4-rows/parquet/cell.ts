// What a column has for a row.
import type { Value } from "@heddle/compiler";
import type { RowError } from "../../contracts/row-batch.ts";

/** A value, or why the row that it stands in cannot be read. */
export type Cell = Value | RowError;

/**
 * What one row of a leaf comes as: its cell, in one list for each optional group (empty: null) and each repeated field on the
 * way down to it.
 */
export type Levels = Cell | readonly Levels[];
