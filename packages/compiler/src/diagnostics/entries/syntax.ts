// The diagnostics of a file that is not strict JSON.
import { type CatalogEntry, withEvent, withMembers } from "./entry.ts";

const strict = "Amplitude's import takes strict JSON only.";

export const SYNTAX = {
  "syntax-colon": {
    severity: "error",
    title: "A missing colon",
    explanation: `A colon separates a key from its value, not \`=\` or \`=>\` as in other languages. ${strict}`,
    example: withEvent('"event_type" "type"', '"user_id": "user"'),
    corrected: withEvent('"event_type": "type"', '"user_id": "user"'),
  },
  "syntax-comma": {
    severity: "error",
    title: "A missing or extra comma",
    explanation: `One comma separates two members of an object or two items of a list; there is none after the last. ${strict}`,
    example: withEvent('"event_type": "type"', '"user_id": "user",'),
    corrected: withEvent('"event_type": "type"', '"user_id": "user"'),
  },
  "syntax-comment": {
    severity: "error",
    title: "A comment",
    explanation: `JSON has no comments, neither // nor /* */. ${strict}`,
    example: withEvent('"event_type": "type"', '"user_id": "user" // the account'),
    corrected: withEvent('"event_type": "type"', '"user_id": "user" '),
  },
  "syntax-encoding": {
    severity: "error",
    title: "A file that isn't UTF-8",
    explanation:
      "JSON files are UTF-8. Other encodings, such as Latin-1 or UTF-16, would turn letters into replacement characters. Save the file as UTF-8.",
  },
  "syntax-key": {
    severity: "error",
    title: "A key without double quotes",
    explanation: `Every key of a JSON object needs double quotes, even if it is a plain word. ${strict}`,
    example: withEvent('"event_type": "type"', 'user_id: "user"'),
    corrected: withEvent('"event_type": "type"', '"user_id": "user"'),
  },
  "syntax-missing-value": {
    severity: "error",
    title: "A value is missing",
    explanation: `A key is followed by a colon and a value, and a file has exactly one value. ${strict}`,
    example: withEvent('"event_type": "type"', '"user_id":'),
    corrected: withEvent('"event_type": "type"', '"user_id": "user"'),
  },
  "syntax-number": {
    severity: "error",
    title: "An invalid number",
    explanation: `JSON numbers are decimal, without a plus sign, leading zeros or a bare point; there is no NaN, Infinity or hexadecimal. ${strict}`,
    example: withMembers('"quantity": ["value", 007]'),
    corrected: withMembers('"quantity": ["value", 7]'),
  },
  "syntax-string": {
    severity: "error",
    title: "An invalid string",
    explanation:
      'A JSON string is in double quotes, on one line, and its only escapes are \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX. ' +
      "Write each backslash of a regular expression twice.",
    example: withMembers('"city": ["path", "address\\.city"]'),
    corrected: withMembers('"city": ["path", "address\\\\.city"]'),
  },
  "syntax-too-deep": {
    severity: "error",
    title: "Nesting deeper than 400 levels",
    explanation:
      "Lists and objects can be nested 400 levels deep, so that every file is checked in bounded time and memory. The rest of the file is not checked.",
    example: withMembers(`"city": ${'["path", '.repeat(400)}"city"${"]".repeat(400)}`),
    corrected: withMembers('"city": "city"'),
  },
  "syntax-unclosed": {
    severity: "error",
    title: "A missing closing bracket",
    explanation: "Every { needs its }, and every [ its ]. The finding is at the opening bracket.",
    example: withMembers('"time": ["iso_time_to_ms", "at"'),
    corrected: withMembers('"time": ["iso_time_to_ms", "at"]'),
  },
  "syntax-unexpected": {
    severity: "error",
    title: "Unexpected text",
    explanation: `A character that JSON doesn't use, white space that it doesn't allow (such as a no-break space or a byte order mark), or text after the end of the file's value. ${strict}`,
    example: withEvent('"event_type": "type"', '"user_id": "user";'),
    corrected: withEvent('"event_type": "type"', '"user_id": "user"'),
  },
  "syntax-word": {
    severity: "error",
    title: "A word without quotes",
    explanation: `Only true, false and null, in lower case, go without quotes. ${strict}`,
    example: withMembers('"$skip_user_properties_sync": ["bool", True]'),
    corrected: withMembers('"$skip_user_properties_sync": ["bool", true]'),
  },
} as const satisfies Record<string, CatalogEntry>;
