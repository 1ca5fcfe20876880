// Who may read the files that the process creates, SQLite's and those of threads too: the ledger has keys of objects, the output their content.
import type { SourceConfig } from "@heddle/runtime";

/** What the umask keeps from others, besides what it does already. */
const KEPT_FROM = { owner: 0o077, group: 0o027, umask: 0 } as const satisfies Record<SourceConfig["newFiles"], number>;

/** Sets the umask of the process; the returned function sets it back, once nothing of the source is written any more. */
export function limitNewFiles({ newFiles }: Pick<SourceConfig, "newFiles">): () => void {
  const before = process.umask();
  process.umask(before | KEPT_FROM[newFiles]);
  return () => void process.umask(before);
}
