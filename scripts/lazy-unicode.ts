// For bundles of the command: a library that loads Unicode's tables at the start of every process loads them when it needs them.
import { readFileSync } from "node:fs";

/** The library's file. */
export const STRING_WIDTH = /[\\/]string-width[\\/]index\.js$/;

/**
 * The text of that file, changed. A segmenter and sets of Unicode take 15 and 25 ms to load, which most commands never use: a library
 * that makes them as it loads makes them when they are first used.
 */
export function withLazyUnicode(path: string): string {
  let text = readFileSync(path, "utf8");
  const replace = (made: RegExp, lazy: (made: string) => string): void => {
    if (!made.test(text)) throw new Error(`${path} no longer has ${made.source}`);
    text = text.replaceAll(made, (_, name: string, value: string) => `${name} = ${lazy(value)};`);
  };
  replace(
    /^(const segmenter) = (new Intl\.Segmenter\(\));$/gm,
    (made) => `{ segment: (text) => (made ??= ${made}).segment(text) }`,
  );
  replace(
    /^(const \w+) = (\/.*\\p\{.*\/[a-z]*);$/gm,
    (made) =>
      `(() => { let own; const made = () => (own ??= ${made}); return { test: (text) => made().test(text), [Symbol.search]: (text) => made()[Symbol.search](text), [Symbol.match]: (text) => made()[Symbol.match](text) }; })()`,
  );
  return `let made;\n${text}`;
}
