// A Parquet file to the parts of it that can be read apart; the libraries that this takes are loaded when it is called.
import type { Ranges, ReadLimits } from "../row-format.ts";
import type { ParquetPart } from "./read-parquet.ts";

export type { ParquetPart } from "./read-parquet.ts";

/**
 * The row groups of a Parquet file, each of which can be read by itself with `rowGroups`, and by several readers at once.
 * @throws StageFailure as `readRows`
 */
export async function parquetParts(
  input: Ranges,
  options: Pick<ReadLimits, "place" | "signal">,
): Promise<readonly ParquetPart[]> {
  const parquet = await import("./read-parquet.ts");
  return parquet.parquetParts(input, options);
}
