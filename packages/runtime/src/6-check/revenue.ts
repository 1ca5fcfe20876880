// The rules between price, quantity, revenue and what describes them.
import { decimalValue, type Dict, multiplyDecimals, readDecimal } from "@heddle/compiler";
import { note, type Notes } from "./notes.ts";

/** Holds an event, whose keys are checked already, to the rules of revenue; changes it in place. */
export function settleRevenue(event: Dict, notes: Notes): void {
  const { price, revenue } = event;
  if (price === undefined && revenue === undefined) {
    removeAlone(event, "productId", notes);
    removeAlone(event, "revenueType", notes);
    return;
  }
  const { quantity } = event;
  if (price === undefined || quantity === undefined || revenue === undefined) return;
  const a = readDecimal(price);
  const b = readDecimal(quantity);
  const product = a === undefined || b === undefined ? undefined : decimalValue(multiplyDecimals(a, b));
  if (product === undefined || product === revenue) return;
  note(notes, "event/revenue-mismatch", "revenue");
  event["revenue"] = product;
}

function removeAlone(event: Dict, key: string, notes: Notes): void {
  if (event[key] === undefined) return;
  note(notes, "event/revenue-keys-alone", key);
  delete event[key];
}
