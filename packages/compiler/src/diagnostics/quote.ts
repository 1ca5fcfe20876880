// How messages quote the names and values of a converter.

/** A longer name is cut. */
const MAX_LENGTH = 80;

/** A name in backticks; the empty name as `""`. */
export function quoteName(name: string): string {
  if (name === "") return '`""`';
  return `\`${name.length <= MAX_LENGTH ? name : `${name.slice(0, MAX_LENGTH - 1)}…`}\``;
}

/** `a`, `a and b`, or `a, b and c`, each in backticks. */
export function listNames(names: readonly string[], conjunction: "and" | "or" = "and"): string {
  const quoted = names.map(quoteName);
  return quoted.length <= 1 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} ${conjunction} ${quoted.at(-1)}`;
}

/** Ends a message about an unknown name, with the name that was most likely meant. */
export function didYouMean(near: string | undefined): string {
  return near === undefined ? "." : `; did you mean ${quoteName(near)}?`;
}

/** A fragment as a sentence: capitalised, with a full stop. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? "" : "."}`;
}
