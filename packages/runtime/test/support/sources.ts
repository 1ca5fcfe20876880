// Loaded before a child process of a test: lets it import the packages of this workspace from their sources, unbuilt.
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    const name = /^@heddle\/(compiler|runtime)$/.exec(specifier)?.[1];
    return next(
      name === undefined ? specifier : new URL(`../../../${name}/src/index.ts`, import.meta.url).href,
      context,
    );
  },
});
