// heddle doctor: tests each part of a source; a line for each, and how to fix what fails.
import { printable } from "@heddle/compiler/printable";
import { type DoctorLine, examineSource, loadSource } from "@heddle/runtime";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../named-file.ts";
import { plural } from "../../report/format.ts";
import { jsonText } from "../../report/json.ts";
import { type Paint, painter } from "../../report/style.ts";
import { wrapTokens } from "../../report/width.ts";
import { reportWidth, type Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

/** Exit code 1: a part failed. */
export async function run({ source: path, json }: InputOf<typeof command>, { out }: Terminal): Promise<number> {
  await requireFile(path);
  const lines = await examineSource(await loadSource(path));
  const failures = lines.filter(({ outcome }) => outcome === "failed").length;
  await out.write(json ? jsonText(lines) : `${renderLines(lines, painter(out.color), reportWidth(out))}\n`);
  return failures === 0 ? 0 : 1;
}

const MARKS = {
  ok: ["green", "ok"],
  warning: ["yellow", "warning"],
  failed: ["red", "failed"],
  skipped: ["dim", "skipped"],
} as const;

function renderLines(lines: readonly DoctorLine[], paint: Paint, columns: number): string {
  const width = Math.max(...lines.map(({ step }) => step.length));
  const rendered = lines.map(({ step, outcome, message, hint, code }) => {
    const [colour, mark] = MARKS[outcome];
    const indent = " ".repeat(width + 11);
    const said = `${code === undefined ? "" : `[${code}] `}${printable(message)}`;
    const head = wrapTokens(`${paint(colour, mark.padEnd(7))}  ${step.padEnd(width)}  ${said}`, columns, indent);
    return hint === undefined
      ? head
      : `${head}\n${wrapTokens(`${indent}help: ${printable(hint)}`, columns, `${indent}  `)}`;
  });
  const count = (outcome: DoctorLine["outcome"]): number => lines.filter((line) => line.outcome === outcome).length;
  const [failed, warned] = [count("failed"), count("warning")];
  const end =
    failed > 0 ? `${plural(failed, "part")} to fix` : warned > 0 ? `ready, with ${plural(warned, "warning")}` : "ready";
  return [...rendered, end].join("\n");
}
