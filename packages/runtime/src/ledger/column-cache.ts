// The columns of all files so far, which a process reads again only where they have changed.
import type { ColumnKinds } from "../contracts/drift.ts";

export interface ColumnCache {
  /** The columns of this version, where the cache has them. */
  at(version: number): readonly ColumnKinds[] | undefined;
  keep(version: number, columns: readonly ColumnKinds[]): readonly ColumnKinds[];
  /** Of the columns of a file those that differ from what is known as of this version; a column that was null throughout keeps the kinds it had. */
  changes(version: number, columns: readonly ColumnKinds[]): readonly ColumnKinds[];
}

export function createColumnCache(): ColumnCache {
  let known: { readonly version: number; readonly columns: readonly ColumnKinds[] } | undefined;
  let kindsOf = new Map<string, string>();
  return {
    at: (version) => (known?.version === version ? known.columns : undefined),
    keep(version, columns) {
      known = { version, columns };
      kindsOf = new Map(columns);
      return columns;
    },
    changes(version, columns) {
      if (known?.version !== version) return columns;
      return columns.filter(([name, kinds]) => {
        const before = kindsOf.get(name);
        return before === undefined || (kinds !== "" && kinds !== before);
      });
    },
  };
}
