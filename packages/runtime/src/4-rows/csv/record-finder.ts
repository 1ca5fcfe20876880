// The module's search for records of CSV, one for a thread.
import { createRecordFinder, type RecordFinder } from "@heddle/bytes";
import { byteModule } from "../../process/byte-module.ts";

let finder: RecordFinder | null | undefined;

/** Null where rows cannot go as bytes: then records are found one by one. */
export function recordFinder(): RecordFinder | null {
  if (finder === undefined) {
    const module = byteModule();
    finder = "why" in module ? null : (createRecordFinder(module) ?? null);
  }
  return finder;
}
