// The diagnostics of a file that is not strict JSON.
import { type CatalogEntry, withEvent, withMembers } from "./entry.ts";

const strict =
  "A converter file is strict JSON: Amplitude's own import takes nothing else. The rest of the file is still checked.";

export const SYNTAX = {
  "syntax-colon": {
    severity: "error",
    title: "The colon between a key and its value is missing",
    explanation: `A colon separates each key of an object from its value; \`=\` and \`=>\` belong to other languages. ${strict}`,
    example: withEvent('"event_type" "type"', '"user_id": "user"'),
    mended: withEvent('"event_type": "type"', '"user_id": "user"'),
  },
  "syntax-comma": {
    severity: "error",
    title: "A comma is missing or one too many",
    explanation: `Commas separate the members of an object and the items of a list: one between two of them, none after the last. ${strict}`,
    example: withEvent('"event_type": "type"', '"user_id": "user",'),
    mended: withEvent('"event_type": "type"', '"user_id": "user"'),
  },
  "syntax-comment": {
    severity: "error",
    title: "A comment in strict JSON",
    explanation: `JSON has no comments, neither // nor /* */. ${strict} Keep notes beside the file.`,
    example: withEvent('"event_type": "type"', '"user_id": "user" // the account'),
    mended: withEvent('"event_type": "type"', '"user_id": "user" '),
  },
  "syntax-key": {
    severity: "error",
    title: "A key without double quotes",
    explanation: `Keys of a JSON object are strings in double quotes, also where they look like a plain word. ${strict}`,
    example: withEvent('"event_type": "type"', 'user_id: "user"'),
    mended: withEvent('"event_type": "type"', '"user_id": "user"'),
  },
  "syntax-missing-value": {
    severity: "error",
    title: "A value is missing",
    explanation: `A key must be followed by a colon and a value, and a file must hold one value. ${strict}`,
    example: withEvent('"event_type": "type"', '"user_id":'),
    mended: withEvent('"event_type": "type"', '"user_id": "user"'),
  },
  "syntax-number": {
    severity: "error",
    title: "A number that JSON does not know",
    explanation: `JSON writes numbers in decimal digits, without a plus sign, leading zeros, or a bare point; NaN, Infinity and hexadecimal do not exist. ${strict}`,
    example: withMembers('"quantity": ["value", 007]'),
    mended: withMembers('"quantity": ["value", 7]'),
  },
  "syntax-string": {
    severity: "error",
    title: "A string that JSON does not know",
    explanation:
      `Strings stand in double quotes on one line. A backslash starts one of the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX; a backslash of a ` +
      `regular expression is therefore written twice. ${strict}`,
    example: withMembers('"city": ["path", "address\\.city"]'),
    mended: withMembers('"city": ["path", "address\\\\.city"]'),
  },
  "syntax-too-deep": {
    severity: "error",
    title: "Nesting beyond the limit",
    explanation:
      "Lists and objects can nest 400 deep. No converter needs more, and the limit lets every step of the compiler answer in bounded time and memory. The text is not checked further.",
    example: withMembers(`"city": ${'["path", '.repeat(400)}"city"${"]".repeat(400)}`),
    mended: withMembers('"city": "city"'),
  },
  "syntax-unclosed": {
    severity: "error",
    title: "A list or object without its closing bracket",
    explanation: `Every { needs its } and every [ its ]. The place shown is the bracket that was opened. ${strict}`,
    example: withMembers('"time": ["iso_time_to_ms", "at"'),
    mended: withMembers('"time": ["iso_time_to_ms", "at"]'),
  },
  "syntax-unexpected": {
    severity: "error",
    title: "Text that has no meaning where it stands",
    explanation: `Characters that JSON does not use, white space that it does not know (a no-break space, a byte order mark), or more text after the end of the file's value. ${strict}`,
    example: withEvent('"event_type": "type"', '"user_id": "user";'),
    mended: withEvent('"event_type": "type"', '"user_id": "user"'),
  },
  "syntax-word": {
    severity: "error",
    title: "A bare word that is not true, false or null",
    explanation: `Only the words true, false and null stand without quotes, in lower case. ${strict}`,
    example: withMembers('"$skip_user_properties_sync": ["bool", True]'),
    mended: withMembers('"$skip_user_properties_sync": ["bool", true]'),
  },
} as const satisfies Record<string, CatalogEntry>;
