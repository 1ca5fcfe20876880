// heddle replay: counts the done objects that today's converter would map again, and with --yes maps and delivers them.
import { printable } from "@heddle/compiler/printable";
import { loadSource, planReplay, replaySource, type RefusedReplay, type ReplayPlan } from "@heddle/runtime";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../named-file.ts";
import { keyMatcher } from "../../key-matcher.ts";
import { formatBytes, formatCount, plural } from "../../report/format.ts";
import { jsonText } from "../../report/json.ts";
import { wrapTokens } from "../../report/width.ts";
import { reportWidth, type Terminal, type TextOutput } from "../../terminal.ts";
import { withoutSecrets } from "../../without-secrets.ts";
import { runAndReport } from "../run/run.ts";
import type { command } from "./command.ts";

/** How many refused objects are named for each reason. */
const SHOWN_PER_REASON = 3;

/** Exit code 1: some object cannot be replayed, or its replay failed. */
export async function run(
  { source: path, patterns, setAside, since, until, yes, json }: InputOf<typeof command>,
  terminal: Terminal,
): Promise<number> {
  await requireFile(path);
  const config = await loadSource(path);
  const plan = await planReplay(config, {
    accept: keyMatcher(patterns),
    scope: setAside ? "set-aside" : "all",
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  });
  const isRefused = plan.refused.length > 0;
  const { out, err } = withoutSecrets(terminal, config);
  if (!yes) {
    if (json) await out.write(jsonText(plan));
    else await out.write(`${planText(plan, yes, out)}\n`);
    return isRefused ? 1 : 0;
  }
  await err.write(`${planText(plan, yes, err)}\n`);
  if (plan.objects.length + plan.pending === 0) {
    if (json) await out.write(jsonText(plan));
    return isRefused ? 1 : 0;
  }
  const code = await runAndReport(
    config,
    (options) => replaySource(config, plan, options),
    { json, isShort: true },
    terminal,
  );
  return isRefused ? 1 : code;
}

function planText(plan: ReplayPlan, yes: boolean, output: Pick<TextOutput, "isTty" | "columns">): string {
  const room = reportWidth(output);
  return planLines(plan, yes)
    .map((line) => wrapTokens(line, room, "  "))
    .join("\n");
}

function planLines(
  { scope, objects, rows, events, setAside, bytesRead, refused, pending }: ReplayPlan,
  yes: boolean,
): string[] {
  const what = scope === "all" ? "" : " with rows set aside";
  const lines =
    objects.length === 0
      ? [`no ingested object${what} matches`]
      : [
          `${plural(objects.length, "object")}${what} to replay: ${formatBytes(bytesRead)} to read, ${plural(rows, "row")}`,
          scope === "all"
            ? `the output of ${plural(events, "event")} is replaced; ${plural(setAside, "row")} set aside before`
            : `${plural(setAside, "row")} set aside go through today's converter; ${plural(events, "event")} stay`,
        ];
  if (pending > 0)
    lines.push(`${plural(pending, "object")} of an earlier replay ${pending === 1 ? "is" : "are"} not done yet`);
  lines.push(...refusedLines(refused));
  if (!yes && objects.length + pending > 0) lines.push("nothing was changed: add --yes to replay");
  return lines;
}

/** A line for each reason, with the first keys. */
function refusedLines(refused: readonly RefusedReplay[]): string[] {
  const byCode = Map.groupBy(refused, ({ code }) => code);
  return [...byCode].map(([code, entries]) => {
    const [first] = entries;
    const keys = entries.slice(0, SHOWN_PER_REASON).map(({ key }) => printable(key));
    const rest = entries.length > keys.length ? ` and ${formatCount(entries.length - keys.length)} more` : "";
    return `not replayed: ${keys.join(", ")}${rest}: [${code}] ${first?.message ?? ""}; ${first?.hint ?? ""}`;
  });
}
