// What `heddle check` is called with, where only a few of its options are given.
import type { run } from "../../src/commands/check/run.ts";

type CheckInput = Parameters<typeof run>[0];

export function checkInput(files: readonly string[], options: Partial<CheckInput> = {}): CheckInput {
  const input = {
    format: "text",
    dataType: undefined,
    rows: undefined,
    target: "heddle",
    fix: false,
    denyWarnings: false,
  } as const;
  return { ...input, ...options, files };
}
