// Loaded before code that imports the packages of this workspace by name: resolves them to their sources, so that nothing need be built.
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { sourceAliases } from "./source-aliases.ts";

const aliases = sourceAliases();

registerHooks({
  resolve(specifier, context, next) {
    const source = aliases[specifier];
    return next(source === undefined ? specifier : pathToFileURL(source).href, context);
  },
});
