// The shape of a file format's definition: what the compiler and the editor know of it. Its reader is in the runtime, which is typed
// against the list of formats.
import type { Type } from "../operators/kinds.ts";
import type { ListSetting, StringSetting } from "../settings/setting.ts";

/** The settings of a format, which a converter has under the format's name; an extension of ours. */
export interface FormatSettingsDefinition<Value> {
  readonly doc: string;
  readonly snippet: string;
  readonly keys: { readonly [key in keyof Required<Value> & string]: StringSetting | ListSetting };
  /** Adds what a converter leaves out. */
  complete(given: Partial<Value>): Value;
  /** The value that was most likely meant by a string that cannot be. */
  instead?(text: string): string | undefined;
  /** Values that cannot go together: the keys that they may be under, and what the first that is there must be. */
  conflict?(value: Value): { readonly keys: readonly string[]; readonly form: string } | undefined;
}

/** `Settings`: unknown where the format has none. */
export interface FormatDefinition<Name extends string = string, Settings = unknown> {
  /** What `fileType` calls it. */
  readonly name: Name;
  /** What people call it. */
  readonly title: string;
  /** One sentence. */
  readonly doc: string;
  /** What is taken where a converter does not say. */
  readonly isDefault?: true;
  /** With which names of files end, without compression. */
  readonly extensions: readonly string[];
  /** The first bytes of every file, in hex; absent: it is text. */
  readonly magic?: readonly string[];
  /** How a row that is set aside is shown. */
  readonly rawRow: string;
  readonly settings?: FormatSettingsDefinition<Settings>;
  /** What all rows are; undefined where they can be anything. */
  rowType(settings: Settings): Type | undefined;
}

export function defineFormat<const Name extends string, Settings>(
  definition: FormatDefinition<Name, Settings>,
): FormatDefinition<Name, Settings> {
  return definition;
}
