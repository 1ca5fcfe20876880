// Compiles a converter to an ES module without imports, with its types. In: the converter; out: the texts of two files.
import { createCompiler } from "@heddle/compiler";

export function compileConverter(converter: string): { readonly module: string; readonly types: string } {
  const { output, diagnostics } = createCompiler().compileModule(converter);
  if (output === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return { module: output.module, types: output.types };
}
