// heddle sample: a few rows of many files, as JSON lines.
import { stringifyJson } from "@heddle/compiler";
import { printable } from "@heddle/compiler/printable";
import { createRedaction, sampleRows } from "@heddle/runtime/local";
import type { InputOf } from "../../command/define-command.ts";
import { Misuse } from "../../failure.ts";
import { openNamedInputs } from "../../inputs.ts";
import { formatReasons, plural } from "../../report/format.ts";
import { createProgress } from "../../report/progress.ts";
import { STANDARD_INPUT } from "../../standard-input.ts";
import type { Terminal } from "../../terminal.ts";
import { requireAbsent, writeNew } from "../../write-new.ts";
import type { command } from "./command.ts";

type SampleInput = InputOf<typeof command>;

/** Exit code 1: no row could be read, or some could not. @throws Misuse where a file exists that `force` would overwrite. */
export async function run(input: SampleInput, terminal: Terminal): Promise<number> {
  const { files, rows, redact, json } = input;
  const output = input.output === STANDARD_INPUT ? undefined : input.output;
  if (rows === 0) throw new Misuse("--rows takes 1 or more");
  if (output !== undefined && !input.force) await requireAbsent(output);
  const { inputs } = await openNamedInputs(files, terminal);
  await using opened = inputs;
  const unreadable: Record<string, number> = {};
  let first: string | undefined;
  const options = {
    rows,
    onUnreadable: (file: string, code: string, message: string): void => {
      unreadable[code] = (unreadable[code] ?? 0) + 1;
      first ??= `${file}: [${code}] ${message}`;
    },
  };
  const redaction = redact ? createRedaction() : undefined;
  const progress = createProgress(terminal.err);
  let count = 0;
  const lines: string[] = [];
  try {
    for await (const row of sampleRows(opened.files(), options)) {
      const line = `${stringifyJson(redaction === undefined ? row : redaction(row))}\n`;
      count += 1;
      if (output === undefined) await terminal.out.write(line);
      else lines.push(line);
      progress.update("sample", { label: output ?? "sample", share: count / rows, note: plural(count, "row") });
    }
  } finally {
    progress.stop();
  }
  if (first !== undefined) await terminal.err.write(`${printable(first)}\n`);
  if (output !== undefined && count > 0) await writeNew(output, lines.join(""), input.force);
  const bad = Object.keys(unreadable).length === 0 ? "" : `; not readable: ${formatReasons(unreadable)}`;
  const summary = json
    ? JSON.stringify({ rows: count, unreadable, ...(output === undefined || count === 0 ? {} : { written: output }) })
    : `${plural(count, "row")}${output === undefined || count === 0 ? "" : ` written to ${printable(output)}`}${bad}`;
  await terminal.err.write(`${summary}\n`);
  return count === 0 || first !== undefined ? 1 : 0;
}
