// In: the `exports` of the packages. Out: what they are imported by, with the source file of each, for tests and bundles that run on sources.
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");

/** Longer names come first: bundlers take the first that is a prefix. */
export function sourceAliases(): Record<string, string> {
  const aliases = globSync("packages/*/package.json", { cwd: root }).flatMap((path) => {
    const { name, exports = {} } = JSON.parse(readFileSync(join(root, path), "utf8")) as {
      readonly name: string;
      readonly exports?: Readonly<Record<string, { readonly default: string }>>;
    };
    return Object.entries(exports).map(([subpath, { default: built }]): readonly [string, string] => [
      name + subpath.slice(1),
      join(root, dirname(path), built.replace("/dist/", "/src/").replace(/\.js$/, ".ts")),
    ]);
  });
  return Object.fromEntries(aliases.toSorted(([a], [b]) => b.length - a.length));
}
