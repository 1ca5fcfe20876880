// What the steps of the module share while a row is on its way: settings of the plan, and the state of the current row.
import {
  HOLE,
  HOLES,
  HOLES_END,
  MOST_NOTES,
  NO_BYTE,
  NOTES,
  ORDER,
  OUTPUT,
  OUTPUT_END,
  R_ORDERED,
  RESULTS,
  ROWS_ARE_LINES,
  TOTALS,
} from "./layout";

/** Set once, when a plan is laid out. */
export class Plan {
  static root: usize = 0;
  static steps: usize = 0;
  /** UTF-16 units of a text. */
  static maxUnits: i32 = 1024;
  /** Characters of an id. */
  static minId: i32 = 5;
  /** Whether the rules about several keys apply. */
  static hasRules: bool = true;
  /** Whether mapping a row may fail, also one that is ignored. */
  static canFail: bool = false;
  /** Whether an event without time goes by values, because it may have lost one. */
  static needsTime: bool = false;
  /** The most bytes of a row. */
  static maxRow: u32 = 0xffffffff;
  static refusedIds: usize = 0;
  static operations: usize = 0;
  static groupTypes: i32 = 5;
  static groupValues: i32 = 10;
  static insertId: usize = 0;
  static insertIdLength: usize = 0;
  static inputs: usize = 0;
  static inputCount: u32 = 0;
  static unitCount: u32 = 0;
  static rowsPerScan: u32 = 0;
}

/** How rows are read. */
export class Rows {
  static form: u32 = ROWS_ARE_LINES;
  /** How many columns are in the table. */
  static columns: u32 = 0;
}

/** Where lines of events go. */
export class Output {
  static start: usize = OUTPUT;
  static end: usize = OUTPUT_END;
}

/** How the records of the input are cut into cells. */
export class Csv {
  /** A byte each; no byte where nothing is quoted. */
  static delimiter: u32 = 0x2c;
  static quote: u32 = NO_BYTE;
  static columns: u32 = 0;
}

/** The row that is being walked or written. */
export class Row {
  /** Flags of the token or value that was read last. */
  static flags: u32 = 0;
  static why: u32 = 0;
  /** Where the row behind it is, also where it is given back. */
  static next: usize = 0;
  /** Where a number that a text spells ends, without zeros at the end of its fraction. */
  static numeralEnd: usize = 0;
  /** Counts rows; a span with another number has no value in this one. */
  static epoch: u32 = 0;
  /** Whether an operator or test met what it does not handle. */
  static isUnsure: bool = false;
  static isIgnored: bool = false;
  static has: u32 = 0;
  static needs: u32 = 0;
  static notes: u32 = 0;
  /** How many numbers JavaScript has written for it. */
  static spelled: u32 = 0;
  /** Whether what is written is a draft, whose holes are filled later. */
  static isDraft: bool = false;
  /** Where the next hole goes. */
  static hole: usize = HOLES;
  /** Whether its event lacks what every event has, and which of NEEDED that is. */
  static isSetAside: bool = false;
  static lacks: u32 = 0;
  /** Whether a region has no room for it. */
  static isFull: bool = false;
}

export function giveBack(why: u32): usize {
  Row.why = why;
  return 0;
}

/** Leaves a hole in a draft, for a step or for the number of a rule. */
export function leaveHole(at: usize, step: usize): void {
  const hole = Row.hole;
  if (hole + HOLE > HOLES_END) {
    Row.isFull = true;
    return;
  }
  store<u32>(hole, <u32>at);
  store<u32>(hole, <u32>step, 4);
  Row.hole = hole + HOLE;
}

/** Notes a rule in the current row, whose event is written up to `at`. Notes of a draft count once it is filled in. */
export function noteRule(at: usize, rule: u32): void {
  if (Row.isDraft) leaveHole(at, rule);
  else addNote(rule);
}

export function addNote(rule: u32): void {
  if (Row.notes < MOST_NOTES) store<u8>(NOTES + Row.notes++, rule);
  else Row.isFull = true;
}

/** Counts what was noted in a row whose line was written. */
export function countNotes(): void {
  for (let i: u32 = 0; i < Row.notes; i++) {
    const rule = <u32>load<u8>(NOTES + i);
    const total = TOTALS + ((<usize>rule) << 2);
    if (load<u32>(total) == 0) {
      const known = load<u32>(RESULTS + (R_ORDERED << 2));
      store<u8>(ORDER + known, rule);
      store<u32>(RESULTS + (R_ORDERED << 2), known + 1);
    }
    store<u32>(total, load<u32>(total) + 1);
  }
}

export function result(index: u32): u32 {
  return load<u32>(RESULTS + (index << 2));
}

export function setResult(index: u32, value: u32): void {
  store<u32>(RESULTS + (index << 2), value);
}
