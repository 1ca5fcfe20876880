// The memory of an instance: its regions, the records in them and the numbers that stand for kinds, checks and steps. TypeScript's copy
// (src/layout.gen.ts) is generated from this file, so each constant is one line: a name, a type and an expression of numbers and names.
// A load may read 16 bytes too many and a store write 16 too many: each region ends with 64 bytes to spare.

export const PAGES: u32 = 409;
export const SLACK: usize = 64;

// Regions. Static data of the compiler comes first.
export const STATIC_END: usize = 4096;
// What JavaScript reads after each call: 32-bit numbers (R_*).
export const RESULTS: usize = 4096;
// How often each rule was noted since JavaScript read it (32-bit), and the rules in the order of their first note.
export const TOTALS: usize = 4224;
export const ORDER: usize = 4352;
// Rules noted in the current row, one byte each.
export const NOTES: usize = 4416;
export const MOST_NOTES: u32 = 250;
// The masks of keys of which an event needs one each.
export const NEEDED: usize = 4736;
export const MOST_NEEDED: u32 = 4;
// Frames of the walk.
export const STACK: usize = 5120;
export const MOST_DEPTH: u32 = 30;
export const FRAME: usize = 32;
// Spans of values that operators made.
export const TEMP_SPANS: usize = 6144;
export const TEMP_SPANS_END: usize = 7168;
// Known keys by their hash, and the keys of objects with too many different ones.
export const TABLE: usize = 8192;
export const TABLE_MASK: u32 = 8191;
export const MOST_KEYS: u32 = 4096;
export const SET: usize = 40960;
export const SET_MASK: u32 = 2047;
export const MOST_IN_SET: u32 = 1024;
// The plan, constants, spans, known keys and containers.
export const ARENA: usize = 65536;
export const ARENA_END: usize = 1048576;
// Texts that operators made.
export const TEMP_TEXT: usize = 1048640;
export const TEMP_TEXT_END: usize = 1114112;
// Whole lines, then zeros.
export const INPUT: usize = 1114240;
export const INPUT_END: usize = 2424960;
// Lines with holes, their rows and holes.
export const DRAFTS: usize = 2425088;
export const DRAFTS_END: usize = 4522240;
export const ROWS: usize = 4522368;
export const MOST_ROWS: u32 = 512;
export const HOLES: usize = 4546944;
export const HOLES_END: usize = 5071232;
// Inputs of units, one of each for a row and a path.
export const MOST_INPUTS: u32 = 32768;
export const IN_KINDS: usize = 5071296;
export const IN_NUMBERS: usize = 5104128;
export const IN_STARTS: usize = 5366336;
export const IN_ENDS: usize = 5497472;
export const IN_LATIN: usize = 5628608;
export const IN_LATIN_END: usize = 6677184;
export const IN_WIDE: usize = 6677248;
export const IN_WIDE_END: usize = 8774400;
// Whether a row needs all units, or those that are always computed.
export const IN_NEEDS: usize = 8774464;
// Results of units, one of each for a row and a unit.
export const UNIT_KINDS: usize = 8775040;
export const UNIT_NUMBERS: usize = 8807872;
export const UNIT_ENDS: usize = 9070080;
export const UNIT_TEXT: usize = 9201216;
export const UNIT_TEXT_END: usize = 11298368;
// Lines of events, and of each its end, its row and the places of its ids.
export const MOST_EVENTS: u32 = 16384;
export const EVENT_ENDS: usize = 11298432;
export const EVENT_ROWS: usize = 11363968;
// Start and end of the values of user_id, device_id and insert_id; zeros for none.
export const EVENT_IDS: usize = 11429504;
export const EVENT_ID_BYTES: usize = 24;
export const OUTPUT: usize = 11822784;
export const OUTPUT_END: usize = 16252800;
// Start and end of each record in the input.
export const RECORDS: usize = 16252928;
export const RECORD: usize = 8;
export const MOST_RECORDS: u32 = 8192;
// Added to the end of one that is found where some of its cells are quoted.
export const RECORD_IS_QUOTED: u32 = 0x80000000;
// The span of each column of the records; 0 for one that nobody reads.
export const COLUMNS: usize = 16318464;
export const MOST_COLUMNS: u32 = 4096;
// Stands for a character that there is none.
export const NO_BYTE: u32 = 256;
// Cells as JSON strings, where they are not that where they stand.
export const CELLS: usize = 16334848;
export const CELLS_END: usize = 17039296;
// Columns that are read, the cells of those that are not of a dictionary or are no texts by row, and entries of dictionaries with their texts.
export const COLUMN_TABLE: usize = 17039360;
export const COLUMN_TABLE_END: usize = 17072128;
export const COLUMN_CELLS: usize = 17072128;
export const COLUMN_CELLS_END: usize = 18120704;
export const DICTIONARIES: usize = 18120704;
export const DICTIONARIES_END: usize = 22314944;
// Lines of events while those of OUTPUT are in use.
export const OTHER_OUTPUT: usize = 22315008;
export const OTHER_OUTPUT_END: usize = 26745024;

// A column: the form of its cells, its span, where the cells are, and the entries of its dictionary.
export const COLUMN: usize = 16;
export const COLUMN_FORM: usize = 0;
export const COLUMN_SPAN: usize = 4;
export const COLUMN_VALUES: usize = 8;
export const COLUMN_ENTRIES: usize = 12;
// A double for each row; NaN for none.
export const FORM_NUMBERS: u32 = 1;
// Start and end of UTF-8 for each row.
export const FORM_TEXTS: u32 = 2;
// The index of an entry for each row.
export const FORM_ENTRIES: u32 = 3;
// Start and end of an object of JSON with all other columns for each row.
export const FORM_OBJECTS: u32 = 4;
// A start or index that stands for no value.
export const NO_CELL: u32 = 0xffffffff;
// An entry: start, end, kind with flags.
export const ENTRY: usize = 12;

// How rows are read.
export const ROWS_ARE_LINES: u32 = 0;
export const ROWS_ARE_RECORDS: u32 = 1;
export const ROWS_ARE_COLUMNS: u32 = 2;

// Results, by their index.
export const R_NEXT: u32 = 0;
export const R_ROW: u32 = 3;
export const R_OUT: u32 = 4;
export const R_EVENTS: u32 = 5;
export const R_TIMED: u32 = 6;
export const R_IGNORED: u32 = 7;
export const R_WHY: u32 = 8;
export const R_ORDERED: u32 = 9;
export const R_SCANNED: u32 = 10;
export const R_FILLED: u32 = 11;
export const R_LATIN: u32 = 12;
export const R_WIDE: u32 = 13;
export const R_DONE: u32 = 14;
export const R_FULL: u32 = 15;
export const R_WITH_INSERT_ID: u32 = 18;
// Which of NEEDED a row that is set aside lacks, and how many rules were noted in it.
export const R_LACKS: u32 = 19;
export const R_NOTES: u32 = 20;
// What JavaScript writes: the number of the batch's first row, and whether each row may be no UTF-8.
export const R_FIRST_ROW: u32 = 16;
export const R_CHECK_UTF8: u32 = 17;

// What a call ended with.
export const END_OF_INPUT: u32 = 0;
export const END_OF_ROOM: u32 = 1;
export const ROW_GIVEN_BACK: u32 = 2;
// An event lacks what every event has.
export const ROW_SET_ASIDE: u32 = 3;

// A known key: its token (`"key":`), container, the object it was last seen in, the key that followed it last, the span of its value, the
// containers of its objects and lists, flags, its value as an index, its hash. JavaScript marks keys whose values are passed on.
export const KEY: usize = 64;
export const KEY_TOKEN: usize = 0;
export const KEY_LENGTH: usize = 4;
export const KEY_CONTAINER: usize = 8;
export const KEY_SEEN: usize = 12;
export const KEY_NEXT: usize = 16;
export const KEY_SPAN: usize = 20;
export const KEY_OBJECT: usize = 24;
export const KEY_LIST: usize = 28;
export const KEY_FLAGS: usize = 32;
export const KEY_INDEX: usize = 36;
export const KEY_HASH: usize = 40;
export const KEY_PASSED_ON: usize = 44;
export const IS_INDEX: u32 = 1;
export const IS_DOLLAR: u32 = 2;
// It stands for many keys.
export const IS_SHARED: u32 = 4;

// An object or a list at some path: the key that came first last time, flags, how many keys it has, the containers of objects and lists
// in the list, keys by list index.
export const CONTAINER: usize = 64;
export const CONTAINER_FIRST: usize = 0;
export const CONTAINER_FLAGS: usize = 4;
export const CONTAINER_KEYS: usize = 8;
export const CONTAINER_OBJECT: usize = 12;
export const CONTAINER_LIST: usize = 16;
export const CONTAINER_ITEMS: usize = 20;
export const CONTAINER_ITEM_COUNT: usize = 24;
export const MOST_ITEMS: u32 = 64;
// What lies in it is passed on as it is.
export const PASSED_ON: u32 = 1;
// It has too many different keys: those that are not known are told apart by a set for each object.
export const MANY_KEYS: u32 = 2;
export const MOST_KEYS_IN_CONTAINER: u32 = 256;

// The value of a path in the current row: the row's number, start, end, kind with flags.
export const SPAN: usize = 16;
export const SPAN_ROW: usize = 0;
export const SPAN_START: usize = 4;
export const SPAN_END: usize = 8;
export const SPAN_KIND: usize = 12;

export const STRING: u32 = 1;
export const NUMBER: u32 = 2;
export const TRUE: u32 = 3;
export const FALSE: u32 = 4;
export const NULL: u32 = 5;
export const OBJECT: u32 = 6;
export const LIST: u32 = 7;

// Flags of a value.
export const HAS_ESCAPES: u32 = 1;
// JSON.stringify would write it in another way.
export const IS_ODD: u32 = 2;
// Some string of it may have more units than are allowed.
export const IS_LONG: u32 = 4;
export const IS_INTEGER: u32 = 8;
export const HAS_DOLLAR: u32 = 16;
export const HAS_EXPONENT: u32 = 32;
// A fraction of more than fifteen digits.
export const IS_PRECISE: u32 = 64;
// A constant that rules change in other ways than by cutting it.
export const BREAKS_LIMITS: u32 = 128;

// A value that is found or made: its kind, then what it is made of. A constant has its span at 16.
export const NODE: usize = 32;
export const NODE_KIND: usize = 0;
export const NODE_A: usize = 4;
export const NODE_B: usize = 8;
export const NODE_C: usize = 12;
export const NODE_SPAN: usize = 16;
export const N_NONE: u32 = 0;
export const N_PATH: u32 = 1;
export const N_CONSTANT: u32 = 2;
export const N_ANY: u32 = 3;
export const N_IFELSE: u32 = 4;
export const N_CONDITION: u32 = 5;
export const N_CONCAT: u32 = 6;
export const N_LOWERCASE: u32 = 7;
export const N_ISO_TIME_TO_MS: u32 = 8;
export const N_TYPEOF: u32 = 9;
export const N_TEST: u32 = 10;
export const N_MS_TO_ISO_TIME: u32 = 11;
export const N_PARSE_TIME_TO_MS: u32 = 12;
export const N_SPLIT: u32 = 13;
export const N_ITEM: u32 = 14;
export const N_ADD: u32 = 15;
export const T_TRUE: u32 = 20;
export const T_NOT: u32 = 21;
export const T_AND: u32 = 22;
export const T_OR: u32 = 23;
export const T_TRUTH: u32 = 24;
export const T_EQUALS: u32 = 25;
export const T_CONTAINS: u32 = 26;
export const T_IS_FLAGGED: u32 = 27;

// A step of a pattern of times, in bytes: a part of the time, its digits at least and at most, the digits that are left for what follows;
// or a character.
export const TIME_STEP: usize = 4;
export const TIME_LITERAL: u32 = 0;
export const TIME_YEAR: u32 = 1;
export const TIME_MONTH: u32 = 2;
export const TIME_DAY: u32 = 3;
export const TIME_HOUR: u32 = 4;
export const TIME_MINUTE: u32 = 5;
export const TIME_SECOND: u32 = 6;
export const TIME_FRACTION: u32 = 7;

// A step of the event: operation, check and the key's bit; the text before the value; a value or span; a unit, or keys that may not be there;
// the bytes of the key in the row with its quotes and colon, where it is the same key; which bits of a value's kind with flags are to be
// what, for it to stay as it is whatever else it is.
export const STEP: usize = 48;
export const STEP_OP: usize = 0;
export const STEP_CHECK: usize = 1;
export const STEP_HAS: usize = 2;
export const STEP_TEXT: usize = 4;
export const STEP_LENGTH: usize = 8;
export const STEP_VALUE: usize = 12;
export const STEP_UNIT: usize = 16;
export const STEP_GUARDS: usize = 16;
export const STEP_GUARD_COUNT: usize = 20;
export const STEP_KEY: usize = 24;
export const STEP_MASK: usize = 28;
export const STEP_WANTED: usize = 32;
// No key: no value starts so far from another.
export const OTHER_KEY: u32 = 0x80000000;
export const OP_END: u32 = 0;
export const OP_PATH: u32 = 1;
export const OP_NODE: u32 = 2;
export const OP_TEXT: u32 = 3;
export const OP_OPEN: u32 = 4;
export const OP_CLOSE: u32 = 5;
export const OP_MERGE: u32 = 6;
export const OP_UNIT: u32 = 7;
export const OP_DEFAULT: u32 = 8;
export const OP_INSERT_ID: u32 = 9;
// The first step, where there is one: a test whether the row is ignored, or a unit that is.
export const OP_FLAG: u32 = 10;

// How a value is held to the rule of its key.
export const CHECK_NONE: u32 = 0;
export const CHECK_TEXT: u32 = 1;
export const CHECK_FILLED: u32 = 2;
export const CHECK_TYPE: u32 = 3;
export const CHECK_ID: u32 = 4;
export const CHECK_ANY_TEXT: u32 = 5;
export const CHECK_INTEGER: u32 = 6;
export const CHECK_FLOAT: u32 = 7;
export const CHECK_TIME: u32 = 8;
export const CHECK_BOOLEAN: u32 = 9;
export const CHECK_MUTATION: u32 = 10;
export const CHECK_CURRENCY: u32 = 11;
export const CHECK_GROUPS: u32 = 12;
export const CHECK_OBJECT: u32 = 13;
export const CHECK_PROPERTIES: u32 = 14;
export const CHECK_ANY: u32 = 15;
export const CHECK_UNKNOWN: u32 = 16;
export const CHECK_DEVICE_ID: u32 = 17;
export const CHECK_GROUP_PROPERTIES: u32 = 18;
// What an operation is given for properties.
export const CHECK_OPERATION: u32 = 19;

// The keys of an event that rules about several keys ask for.
export const HAS_USER: u32 = 1;
export const HAS_DEVICE: u32 = 2;
export const HAS_TYPE: u32 = 4;
export const HAS_TIME: u32 = 8;
export const HAS_INSERT_ID: u32 = 16;
export const HAS_PRICE: u32 = 32;
export const HAS_QUANTITY: u32 = 64;
export const HAS_REVENUE: u32 = 128;
export const HAS_REVENUE_KEYS: u32 = 256;
export const HAS_SYNC: u32 = 512;
export const HAS_MUTATION: u32 = 1024;
export const HAS_USER_PROPERTIES: u32 = 2048;
export const HAS_GROUPS: u32 = 4096;
export const HAS_GROUP_PROPERTIES: u32 = 8192;
// The row is ignored, if nothing fails on it.
export const HAS_FLAG: u32 = 65536;

// Rules that are noted without giving the row back. JavaScript names them by these numbers.
export const NOTE_REFUSED_ID: u32 = 0;
export const NOTE_ID_TOO_SHORT: u32 = 1;
export const NOTE_NUMBER_AS_TEXT: u32 = 2;
export const NOTE_UNKNOWN_KEY: u32 = 3;
export const NOTE_TIME_EARLY: u32 = 4;
export const NOTE_TEXT_AS_NUMBER: u32 = 5;
export const NOTE_TEXT_AS_BOOLEAN: u32 = 6;
export const NOTE_EMPTY: u32 = 7;
export const NOTE_REFUSED_DEVICE_ID: u32 = 8;
export const NOTE_DEVICE_ID_TOO_SHORT: u32 = 9;
export const NOTE_STRING_CUT: u32 = 10;
export const NOTE_COUNT: u32 = 11;

// A row of a scan: what became of it, its line with holes, the keys it has, its number, its holes, the index of its inputs.
export const ROW: usize = 48;
export const ROW_STATUS: usize = 0;
export const ROW_DRAFT: usize = 12;
export const ROW_DRAFT_END: usize = 16;
export const ROW_HAS: usize = 20;
export const ROW_NUMBER: usize = 24;
export const ROW_HOLES: usize = 28;
export const ROW_HOLES_END: usize = 32;
export const ROW_INPUTS: usize = 36;
export const ROW_WHY: usize = 44;
export const STATUS_DRAFT: u32 = 1;
export const STATUS_GIVEN_BACK: u32 = 2;
export const STATUS_IGNORED: u32 = 3;
// A hole: where it is in the draft, and the step that fills it, or the number of a rule that was noted there.
export const HOLE: usize = 8;

// Kinds of inputs: how JavaScript finds them.
export const INPUT_NONE: u32 = 0;
export const INPUT_NULL: u32 = 1;
export const INPUT_TRUE: u32 = 2;
export const INPUT_FALSE: u32 = 3;
export const INPUT_NUMBER: u32 = 4;
export const INPUT_LATIN: u32 = 5;
export const INPUT_WIDE: u32 = 6;
export const INPUT_JSON_LATIN: u32 = 7;
export const INPUT_JSON_WIDE: u32 = 8;

// Kinds of results: how the module writes them. JavaScript has looked at what UNIT_JSON holds.
export const UNIT_NONE: u32 = 0;
export const UNIT_NULL: u32 = 1;
export const UNIT_TRUE: u32 = 2;
export const UNIT_FALSE: u32 = 3;
export const UNIT_INTEGER: u32 = 4;
export const UNIT_STRING: u32 = 5;
export const UNIT_JSON: u32 = 6;
export const UNIT_FRACTION: u32 = 7;
export const UNIT_UNSURE: u32 = 8;
// Which units a row needs.
export const NEEDS_NONE: u32 = 0;
export const NEEDS_ALWAYS: u32 = 1;
export const NEEDS_ALL: u32 = 2;

// Why a row was given back.
export const WHY_NOT_JSON: u32 = 1;
export const WHY_NO_OBJECT: u32 = 2;
export const WHY_KEYS: u32 = 3;
export const WHY_DEPTH: u32 = 4;
export const WHY_VALUE: u32 = 5;
export const WHY_LONG_TEXT: u32 = 6;
export const WHY_REVENUE: u32 = 8;
export const WHY_NO_TIME: u32 = 9;
export const WHY_OPERATOR: u32 = 10;
export const WHY_UNIT: u32 = 11;
export const WHY_LARGE: u32 = 12;
export const WHY_ENCODING: u32 = 13;
export const WHY_MERGE: u32 = 14;
export const WHY_QUOTES: u32 = 15;
export const WHY_CELLS: u32 = 16;
export const WHY_COUNT: u32 = 17;
