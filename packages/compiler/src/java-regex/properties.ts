// In: the name inside \p{...} and the flags there. Out: its code points in Java 17; undefined for a name that Java doesn't have.
import { complement, difference, EVERYTHING, union, type CodePointSet } from "./code-point-set.ts";
import type { UnicodeTables } from "./unicode-tables.ts";

const LETTERS = ["Lu", "Ll", "Lt", "Lm", "Lo"] as const;
const CASED_LETTERS = ["Lu", "Ll", "Lt"] as const;
const CATEGORY_GROUPS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ["L", LETTERS],
  ["M", ["Mn", "Mc", "Me"]],
  ["N", ["Nd", "Nl", "No"]],
  ["Z", ["Zs", "Zl", "Zp"]],
  ["C", ["Cc", "Cf", "Co", "Cs", "Cn"]],
  ["P", ["Pd", "Ps", "Pe", "Pc", "Po", "Pi", "Pf"]],
  ["S", ["Sm", "Sc", "Sk", "So"]],
  ["LC", CASED_LETTERS],
  ["LD", [...LETTERS, "Nd"]],
]);
const CATEGORIES: ReadonlySet<string> = new Set(
  "Lu Ll Lt Lm Lo Mn Me Mc Nd Nl No Zs Zl Zp Cc Cf Co Cs Cn Pd Ps Pe Pc Po Sm Sc Sk So Pi Pf".split(" "),
);

export const ASCII_DIGITS: CodePointSet = [0x30, 0x39];
export const ASCII_SPACE: CodePointSet = [0x09, 0x0d, 0x20, 0x20];
export const ASCII_WORD: CodePointSet = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];
const ASCII_LETTERS: CodePointSet = [0x41, 0x5a, 0x61, 0x7a];
const ASCII_ALNUM: CodePointSet = [0x30, 0x39, 0x41, 0x5a, 0x61, 0x7a];
const ASCII_GRAPH: CodePointSet = [0x21, 0x7e];
/** `\v`: line ends, with vertical tab and form feed. */
export const VERTICAL_SPACE: CodePointSet = [0x0a, 0x0d, 0x85, 0x85, 0x2028, 0x2029];
/** `\h` */
export const HORIZONTAL_SPACE: CodePointSet = [
  0x09, 0x09, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x180e, 0x180e, 0x2000, 0x200a, 0x202f, 0x202f, 0x205f, 0x205f,
  0x3000, 0x3000,
];

/** `text` is what is between the braces of `\p{...}`, or its one letter. */
export function propertySet(
  tables: UnicodeTables,
  text: string,
  ignoreCase: boolean,
  unicodeClasses: boolean,
): CodePointSet | undefined {
  const equals = text.indexOf("=");
  if (equals >= 0) {
    const value = text.slice(equals + 1);
    switch (text.slice(0, equals).toLowerCase()) {
      case "sc":
      case "script":
        return tables.script(value);
      case "blk":
      case "block":
        return tables.block(value);
      case "gc":
      case "general_category":
        return namedSet(tables, value, ignoreCase);
      default:
        return undefined;
    }
  }
  if (text.startsWith("In")) return tables.block(text.slice(2));
  if (text.startsWith("Is")) {
    const name = text.slice(2);
    return (
      binarySet(tables, name.toUpperCase(), ignoreCase) ?? namedSet(tables, name, ignoreCase) ?? tables.script(name)
    );
  }
  return (
    (unicodeClasses ? posixSet(tables, text.toUpperCase(), ignoreCase) : undefined) ??
    namedSet(tables, text, ignoreCase)
  );
}

export function unicodeWhiteSpace(tables: UnicodeTables): CodePointSet {
  return union(tables.category("Zs", "Zl", "Zp"), [0x09, 0x0d, 0x85, 0x85]);
}

export function unicodeWord(tables: UnicodeTables): CodePointSet {
  return union(tables.property("Alphabetic"), tables.category("Mn", "Me", "Mc", "Nd", "Pc"), [0x200c, 0x200d]);
}

/** The case-insensitive names of `\p{Is...}`. */
function binarySet(tables: UnicodeTables, name: string, ignoreCase: boolean): CodePointSet | undefined {
  switch (name) {
    case "ALPHABETIC":
      return tables.property("Alphabetic");
    case "ASSIGNED":
      return complement(tables.category("Cn"));
    case "CONTROL":
      return tables.category("Cc");
    case "HEXDIGIT":
    case "HEX_DIGIT":
      return hexDigits(tables);
    case "IDEOGRAPHIC":
      return tables.property("Ideographic");
    case "JOINCONTROL":
    case "JOIN_CONTROL":
      return [0x200c, 0x200d];
    case "LETTER":
      return tables.category(...LETTERS);
    case "LOWERCASE":
      return letterCase(tables, "LOWER", ignoreCase);
    case "UPPERCASE":
      return letterCase(tables, "UPPER", ignoreCase);
    case "TITLECASE":
      return letterCase(tables, "TITLE", ignoreCase);
    case "NONCHARACTERCODEPOINT":
    case "NONCHARACTER_CODE_POINT":
      return nonCharacters();
    case "PUNCTUATION":
      return tables.category(...(CATEGORY_GROUPS.get("P") ?? []));
    case "WHITESPACE":
    case "WHITE_SPACE":
      return unicodeWhiteSpace(tables);
    case "WORD":
      return unicodeWord(tables);
    default:
      return posixSet(tables, name, ignoreCase);
  }
}

/** The POSIX names with their Unicode meaning. */
function posixSet(tables: UnicodeTables, name: string, ignoreCase: boolean): CodePointSet | undefined {
  switch (name) {
    case "ALPHA":
      return tables.property("Alphabetic");
    case "LOWER":
    case "UPPER":
      return letterCase(tables, name, ignoreCase);
    case "SPACE":
      return unicodeWhiteSpace(tables);
    case "PUNCT":
      return tables.category(...(CATEGORY_GROUPS.get("P") ?? []));
    case "XDIGIT":
      return hexDigits(tables);
    case "ALNUM":
      return union(tables.property("Alphabetic"), tables.category("Nd"));
    case "CNTRL":
      return tables.category("Cc");
    case "DIGIT":
      return tables.category("Nd");
    case "BLANK":
      return blank(tables);
    case "GRAPH":
      return graph(tables);
    case "PRINT":
      return difference(union(graph(tables), blank(tables)), tables.category("Cc"));
    default:
      return undefined;
  }
}

function blank(tables: UnicodeTables): CodePointSet {
  return union(tables.category("Zs"), [0x09, 0x09]);
}

function graph(tables: UnicodeTables): CodePointSet {
  return complement(tables.category("Zs", "Zl", "Zp", "Cc", "Cs", "Cn"));
}

function hexDigits(tables: UnicodeTables): CodePointSet {
  return union(tables.category("Nd"), [0x41, 0x46], [0x61, 0x66], [0xff10, 0xff19], [0xff21, 0xff26], [0xff41, 0xff46]);
}

function nonCharacters(): CodePointSet {
  const planes: CodePointSet[] = Array.from({ length: 17 }, (_, plane) => [
    plane * 0x10000 + 0xfffe,
    plane * 0x10000 + 0xffff,
  ]);
  return union([0xfdd0, 0xfdef], ...planes);
}

function letterCase(tables: UnicodeTables, which: "LOWER" | "UPPER" | "TITLE", ignoreCase: boolean): CodePointSet {
  if (ignoreCase) return union(tables.property("Lowercase"), tables.property("Uppercase"), tables.category("Lt"));
  if (which === "TITLE") return tables.category("Lt");
  return tables.property(which === "LOWER" ? "Lowercase" : "Uppercase");
}

/** The case-sensitive names: categories, POSIX classes in ASCII, and Java's own. */
function namedSet(tables: UnicodeTables, name: string, ignoreCase: boolean): CodePointSet | undefined {
  if (CATEGORIES.has(name)) {
    return ignoreCase && CASED_LETTERS.some((cased) => cased === name)
      ? tables.category(...CASED_LETTERS)
      : tables.category(name);
  }
  const group = CATEGORY_GROUPS.get(name);
  return group !== undefined
    ? tables.category(...group)
    : (asciiSet(name, ignoreCase) ?? javaSet(tables, name, ignoreCase));
}

function asciiSet(name: string, ignoreCase: boolean): CodePointSet | undefined {
  if (ignoreCase && (name === "Lower" || name === "Upper")) return ASCII_LETTERS;
  return ASCII_SETS.get(name);
}

const ASCII_SETS: ReadonlyMap<string, CodePointSet> = new Map([
  ["L1", [0, 0xff]],
  ["all", EVERYTHING],
  ["ASCII", [0, 0x7f]],
  ["Alnum", ASCII_ALNUM],
  ["Alpha", ASCII_LETTERS],
  ["Blank", [0x09, 0x09, 0x20, 0x20]],
  ["Cntrl", [0, 0x1f, 0x7f, 0x7f]],
  ["Digit", ASCII_DIGITS],
  ["Graph", ASCII_GRAPH],
  ["Lower", [0x61, 0x7a]],
  ["Print", [0x20, 0x7e]],
  ["Punct", difference(ASCII_GRAPH, ASCII_ALNUM)],
  ["Space", ASCII_SPACE],
  ["Upper", [0x41, 0x5a]],
  ["XDigit", [0x30, 0x39, 0x41, 0x46, 0x61, 0x66]],
]);

/** The methods of `java.lang.Character`. */
function javaSet(tables: UnicodeTables, name: string, ignoreCase: boolean): CodePointSet | undefined {
  switch (name) {
    case "javaLowerCase":
      return letterCase(tables, "LOWER", ignoreCase);
    case "javaUpperCase":
      return letterCase(tables, "UPPER", ignoreCase);
    case "javaTitleCase":
      return letterCase(tables, "TITLE", ignoreCase);
    case "javaAlphabetic":
      return tables.property("Alphabetic");
    case "javaIdeographic":
      return tables.property("Ideographic");
    case "javaDigit":
      return tables.category("Nd");
    case "javaDefined":
      return complement(tables.category("Cn"));
    case "javaLetter":
      return tables.category(...LETTERS);
    case "javaLetterOrDigit":
      return tables.category(...LETTERS, "Nd");
    case "javaJavaIdentifierStart":
      return tables.property("JavaIdentifierStart");
    case "javaJavaIdentifierPart":
      return tables.property("JavaIdentifierPart");
    case "javaUnicodeIdentifierStart":
      return tables.property("UnicodeIdentifierStart");
    case "javaUnicodeIdentifierPart":
      return tables.property("UnicodeIdentifierPart");
    case "javaIdentifierIgnorable":
      return tables.property("IdentifierIgnorable");
    case "javaSpaceChar":
      return tables.category("Zs", "Zl", "Zp");
    case "javaWhitespace":
      return tables.property("Whitespace");
    case "javaISOControl":
      return [0, 0x1f, 0x7f, 0x9f];
    case "javaMirrored":
      return tables.property("Mirrored");
    default:
      return undefined;
  }
}
