// For the bundle of the command: an import from a package to imports from the files that define what it names.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "rolldown";

/** `import { a, type B } from "NAME";`, also over several lines. */
const IMPORT = /^import \{([^}]*)\} from "(@heddle\/[^"]+)";$/gm;
const EXPORT = /^export \{([^}]*)\} from "(\.[^"]+)";$/gm;

/**
 * Bundlers split code by the files that are reached, not by the names that are used: a command that takes one name from the index of a
 * package would load all that the index lists.
 * @param aliases the packages' names, with the source file of each.
 */
export function directImports(aliases: Readonly<Record<string, string>>): Plugin {
  const indexes = new Map<string, ReadonlyMap<string, Origin>>();
  const originsIn = (index: string): ReadonlyMap<string, Origin> => {
    const known = indexes.get(index) ?? originsOf(index);
    indexes.set(index, known);
    return known;
  };
  return {
    name: "direct-imports",
    transform: {
      filter: { id: /[\\/]packages[\\/][^\\/]+[\\/]src[\\/].*\.ts$/ },
      handler: (code) =>
        code.replaceAll(IMPORT, (statement, names: string, from: string) => {
          const index = aliases[from];
          return index === undefined ? statement : directImport(names, from, originsIn(index));
        }),
    },
  };
}

interface Origin {
  readonly file: string;
  /** Its name there. */
  readonly name: string;
}

/** What an index passes on, by the name under which it does. */
function originsOf(index: string): ReadonlyMap<string, Origin> {
  const exported = readFileSync(index, "utf8").matchAll(EXPORT);
  return new Map(
    [...exported].flatMap(([, names = "", from = ""]) =>
      valuesOf(names).map(([name, as]): [string, Origin] => [as, { file: join(dirname(index), from), name }]),
    ),
  );
}

/** The names of a list that are values, each with the name after `as`. */
function valuesOf(names: string): [name: string, as: string][] {
  return names
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "" && !part.startsWith("type "))
    .map((part) => {
      const [name = "", as = name] = part.split(" as ");
      return [name, as];
    });
}

/** What an index defines itself stays an import from there. */
function directImport(names: string, from: string, origins: ReadonlyMap<string, Origin>): string {
  return valuesOf(names)
    .map(([name, as]) => {
      const { file, name: original } = origins.get(name) ?? { file: from, name };
      return `import { ${original} as ${as} } from ${JSON.stringify(file)};`;
    })
    .join(" ");
}
