// heddle ledger: copies a ledger to another place, of whatever kinds they are.
import { resolve } from "node:path";
import { printable } from "@heddle/compiler/printable";
import { copyLedger, ledgerPlace, type LedgerPlace, loadSource } from "@heddle/runtime/offline";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../named-file.ts";
import { Misuse } from "../../failure.ts";
import { formatCount, plural } from "../../report/format.ts";
import { jsonText } from "../../report/json.ts";
import { createProgress } from "../../report/progress.ts";
import { wrapTokens } from "../../report/width.ts";
import { reportWidth, type Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

export async function run(
  { from, to, withoutKeys, json }: InputOf<typeof command>,
  { out, err }: Terminal,
): Promise<number> {
  const places = { from: await placeOf(from), to: await placeOf(to) };
  if (places.from.name === places.to.name) throw new Misuse(`both are the ledger ${places.from.name}`);
  const progress = createProgress(err);
  const copy = await copyLedger(places.from, places.to, {
    withoutKeys,
    onProgress: (table, rows) => progress.update(table, { label: table, share: 0, note: formatCount(rows) }),
  }).finally(() => progress.stop());
  if (json) await out.write(jsonText(copy));
  else {
    for (const [table, rows] of Object.entries(copy.rows))
      await out.write(`${table.padEnd(10)}  ${formatCount(rows)}\n`);
    const total = Object.values(copy.rows).reduce((sum, rows) => sum + rows, 0);
    const said = `${plural(total, "row")} copied from ${printable(copy.from)} to ${printable(copy.to)}; name that as \`ledger\` in the source file, and let nothing run on the old one`;
    await err.write(`${wrapTokens(said, reportWidth(err), "  ")}\n`);
  }
  return 0;
}

/** The ledger of a source file, or the one that is named itself. */
async function placeOf(name: string): Promise<LedgerPlace> {
  if (/^postgres(?:ql)?:/.test(name)) return ledgerPlace(postgresOf(name));
  if (!name.endsWith(".json")) return ledgerPlace(resolve(name));
  await requireFile(name);
  return ledgerPlace((await loadSource(name)).ledger);
}

function postgresOf(address: string) {
  const url = URL.parse(address);
  const schema = url?.searchParams.get("schema") ?? "";
  if (url === null || schema === "") throw new Misuse("a ledger in PostgreSQL is postgres://HOST/DATABASE?schema=NAME");
  url.searchParams.delete("schema");
  return { type: "postgres", url: url.href, schema } as const;
}
