// heddle scan: lists the bucket of a source once, and says what was new, known and changed.
import { printable } from "@heddle/compiler/printable";
import { loadSource, nameOfOwner, scanSource, type ScanSummary } from "@heddle/runtime";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../named-file.ts";
import { failureLines } from "../../failure-text.ts";
import { limitNewFiles } from "../../new-files.ts";
import { formatBytes, formatCount, plural } from "../../report/format.ts";
import { jsonText } from "../../report/json.ts";
import { wrapTokens } from "../../report/width.ts";
import { reportWidth, type Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

/** More findings are counted, not shown; JSON has them. */
const SHOWN_FINDINGS = 50;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Exit code 1: the listing failed, is incomplete, or was stopped by a signal. */
export async function run(
  { source: path, json }: InputOf<typeof command>,
  { out, err }: Pick<Terminal, "out" | "err">,
): Promise<number> {
  await requireFile(path);
  const config = await loadSource(path);
  const allowNewFiles = limitNewFiles(config);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new Error("stopped by a signal"));
  for (const signal of SIGNALS) process.once(signal, onSignal);
  try {
    const summary = await scanSource(config, {
      signal: stop.signal,
      onWait: (owner) => void err.write(`waiting for ${printable(nameOfOwner(owner))}, which lists the bucket\n`),
    });
    const wrapped = (line: string): string => `${wrapTokens(line, reportWidth(out), "  ")}\n`;
    await out.write(json ? jsonText(jsonOf(summary)) : summaryLines(summary).map(wrapped).join(""));
    if (summary.incomplete === undefined) return 0;
    await err.write(failureLines("heddle scan", summary.incomplete, err));
    return 1;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    await err.write("heddle scan: stopped by a signal; what was listed before is in the ledger\n");
    return 1;
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    if (!stop.signal.aborted) allowNewFiles();
  }
}

/** An error has no members of its own that JSON shows. */
function jsonOf({ incomplete, ...summary }: ScanSummary): object {
  if (incomplete === undefined) return summary;
  const { code, message, hint } = incomplete;
  return { ...summary, incomplete: { code, message, hint } };
}

function summaryLines({ listed, fresh, known, changed, findings, backlog }: ScanSummary): readonly string[] {
  const counts = [
    `${formatCount(fresh)} new`,
    `${formatCount(known)} known`,
    ...(changed.length === 0 ? [] : [`${formatCount(changed.length)} changed after being ingested`]),
  ];
  const shown = findings.slice(0, SHOWN_FINDINGS);
  const more = findings.length - shown.length;
  return [
    `${plural(listed, "object")} listed: ${counts.join(", ")}`,
    `${plural(backlog.objects, "object")} to ingest, ${formatBytes(backlog.bytes)}`,
    ...shown.map(({ key, code, message }) => printable(`${key}: [${code}] ${message}`)),
    ...(more === 0 ? [] : [`${plural(more, "more finding")}; --json shows all`]),
  ];
}
