// From a JSON text and the path of a value in it to the line and column where that value, or its key, stands.

export interface LinePlace {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

export function linePlace(text: string, offset: number): LinePlace {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf("\n");
  return { line: before.split("\n").length, column: offset - lastBreak };
}

/**
 * The offset of the value at `path` in a valid JSON text, or of its key where `key` is set; of the nearest holder where
 * the path leads further than the text.
 */
export function offsetOf(text: string, path: readonly string[], key = false): number {
  const token = /[{}[\],:]|"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+/g;
  const next = (): { text: string; at: number } => {
    const match = token.exec(text);
    return match === null ? { text: "", at: text.length } : { text: match[0], at: match.index };
  };
  let found = 0;
  const walk = (first: { text: string; at: number }, rest: readonly string[] | undefined, keyAt: number): void => {
    if (rest !== undefined) found = rest.length === 0 && key && keyAt >= 0 ? keyAt : first.at;
    if (first.text !== "{" && first.text !== "[") return;
    let index = 0;
    for (let item = next(); item.text !== "}" && item.text !== "]" && item.text !== ""; item = next()) {
      if (item.text === ",") continue;
      const isPair = first.text === "{";
      const name = isPair ? (JSON.parse(item.text) as string) : String(index);
      if (isPair) next();
      const leads = rest !== undefined && rest.length > 0 && rest[0] === name;
      walk(isPair ? next() : item, leads ? rest.slice(1) : undefined, isPair ? item.at : -1);
      index += 1;
    }
  };
  walk(next(), path, -1);
  return found;
}
