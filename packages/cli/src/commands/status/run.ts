// heddle status: shows what a source has ingested, by state, by day and by file.
import { printable } from "@heddle/compiler/printable";
import { jobStatus, type LedgerEntry, loadSource, type StatusReport } from "@heddle/runtime/offline";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../named-file.ts";
import { renderCounts } from "../../report/counts.ts";
import { formatBytes, formatInstant, plural } from "../../report/format.ts";
import { countCells } from "../../report/job.ts";
import { driftWords } from "../../report/drift.ts";
import { jsonText } from "../../report/json.ts";
import { type Layout, layoutOf } from "../../report/layout.ts";
import type { Paint } from "../../report/style.ts";
import { type Column, renderTable } from "../../report/table.ts";
import { wrapTokens } from "../../report/width.ts";
import type { Terminal } from "../../terminal.ts";
import { withoutSecrets } from "../../without-secrets.ts";
import type { command } from "./command.ts";
import { renderCsv } from "./csv.ts";
import { renderWorkers } from "./workers.ts";

export async function run(
  { source: path, json, limit, state, since, errors, format }: InputOf<typeof command>,
  terminal: Terminal,
): Promise<number> {
  await requireFile(path);
  const source = await loadSource(path);
  const { out } = withoutSecrets(terminal, source);
  const status = await jobStatus(source, {
    limit,
    errors,
    ...(state === undefined ? {} : { state }),
    ...(since === undefined ? {} : { since }),
  });
  const choice = { isChosen: state !== undefined || since !== undefined || errors, errors };
  const asked = json ? "json" : format;
  switch (asked) {
    case "json":
      await out.write(jsonText(status));
      break;
    case "csv":
      await out.write(renderCsv(status.objects));
      break;
    case "text":
      await out.write(`${renderStatus(status, choice, layoutOf(out))}\n`);
      break;
    default:
      asked satisfies never;
  }
  return 0;
}

interface Choice {
  /** Only some files were asked for. */
  readonly isChosen: boolean;
  /** Errors are shown with what to do. */
  readonly errors: boolean;
}

const COUNTS = ["rows", "events", "ignored", "dropped", "set aside"];
/** Which columns are left out first where room is short. */
const LEFT_OUT: Readonly<Record<string, number>> = {
  converter: 1,
  read: 2,
  ignored: 3,
  dropped: 4,
  ended: 5,
  rows: 6,
  failed: 7,
};
/** Enough of a SHA-256 to tell converters apart. */
const SHORT_HASH = 7;

function renderStatus(status: StatusReport, choice: Choice, layout: Layout): string {
  const { paint, room: width } = layout;
  const head = `${paint("bold", printable(`s3://${status.bucket}/${status.prefix}`))}  ledger ${printable(status.ledger)}`;
  const workers = renderWorkers(status.workers, layout);
  if (Object.values(status.states).every((count) => count === 0))
    return [head, "nothing ingested yet", ...workers].join("\n");
  const states = Object.entries(status.states)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${state} ${count}`);
  const last = status.lastIngestedAt === undefined ? [] : [`last ingested ${formatInstant(status.lastIngestedAt)}`];
  const files = renderTable(
    columnsOf(["file", "state", "ended", "converter"], [...COUNTS, "read"]),
    status.objects.map((entry) => fileCells(entry, paint)),
    { paint, width },
  );
  const days = renderTable(
    columnsOf(["day"], ["files", "failed", ...COUNTS, "read"]),
    status.days.map(({ day, done, failed, counts, bytesRead }) => [
      day,
      String(done),
      String(failed),
      ...countCells(counts),
      formatBytes(bytesRead),
    ]),
    { paint, width },
  );
  const errors = status.objects.flatMap((entry) => errorLines(entry, choice));
  const findings = status.objects.flatMap(findingLines);
  return [
    wrapTokens(head, width, "  "),
    wrapTokens([...states, ...last].join(", "), width, "  "),
    ...workers,
    status.objects.length === 0 ? "no such file" : files,
    ...(status.omitted === 0 ? [] : [`${plural(status.omitted, "older file")} not shown; use --limit to see more`]),
    ...(choice.isChosen || status.days.length === 0 ? [] : [days]),
    renderCounts(status.totals, layout),
    ...(errors.length === 0
      ? []
      : ["First error of each file:", ...errors.map((line) => wrapTokens(`  ${line}`, width, "    "))]),
    ...(findings.length === 0 ? [] : ["Findings:", ...findings.map((line) => wrapTokens(`  ${line}`, width, "    "))]),
    ...(status.messages.length === 0
      ? []
      : [`${plural(status.messages.length, "queue message")} set aside; use --json to see them`]),
  ].join("\n");
}

/** Why a file failed, or the first of its rows that was set aside. */
function errorLines({ key, state, error }: LedgerEntry, { errors: withHint }: Choice): string[] {
  if (error === undefined) return [];
  const { code, message, hint, row } = error;
  const place = row === undefined ? "" : `row ${row}: `;
  return [printable(`${key} (${state}): ${place}[${code}] ${message}${withHint && hint !== "" ? `; ${hint}` : ""}`)];
}

/** What was unusual about a file, and what drifted in its columns. */
function findingLines({ key, findings, drift }: LedgerEntry): string[] {
  return [...findings.map(({ code, message }) => `[${code}] ${message}`), ...driftWords(drift)].map((line) =>
    printable(`${key}: ${line}`),
  );
}

function columnsOf(left: readonly string[], right: readonly string[]) {
  const columnOf = (title: string, align: "left" | "right"): Column => {
    const leftOut = LEFT_OUT[title];
    return {
      title,
      align,
      ...(title === "file" && { minWidth: 20 }),
      ...(leftOut !== undefined && { leftOut }),
    };
  };
  return [...left.map((title) => columnOf(title, "left")), ...right.map((title) => columnOf(title, "right"))];
}

const COLOURS = {
  discovered: "dim",
  claimed: "cyan",
  done: "green",
  failed: "red",
  changed: "yellow",
  gone: "yellow",
} as const;

function fileCells(entry: LedgerEntry, paint: Paint): string[] {
  const { key, state, endedAt, converterHash, counts, bytesRead, replay } = entry;
  return [
    printable(key),
    paint(COLOURS[state], replay !== undefined && state === "discovered" ? "to replay" : state),
    endedAt === undefined ? "" : formatInstant(endedAt),
    shortHash(converterHash),
    ...countCells(counts),
    formatBytes(bytesRead),
  ];
}

/** Several converters made the events of an object whose rows set aside were replayed. */
function shortHash(hash = ""): string {
  return hash
    .split("+")
    .map((one) => one.slice(0, SHORT_HASH))
    .join("+");
}
