// heddle retry: marks failed and deleted objects of a source, by pattern, to be tried again by the next run.
import { printable } from "@heddle/compiler/printable";
import { ledgerPlace, loadSource, retryObjects } from "@heddle/runtime/offline";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../named-file.ts";
import { keyMatcher } from "../../key-matcher.ts";
import { plural } from "../../report/format.ts";
import { wrapTokens } from "../../report/width.ts";
import { reportWidth, type Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

/** Writes the keys to standard output, one a line. */
export async function run({ source: path, pattern }: InputOf<typeof command>, { out, err }: Terminal): Promise<number> {
  await requireFile(path);
  const place = ledgerPlace((await loadSource(path)).ledger);
  const matches = keyMatcher(pattern === undefined ? [] : [pattern]);
  let [retried, done] = [0, 0];
  if (await place.exists()) {
    const ledger = await place.open();
    try {
      for await (const keys of retryObjects(ledger, matches)) {
        retried += keys.length;
        await out.write(keys.map((key) => `${printable(key)}\n`).join(""));
      }
      if (pattern !== undefined && retried === 0)
        for await (const { key } of ledger.doneObjects()) if (matches(key)) done += 1;
    } finally {
      await ledger.close();
    }
  }
  await err.write(`the next heddle run retries ${plural(retried, "object")}\n`);
  if (done > 0) {
    const [match, it] = done === 1 ? ["matches is", "it"] : ["match are", "them"];
    const said = `${plural(done, "object")} that ${match} ingested already; heddle replay maps ${it} again`;
    await err.write(`${wrapTokens(said, reportWidth(err), "  ")}\n`);
  }
  return 0;
}
