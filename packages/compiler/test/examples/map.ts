// Maps rows with a converter in this process. In: the converter and lines of JSON; out: what it yields for each, as JSON.
import { createCompiler, parseJson, stringifyJson } from "@heddle/compiler";

export function mapLines(converter: string, lines: readonly string[]): readonly (string | undefined)[] {
  const { program, diagnostics } = createCompiler().loadProgram(converter);
  if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return lines.map((line) => {
    const result = program.map(parseJson(line), { now: Date.now() });
    return result === undefined ? undefined : stringifyJson(result);
  });
}
