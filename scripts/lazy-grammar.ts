// For the bundle of the command: the grammar, which only broken texts need, in a file of its own that is loaded for the first of them.
import { basename } from "node:path";
import type { Plugin } from "rolldown";

/** What reads texts by the grammar, below the folder of the packages. */
export const GRAMMAR_READER = "compiler/src/phases/1-parse/grammar-reader.ts";
/** The compiler is synchronous, and CommonJS is what `require` loads in every Node that Heddle runs on. */
export const GRAMMAR_FILE = "grammar.cjs";

const STAND_IN = "heddle:grammar-on-demand";

/** The library that the grammar is written in is a fifth of the code that every command with a converter would load. */
export const lazyGrammar: Plugin = {
  name: "lazy-grammar",
  resolveId: {
    filter: { id: new RegExp(`/${basename(GRAMMAR_READER)}$`) },
    handler: () => ({ id: STAND_IN, moduleSideEffects: false }),
  },
  load: {
    filter: { id: new RegExp(`^${STAND_IN}$`) },
    handler: () => `import { createRequire } from "node:module";
      export function createGrammarReader(...settings) {
        let read;
        const load = () => createRequire(import.meta.url)("./${GRAMMAR_FILE}").createGrammarReader(...settings);
        return (...text) => (read ??= load())(...text);
      }`,
  },
};
