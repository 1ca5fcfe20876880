// The formats by their names, and the types that follow from their list.
import type { FormatDefinition } from "./define.ts";
import { COMPRESSIONS } from "./compression.ts";
import { FORMATS } from "./index.gen.ts";

type Formats = (typeof FORMATS)[number];

export type FileType = Formats["name"];

type SettingsOf<Format> = Format extends FormatDefinition<string, infer Settings> ? Settings : never;

/** The settings of each format that has some, under its name, whichever format a converter is for. */
export type FormatSettings = {
  readonly [Format in Formats as unknown extends SettingsOf<Format> ? never : Format["name"]]: SettingsOf<Format>;
};

export const FILE_TYPES: readonly FileType[] = FORMATS.map(({ name }) => name);

export function formatOf(fileType: FileType): FormatDefinition<FileType> {
  return FORMATS.find(({ name }) => name === fileType) ?? DEFAULT_FORMAT;
}

/** What is taken where a converter does not say. */
export const DEFAULT_FORMAT: FormatDefinition<FileType> = FORMATS[0];

/** Of each format with settings, what holds where a converter leaves them out. */
export const DEFAULT_FORMAT_SETTINGS: FormatSettings = Object.fromEntries(
  FORMATS.flatMap(({ name, settings }: FormatDefinition) =>
    settings === undefined ? [] : [[name, settings.complete({})]],
  ),
) as FormatSettings;

/** What the rows of a file are, as far as its format and the settings say. */
export function rowTypeOfFormat(fileType: FileType, settings: FormatSettings): ReturnType<FormatDefinition["rowType"]> {
  return formatOf(fileType).rowType(settingsOf(fileType, settings));
}

/** The settings of one format; undefined where it has none. */
export function settingsOf(fileType: FileType, settings: FormatSettings): unknown {
  return (settings as Readonly<Record<string, unknown>>)[fileType];
}

/** The format of a file by its name, compressed or not; undefined where the name does not say. */
export function formatOfName(name: string): FileType | undefined {
  const lower = name.toLowerCase();
  const suffix = COMPRESSIONS.flatMap(({ suffixes }) => suffixes).find((one) => lower.endsWith(one)) ?? "";
  const stem = lower.slice(0, lower.length - suffix.length);
  return FORMATS.find(({ extensions }) => extensions.some((extension) => stem.endsWith(extension)))?.name;
}
