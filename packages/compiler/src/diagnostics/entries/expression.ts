// The diagnostics of expressions: operators, their arguments, and what they can yield.
import { type CatalogEntry, withMembers, withSettings } from "./entry.ts";

export const EXPRESSION = {
  "literal-as-source": {
    severity: "error",
    title: "A literal stands where a SOURCE_DESCRIPTION must be",
    explanation:
      "Numbers, booleans and null are no expressions: a SOURCE_DESCRIPTION is a path, an operator in a list, or an object. A literal is written with the operator value.",
    example: withMembers('"quantity": 1'),
    mended: withMembers('"quantity": ["value", 1]'),
  },
  "empty-list": {
    severity: "error",
    title: "An empty list is no operator",
    explanation:
      "A list in the place of an expression is an operator and its arguments. An empty list as data is written with the operator value.",
    example: withMembers('"event_properties": { "tags": [] }'),
    mended: withMembers('"event_properties": { "tags": ["value", []] }'),
  },
  "operator-not-a-name": {
    severity: "error",
    title: "A list must start with an operator's name",
    explanation:
      "The first item of a list names its operator, as a string. A list as data is written with the operator value, a list of computed items with array.",
    example: withMembers('"event_properties": { "sizes": [1, 2, 3] }'),
    mended: withMembers('"event_properties": { "sizes": ["value", [1, 2, 3]] }'),
  },
  "unknown-operator": {
    severity: "error",
    title: "There is no such operator",
    explanation:
      "The first item of a list is taken as the name of an operator, exactly as it is spelled: names are case-sensitive. " +
      "A list of strings in which a path was meant is written with path, a choice between keys with any.",
    example: withMembers('"time": ["iso_time_to_milliseconds", "at"]').replace("_milliseconds", "_mss"),
    mended: withMembers('"time": ["iso_time_to_ms", "at"]'),
  },
  "wrong-arity": {
    severity: "error",
    title: "Too many or too few arguments",
    explanation:
      "Each operator takes a certain number of arguments; its signature shows them, with those that may repeat after a bar.",
    example: withMembers('"time": ["iso_time_to_ms", "date", "time"]'),
    mended: withMembers('"time": ["iso_time_to_ms", "date"]'),
  },
  "half-group": {
    severity: "error",
    title: "Repeating arguments must come in whole groups",
    explanation:
      'Arguments that repeat in groups, such as the tests and results of cond or the keys and values of dict, must come whole. The "else" of a cond is a test that is always true: ["bool", true].',
    example: withMembers('"platform": ["cond", "is_ios", ["value", "iOS"], ["value", "Web"]]'),
    mended: withMembers('"platform": ["cond", "is_ios", ["value", "iOS"], ["bool", true], ["value", "Web"]]'),
  },
  "wrong-literal": {
    severity: "error",
    title: "An argument must be a literal of another kind",
    explanation:
      "Some arguments are literals that are read when the converter is compiled: the keys of dict, the argument of bool and int, patterns and separators. An expression cannot stand there, nor a literal of another kind.",
    example: withMembers('"$skip_user_properties_sync": ["bool", "true"]'),
    mended: withMembers('"$skip_user_properties_sync": ["bool", true]'),
  },
  "bad-argument": {
    severity: "error",
    title: "A constant argument has a value that the operator cannot use",
    explanation:
      "The argument is of the right kind, but no row could make sense of its value: split needs characters to split by, and a key of flatten_dict has at least one part.",
    example: withMembers('"user_properties": ["flatten_dict", ".", ["int", 0], "profile"]'),
    mended: withMembers('"user_properties": ["flatten_dict", ".", ["int", 2], "profile"]'),
  },
  "bad-pattern": {
    severity: "error",
    title: "A pattern or replacement that cannot be used",
    explanation:
      "A regular expression, its replacement, or a time pattern is wrong, or uses a feature that cannot be translated with exactly Java's meaning. " +
      "Patterns have the syntax of Java 17; they are refused when compiled rather than matched differently.",
    example: withSettings('"fileType": "json"', '"compressionType": "none"').replace(
      /\n {2}\}\n\}\n$/,
      '\n  },\n  "keyValidatorConfig": { "filterPattern": "events/(.*\\\\.json" }\n}\n',
    ),
    mended: withSettings('"fileType": "json"', '"compressionType": "none"').replace(
      /\n {2}\}\n\}\n$/,
      '\n  },\n  "keyValidatorConfig": { "filterPattern": "events/(.*)\\\\.json" }\n}\n',
    ),
  },
  "slow-pattern": {
    severity: "warning",
    title: "A pattern that can take exponential time",
    explanation:
      "The pattern can match one text in very many ways, and where the text does not match, all of them are tried: a single row could keep a job busy for hours. The runtime bounds the time of a row, and drops such rows.",
    example: withSettings('"fileType": "json"', '"compressionType": "none"').replace(
      /\n {2}\}\n\}\n$/,
      '\n  },\n  "keyValidatorConfig": { "filterPattern": "(\\\\w+/*)+\\\\.json" }\n}\n',
    ),
    mended: withSettings('"fileType": "json"', '"compressionType": "none"').replace(
      /\n {2}\}\n\}\n$/,
      '\n  },\n  "keyValidatorConfig": { "filterPattern": "[\\\\w/]+\\\\.json" }\n}\n',
    ),
  },
  "partial-pattern": {
    severity: "warning",
    title: "A time pattern that can never give a time",
    explanation:
      "The pattern reads no full date, or hours of a half day without AM or PM, so that no text in it says which instant is meant: parse_time_to_ms then has no value for any row.",
    example: withMembers('"time": ["parse_time_to_ms", "M/d/yyyy hh:mm:ss", "at"]'),
    mended: withMembers('"time": ["parse_time_to_ms", "M/d/yyyy HH:mm:ss", "at"]'),
  },
  "constant-test": {
    severity: "warning",
    title: "A test whose outcome is always the same",
    explanation:
      'One of the branches is never taken. ["bool", true] as the last test of a cond is the language\'s "else", and no finding.',
    example: withMembers(
      '"platform": ["ifelse", ["equals", ["value", "os"], ["value", "iOS"]], ["value", "iOS"], ["value", "Web"]]',
    ),
    mended: withMembers(
      '"platform": ["ifelse", ["equals", "os", ["value", "iOS"]], ["value", "iOS"], ["value", "Web"]]',
    ),
  },
  unreachable: {
    severity: "warning",
    title: "A part that is never evaluated",
    explanation: "Something before it always has a value, or is always true, so evaluation never gets here.",
    example: withMembers('"city": ["any", "city", ["value", "nowhere"], "town"]'),
    mended: withMembers('"city": ["any", "city", ["value", "nowhere"]]'),
  },
  "never-valued": {
    severity: "warning",
    title: "An expression that can never have a value",
    explanation:
      "Whatever the row, this comes to no value: a path into something that has no such key, or an operator that cannot be evaluated on what it is given. A dict leaves such a key out.",
    example: withMembers('"city": ["path", ["typeof", "address"], "city"]'),
    mended: withMembers('"city": ["path", "address", "city"]'),
  },
  "wrong-kind": {
    severity: "warning",
    title: "An argument of a kind that the operator can never use",
    explanation:
      "Every value that this argument can have is of a kind that the operator does not read, so it never has a value.",
    example: withMembers('"time": ["iso_time_to_ms", ["dict", "date", "at"]]'),
    mended: withMembers('"time": ["iso_time_to_ms", "at"]'),
  },
  "fraction-lost": {
    severity: "info",
    title: "Integer arithmetic can drop a fraction",
    explanation:
      "subtract, multiply and divide yield integers: the exact result is cut towards zero, so 19.99 times 100 is 1999, and 5 divided by 2 is 2. add is the only one that keeps a fraction.",
    example: withMembers('"revenue": ["divide", "cents", ["int", 100]]'),
    mended: withMembers('"revenue": ["add", "amount", ["int", 0]]'),
  },
  "program-too-large": {
    severity: "error",
    title: "A converter too large for a compiled module",
    explanation:
      "One expression has more arguments than a JavaScript function can hold variables for, tens of thousands. A module cannot be written for it; " +
      "mapping with heddle itself works, more slowly. Split the longest list into several.",
  },
  "unread-path": {
    severity: "warning",
    title: "A path that no row of the sample has",
    explanation:
      "The converter was checked with a sample of rows, and none of them has a value at this path. Where the text itself was meant, it is written with the operator value: " +
      "a bare string is always a path.",
    example: withMembers('"city": "towm"'),
    mended: withMembers('"city": "town"'),
    sample: '{"type": "view", "user": "u-10001", "town": "Berlin"}\n{"type": "buy", "user": "u-10002"}\n',
  },
} as const satisfies Record<string, CatalogEntry>;
