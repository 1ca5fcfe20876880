// In: the schema that source files are held to. Out: its printed form, for editors and for people.
import { SOURCE_SCHEMA } from "../../packages/runtime/src/source/schema.ts";
import type { GeneratedFile } from "./generated.ts";

export function generateSourceSchema(): GeneratedFile {
  return { path: "grammar/source.schema.json", text: `${JSON.stringify(SOURCE_SCHEMA, null, 2)}\n` };
}
