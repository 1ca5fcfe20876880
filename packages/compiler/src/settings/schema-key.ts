// The key that ties any file to the JSON Schema that editors check it with (D).
import type { ObjectSetting } from "./setting.ts";

/** The definition of a file with that key. Completion does not offer it, and no program reads it. */
export function withSchemaKey(root: ObjectSetting): ObjectSetting {
  const $schema = { kind: "string", doc: "The URL of this schema, for editors." } as const;
  return { ...root, settings: { $schema, ...root.settings } };
}
