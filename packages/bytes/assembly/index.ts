// What JavaScript calls. Addresses and lengths are in bytes of the memory that it shares with the module.
import {
  IS_ODD,
  KEY_LIST,
  KEY_OBJECT,
  KEY_PASSED_ON,
  PASSED_ON,
  ROWS_ARE_COLUMNS,
  ROWS_ARE_LINES,
  ROWS_ARE_RECORDS,
  STATIC_END,
} from "./layout";
import { forgetRecords } from "./cells";
import { noteRefusedIds } from "./ids";
import { keyOf, newContainer, resetShapes } from "./shapes";
import { Csv, Output, Plan, Row, Rows } from "./state";
import { numberEnd } from "./tokens";

export { writeEntries } from "./columns";
export { locateIds } from "./event-ids";
export { finish, run, scan } from "./lines";
export { findRecords } from "./records";
export { allocate, newContainer } from "./shapes";
export { unpackSnappy } from "./snappy";
export { isUtf8 } from "./utf8";

/** Forgets the plan and all that was learnt of rows. False where the compiler's own data reach into the regions. */
export function reset(): bool {
  resetShapes();
  Row.epoch = 0;
  return __heap_base <= STATIC_END;
}

/** The key of the plan in a container; 0 where there is no room. */
export function planKey(container: usize, name: usize, length: u32): usize {
  return keyOf(container, name, length, 0);
}

/** Marks a key whose value is passed on as it is, so that all below it is looked at. */
export function passOn(key: usize): void {
  store<u32>(key, 1, KEY_PASSED_ON);
  if (load<u32>(key, KEY_OBJECT) == 0) store<u32>(key, <u32>newContainer(PASSED_ON), KEY_OBJECT);
  if (load<u32>(key, KEY_LIST) == 0) store<u32>(key, <u32>newContainer(PASSED_ON), KEY_LIST);
}

export function setPlan(root: usize, steps: usize, hasRules: bool, needsTime: bool, canFail: bool): void {
  Plan.root = root;
  Plan.steps = steps;
  Plan.hasRules = hasRules;
  Plan.needsTime = needsTime;
  Plan.canFail = canFail;
}

export function setLimits(maxUnits: i32, minId: i32, groupTypes: i32, groupValues: i32, maxRow: u32): void {
  Plan.maxUnits = maxUnits;
  Plan.minId = minId;
  Plan.groupTypes = groupTypes;
  Plan.groupValues = groupValues;
  Plan.maxRow = maxRow;
}

export function setUnits(inputs: usize, inputCount: u32, unitCount: u32, rowsPerScan: u32): void {
  Plan.inputs = inputs;
  Plan.inputCount = inputCount;
  Plan.unitCount = unitCount;
  Plan.rowsPerScan = rowsPerScan;
}

export function setIds(refused: usize, insertId: usize, insertIdLength: usize): void {
  Plan.refusedIds = refused;
  Plan.insertId = insertId;
  Plan.insertIdLength = insertIdLength;
  noteRefusedIds();
}

export function setOperations(operations: usize): void {
  Plan.operations = operations;
}

/** Lines of events go there from now on. */
export function setOutput(start: usize, end: usize): void {
  Output.start = start;
  Output.end = end;
}

/** Rows are lines of JSON from now on. */
export function setLines(): void {
  Rows.form = ROWS_ARE_LINES;
}

/** Rows are the records that are in memory from now on. `quote`: no byte where nothing is quoted. */
export function setCells(delimiter: u32, quote: u32, columns: u32): void {
  Rows.form = ROWS_ARE_RECORDS;
  Csv.delimiter = delimiter;
  Csv.quote = quote;
  Csv.columns = columns;
  forgetRecords();
}

/** Rows are in columns from now on; `columns`: how many are in the table. */
export function setColumns(columns: u32): void {
  Rows.form = ROWS_ARE_COLUMNS;
  Rows.columns = columns;
}

/** Whether the number at `p` is known to be as JSON.stringify writes it. */
export function isCanonicalNumber(p: usize, length: usize): bool {
  Row.flags = 0;
  return numberEnd(p) == p + length && (Row.flags & IS_ODD) == 0;
}
