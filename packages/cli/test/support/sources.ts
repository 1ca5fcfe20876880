// Loaded before the command under test: lets it import the packages of this workspace from their sources, unbuilt.
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    const [, name, entry = "index"] = /^@heddle\/(compiler|runtime|lsp)(?:\/(local))?$/.exec(specifier) ?? [];
    return next(
      name === undefined ? specifier : new URL(`../../../${name}/src/${entry}.ts`, import.meta.url).href,
      context,
    );
  },
});
