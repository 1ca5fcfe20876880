// What a converter makes of rows that are at hand.
import { createCompiler, mapRow, type Value } from "@heddle/compiler";
import { type DataTypeName, defaultStrategy } from "@heddle/compiler/language";
import { createChecks } from "@heddle/runtime/local";

export interface Trial {
  readonly rows: number;
  readonly events: number;
  /** Events that have a time. */
  readonly timed: number;
  /** Why rows have no event: how many by rule, and the message of the first. */
  readonly reasons: Readonly<Record<string, { readonly rows: number; readonly message: string }>>;
  readonly errors: number;
  readonly warnings: number;
}

export function tryOnRows(text: string, dataType: DataTypeName, rows: readonly Value[]): Trial {
  const { program, diagnostics } = createCompiler().loadProgram(text);
  const count = (severity: string): number => diagnostics.filter((one) => one.severity === severity).length;
  const trial = { rows: rows.length, events: 0, timed: 0, errors: count("error"), warnings: count("warning") };
  const reasons: Record<string, { rows: number; message: string }> = {};
  if (program === undefined) return { ...trial, reasons };
  const checks = createChecks({ dataType, strategy: defaultStrategy(dataType) });
  const now = Date.now();
  for (const [row, value] of rows.entries()) {
    const mapped = mapRow(program, value, { now });
    const outcome = mapped.kind === "mapped" ? checks.check(mapped.event, { bucket: "file", key: "", row }) : mapped;
    if (outcome.kind === "event") {
      trial.events += 1;
      if (outcome.event["time"] !== undefined) trial.timed += 1;
    } else if (outcome.kind !== "ignored") {
      const known = reasons[outcome.rule];
      reasons[outcome.rule] = { rows: (known?.rows ?? 0) + 1, message: known?.message ?? outcome.message };
    }
  }
  return { ...trial, reasons };
}
