// Which files of the bundle hold what: a command reads little that it does not need, and few files.
import { join } from "node:path";
import type { CodeSplittingGroup } from "rolldown";

const sourceOf = (path: string): string => join(import.meta.dirname, "..", "packages", path);

/**
 * What starts often, or loads much. Split by all commands, code would be in 250 files, of which `heddle map` reads 70; each takes as
 * long to find and link as some kilobytes take to load.
 */
const LEADS = {
  main: sourceOf("cli/src/main.ts"),
  status: sourceOf("cli/src/commands/status/run.ts"),
  map: sourceOf("cli/src/commands/map/run.ts"),
  run: sourceOf("cli/src/commands/run/run.ts"),
};
/** What needs some of what of the leads only `heddle run` does, and mostly not the libraries of AWS. */
const PARTLY_RUN = {
  init: sourceOf("cli/src/commands/init/run.ts"),
  iam: sourceOf("cli/src/commands/iam/run.ts"),
  dryRun: sourceOf("cli/src/commands/dry-run/run.ts"),
  thread: sourceOf("runtime/src/threads/thread.ts"),
};

type Modules = Parameters<Exclude<CodeSplittingGroup["name"], string>>[1];

/**
 * Groups for the bundler: modules that the same leads reach are one file. Files cannot need each other in circles, since what a module
 * imports is reached by all that reach the module. What no lead reaches is left to the bundler.
 */
export function groupsByLeads(): CodeSplittingGroup {
  const entries = { ...LEADS, ...PARTLY_RUN };
  let reached: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  return {
    debugName: "leads",
    includeDependenciesRecursively: false,
    name: (module, modules) => {
      reached ??= new Map(Object.entries(entries).map(([lead, path]) => [lead, reachedBy(path, modules)]));
      const thatReach = (names: object): string[] =>
        Object.keys(names).filter((name) => reached?.get(name)?.has(module) === true);
      const leads = thatReach(LEADS);
      if (leads.length === 0 || Object.values(entries).includes(module)) return null;
      return [...leads, ...(leads.join() === "run" ? thatReach(PARTLY_RUN) : [])].join("-");
    },
  };
}

/** A module, and all that is loaded with it. */
function reachedBy(lead: string, modules: Modules): ReadonlySet<string> {
  const reached = new Set([lead]);
  // A set is walked in the order of insertion, also what is inserted meanwhile.
  for (const module of reached)
    for (const imported of modules.getModuleInfo(module)?.importedIds ?? []) reached.add(imported);
  return reached;
}
