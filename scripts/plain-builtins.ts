// For the bundle of the command: imports from Node's own modules to reads of the names that are used.
import type { Plugin } from "rolldown";

/** `import a from`, `import { b, c as d } from`, `import a, { b } from` and `import * as e from`, as the bundler writes them. */
const IMPORT = /^import (?:([\w$]+))?(?:, )?(?:\{([^}]*)\})?(?:\* as ([\w$]+))? from "(node:[\w/]+)";$/gm;

const DYNAMIC_IMPORT = /\bimport\("(node:[\w/]+)"\)/g;

/**
 * To import one name from a module of Node, Node reads all of them, and loads more modules for some: `node:util` has worker threads behind
 * a decoder, `node:http` a second client, which takes 40 ms. Taken from the module itself, only that name is read.
 */
export const plainBuiltins: Plugin = {
  name: "plain-builtins",
  renderChunk(code) {
    const onDemand = code.replaceAll(DYNAMIC_IMPORT, 'Promise.resolve(process.getBuiltinModule("$1"))');
    const plain = onDemand.replaceAll(IMPORT, (_, main?: string, names?: string, all?: string, from = "") => {
      const parts = names === undefined ? [] : [`{${names.replaceAll(" as ", ": ")}}`];
      const whole = [main, all].filter((name) => name !== undefined);
      return [...whole, ...parts].map((part) => `const ${part} = process.getBuiltinModule("${from}");`).join(" ");
    });
    const missed = /^(?:import|export)\b.*["']node:.*|\bimport\(["'`]node:.*/m.exec(plain);
    if (missed !== null) throw new Error(`not read as an import from a module of Node: ${missed[0]}`);
    return plain;
  },
};
