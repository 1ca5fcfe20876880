// From a text that is not JSON to the offset where it stops being JSON, which the engine's own message does not always say.

const TOKEN =
  /[\s]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/y;

interface Token {
  readonly text: string;
  readonly at: number;
}

/** The offset of the first character that cannot follow what stands before it; the text's length where it ends too early. */
export function syntaxErrorAt(text: string): number {
  let position = 0;
  const peek = (): Token => {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    const at = position + (/^\s*/.exec(text.slice(position))?.[0].length ?? 0);
    return { text: match === null ? "" : (match[1] ?? match[2] ?? match[3] ?? ""), at };
  };
  const take = (accepts: (token: string) => boolean): string => {
    const token = peek();
    if (token.text === "" || !accepts(token.text)) throw new Offset(token.at);
    position = token.at + token.text.length;
    return token.text;
  };
  const isScalar = (token: string): boolean => !/^[{}[\],:]$/.test(token);
  const value = (): void => {
    const first = take((token) => token === "{" || token === "[" || isScalar(token));
    if (first !== "{" && first !== "[") return;
    const close = first === "{" ? "}" : "]";
    if (peek().text === close) return void take(() => true);
    do {
      if (first === "{") {
        take((token) => token.startsWith('"'));
        take((token) => token === ":");
      }
      value();
    } while (take((token) => token === "," || token === close) === ",");
  };
  try {
    value();
    return peek().at;
  } catch (error) {
    if (error instanceof Offset) return error.at;
    throw error;
  }
}

class Offset extends Error {
  readonly at: number;

  constructor(at: number) {
    super();
    this.at = at;
  }
}
