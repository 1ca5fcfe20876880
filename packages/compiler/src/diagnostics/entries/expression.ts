// The diagnostics of expressions: operators, their arguments, and what they can yield.
import { type CatalogEntry, withMembers, withSettings } from "./entry.ts";

export const EXPRESSION = {
  "literal-as-source": {
    severity: "error",
    title: "A literal where an expression is expected",
    explanation:
      "Numbers, booleans and null are not expressions: an expression is a path, an operator in a list, or an object. Write a literal with the operator `value`.",
    example: withMembers('"quantity": 1'),
    corrected: withMembers('"quantity": ["value", 1]'),
  },
  "empty-list": {
    severity: "error",
    title: "An empty list where an operator is expected",
    explanation: "A list is an operator and its arguments. Write an empty list as data with the operator `value`.",
    example: withMembers('"event_properties": { "tags": [] }'),
    corrected: withMembers('"event_properties": { "tags": ["value", []] }'),
  },
  "operator-not-a-name": {
    severity: "error",
    title: "A list that doesn't start with an operator's name",
    explanation:
      "The first item of a list names its operator, as a string. Write a list of literals with `value`, and a list of computed items with `array`.",
    example: withMembers('"event_properties": { "sizes": [1, 2, 3] }'),
    corrected: withMembers('"event_properties": { "sizes": ["value", [1, 2, 3]] }'),
  },
  "unknown-operator": {
    severity: "error",
    title: "An operator that doesn't exist",
    explanation:
      "The first item of a list is the operator's name, matched case-sensitively. To follow keys one after another use `path`, to choose between them use `any`.",
    example: withMembers('"time": ["iso_time_to_milliseconds", "at"]').replace("_milliseconds", "_mss"),
    corrected: withMembers('"time": ["iso_time_to_ms", "at"]'),
  },
  "wrong-arity": {
    severity: "error",
    title: "Too few or too many arguments",
    explanation: "Each operator takes a fixed number of arguments; in its signature, those after the bar can repeat.",
    example: withMembers('"time": ["iso_time_to_ms", "date", "time"]'),
    corrected: withMembers('"time": ["iso_time_to_ms", "date"]'),
  },
  "half-group": {
    severity: "error",
    title: "A group of repeated arguments is incomplete",
    explanation:
      'Some arguments repeat in groups, such as the tests and results of `cond` or the keys and values of `dict`, and each group must be complete. The "else" of a `cond` is a test that is always true: `["bool", true]`.',
    example: withMembers('"platform": ["cond", "is_ios", ["value", "iOS"], ["value", "Web"]]'),
    corrected: withMembers('"platform": ["cond", "is_ios", ["value", "iOS"], ["bool", true], ["value", "Web"]]'),
  },
  "wrong-literal": {
    severity: "error",
    title: "An argument must be a literal of another kind",
    explanation:
      "Some arguments are literals that are read when the converter is compiled, such as the keys of `dict` or a pattern. They can't be expressions or literals of another kind.",
    example: withMembers('"$skip_user_properties_sync": ["bool", "true"]'),
    corrected: withMembers('"$skip_user_properties_sync": ["bool", true]'),
  },
  "bad-argument": {
    severity: "error",
    title: "A literal argument that can never work",
    explanation:
      "The argument has the right kind, but no row can make this value work: `split` needs at least one character to split at, for example, and a key of `flatten_dict` has at least one part.",
    example: withMembers('"user_properties": ["flatten_dict", ".", ["int", 0], "profile"]'),
    corrected: withMembers('"user_properties": ["flatten_dict", ".", ["int", 2], "profile"]'),
  },
  "bad-pattern": {
    severity: "error",
    title: "An invalid or unsupported pattern or replacement",
    explanation:
      "A regular expression, its replacement or a time pattern is invalid in Java 17, or uses a feature that can't be translated exactly. It is rejected at compile time rather than matched differently.",
    example: withSettings('"fileType": "json"', '"compressionType": "none"').replace(
      /\n {2}\}\n\}\n$/,
      '\n  },\n  "keyValidatorConfig": { "filterPattern": "events/(.*\\\\.json" }\n}\n',
    ),
    corrected: withSettings('"fileType": "json"', '"compressionType": "none"').replace(
      /\n {2}\}\n\}\n$/,
      '\n  },\n  "keyValidatorConfig": { "filterPattern": "events/(.*)\\\\.json" }\n}\n',
    ),
  },
  "slow-pattern": {
    severity: "warning",
    title: "A pattern that can take exponential time",
    explanation:
      "The pattern can match the same text in many ways, and if the text doesn't match, all of them are tried. The runtime stops after a time limit and sets such a row aside.",
    example: withSettings('"fileType": "json"', '"compressionType": "none"').replace(
      /\n {2}\}\n\}\n$/,
      '\n  },\n  "keyValidatorConfig": { "filterPattern": "(\\\\w+/*)+\\\\.json" }\n}\n',
    ),
    corrected: withSettings('"fileType": "json"', '"compressionType": "none"').replace(
      /\n {2}\}\n\}\n$/,
      '\n  },\n  "keyValidatorConfig": { "filterPattern": "[\\\\w/]+\\\\.json" }\n}\n',
    ),
  },
  "partial-pattern": {
    severity: "warning",
    title: "A time pattern that never yields the right time",
    explanation:
      "Without a full date, or with the hour of a half day but no AM or PM, a text can't say which instant it means: `parse_time_to_ms` has no value for any row. `HH:MM` reads the month twice, and `mm:SS` a fraction of a second.",
    example: withMembers('"time": ["parse_time_to_ms", "M/d/yyyy hh:mm:ss", "at"]'),
    corrected: withMembers('"time": ["parse_time_to_ms", "M/d/yyyy HH:mm:ss", "at"]'),
  },
  "constant-test": {
    severity: "warning",
    title: "A test whose outcome is always the same",
    explanation:
      'One of the branches is never taken. `["bool", true]` as the last test of a `cond` is the language\'s "else" and is not reported.',
    example: withMembers(
      '"platform": ["ifelse", ["equals", ["value", "os"], ["value", "iOS"]], ["value", "iOS"], ["value", "Web"]]',
    ),
    corrected: withMembers(
      '"platform": ["ifelse", ["equals", "os", ["value", "iOS"]], ["value", "iOS"], ["value", "Web"]]',
    ),
  },
  unreachable: {
    severity: "warning",
    title: "A part that is never evaluated",
    explanation: "Something before it always has a value, or is always true, so evaluation never gets there.",
    example: withMembers('"city": ["any", "city", ["value", "nowhere"], "town"]'),
    corrected: withMembers('"city": ["any", "city", ["value", "nowhere"]]'),
  },
  "never-valued": {
    severity: "warning",
    title: "An expression that never has a value",
    explanation:
      "Whatever the row, there is no value: the path leads into something without that key, or the operator can't use what it is given. A dict leaves such a key out.",
    example: withMembers('"city": ["path", ["typeof", "address"], "city"]'),
    corrected: withMembers('"city": ["path", "address", "city"]'),
  },
  "wrong-kind": {
    severity: "warning",
    title: "An argument of a kind that the operator can't use",
    explanation:
      "Every value that this argument can have is of a kind that the operator doesn't take, so the operator never has a value.",
    example: withMembers('"time": ["iso_time_to_ms", ["dict", "date", "at"]]'),
    corrected: withMembers('"time": ["iso_time_to_ms", "at"]'),
  },
  "fraction-lost": {
    severity: "info",
    title: "Integer arithmetic can drop a fraction",
    explanation:
      "`subtract`, `multiply` and `divide` yield integers: the exact result is truncated towards zero, so 19.99 times 100 is 1999, and 5 divided by 2 is 2. Only `add` keeps a fraction.",
    example: withMembers('"revenue": ["divide", "cents", ["int", 100]]'),
    corrected: withMembers('"revenue": ["add", "amount", ["int", 0]]'),
  },
  "program-too-large": {
    severity: "error",
    title: "A converter too large for a compiled module",
    explanation:
      "One expression has tens of thousands of arguments, more than a JavaScript function can have variables. Split the longest list, or use `heddle map`, which works without a module, but slower.",
  },
  "unread-path": {
    severity: "warning",
    title: "A path that no row of the sample has",
    explanation:
      "The converter was checked against a sample of rows, and none of them has a value at this path. If the text itself is meant, write it with the operator `value`: a plain string is always a path.",
    example: withMembers('"city": "towm"'),
    corrected: withMembers('"city": "town"'),
    sample: '{"type": "view", "user": "u-10001", "town": "Berlin"}\n{"type": "buy", "user": "u-10002"}\n',
  },
} as const satisfies Record<string, CatalogEntry>;
