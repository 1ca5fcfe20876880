// In: a pattern of object keys. Out: the regular expression that it was meant to be, where it is a glob.

/** What only regular expressions have, and so does a star after one of these. */
const ONLY_REGEX = /[\\()|^$+]|[.\]}]\*/;

/** `*.json` as `.*\.json`; undefined where the pattern is no glob. A star takes in folders, since prefixes of keys do not count. */
export function globToRegex(pattern: string): string | undefined {
  if (!pattern.includes("*") || ONLY_REGEX.test(pattern)) return undefined;
  let inBraces = 0;
  return pattern.replace(/\*\*\/|\*+|\[!|[.?{},]/g, (piece) => {
    switch (piece) {
      case "**/":
        return "(.*/)?";
      case "[!":
        return "[^";
      case ".":
        return "\\.";
      case "?":
        return ".";
      case "{":
        inBraces++;
        return "(";
      case "}":
        if (inBraces === 0) return "\\}";
        inBraces--;
        return ")";
      case ",":
        return inBraces > 0 ? "|" : ",";
      default:
        return ".*";
    }
  });
}
