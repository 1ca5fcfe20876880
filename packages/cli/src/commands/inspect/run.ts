// heddle inspect: what files are, what their rows hold, and which paths may be what every event has.
import { findCandidates } from "@heddle/compiler/profile";
import type { InputOf } from "../../command/define-command.ts";
import { inspectInputs } from "../../inspect-inputs.ts";
import { openNamedInputs } from "../../inputs.ts";
import { inspectionAsJson, renderInspection } from "../../report/inspection.ts";
import { layoutOf } from "../../report/layout.ts";
import type { Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

/** Exit code 1: something has to be fixed. */
export async function run({ files, rows, json }: InputOf<typeof command>, terminal: Terminal): Promise<number> {
  const { inputs } = await openNamedInputs(files, terminal);
  await using opened = inputs;
  const inspection = await inspectInputs(opened, { rows }, terminal);
  const candidates = findCandidates(inspection.profile);
  const { out } = terminal;
  if (json) await out.write(`${JSON.stringify(inspectionAsJson(inspection, candidates), undefined, 2)}\n`);
  else await out.write(`${renderInspection(inspection, candidates, { ...layoutOf(out), named: files })}\n`);
  return inspection.problems.length === 0 ? 0 : 1;
}
