// From the keys of files to a pattern of Java that such keys match.

/** Runs of digits, and ids in hex, differ from file to file; all else is as it is. */
const VARYING = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,}|\d+/gi;

/**
 * A `filterPattern` for the names of the files, without the folders that they are in: what all have in common, with digits and ids as
 * classes, or at least how they end. Undefined for files that end differently.
 */
export function keyPattern(keys: readonly string[]): string | undefined {
  const names = keys.map((key) => key.slice(key.lastIndexOf("/") + 1));
  const forms = new Set(names.map(formOf));
  const [only] = forms;
  // The name of one file says nothing about others, unless a part of it is a number.
  if (forms.size === 1 && only !== undefined && (keys.length > 1 || only !== quoted(names[0] ?? ""))) return only;
  const ends = new Set(names.map((name) => /\.[A-Za-z].*$/.exec(name.replaceAll(VARYING, "0"))?.[0]));
  const [end] = ends;
  if (ends.size !== 1 || end === undefined) return undefined;
  return `.*${quoted(end.replaceAll("0", "")) === quoted(end) ? quoted(end) : formOf(end)}`;
}

function formOf(name: string): string {
  let form = "";
  let done = 0;
  for (const { 0: part, index } of name.matchAll(VARYING)) {
    form += quoted(name.slice(done, index));
    form += /^\d+$/.test(part) ? String.raw`\d+` : "[0-9A-Fa-f-]+";
    done = index + part.length;
  }
  return form + quoted(name.slice(done));
}

function quoted(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`);
}
