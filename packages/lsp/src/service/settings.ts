// The keys of a converter file around its function: what each means and takes, for completion and hover.
import type { FormatSettings } from "@heddle/compiler";
import {
  COMPRESSIONS,
  DEFAULT_COMPRESSION,
  DEFAULT_FORMAT,
  FILE_TYPES,
  type FormatDefinition,
  FORMATS,
  type FormatSetting,
} from "@heddle/compiler/language";
import { describeSetting } from "@heddle/compiler/settings";

export interface Setting {
  readonly name: string;
  readonly doc: string;
  /** The values it can have, with a word on each. */
  readonly values?: readonly { readonly value: string; readonly doc: string }[];
  /** What completion puts behind the colon, as a snippet. */
  readonly snippet: string;
  readonly required?: true;
}

/** `csv` and the like: the settings of a format, under its name. */
export type SettingsPlace = "file" | "config" | "keyValidator" | keyof FormatSettings;

/** A choice among the file types, as the snippet's `index`-th stop. */
export function fileTypeSnippet(index: number): string {
  return choiceSnippet(index, FILE_TYPES);
}

/** A choice among the compression types that Amplitude's own import knows, too. */
export function compressionSnippet(index: number): string {
  return choiceSnippet(
    index,
    COMPRESSIONS.filter(({ extension }) => extension !== true).map(({ name }) => name),
  );
}

function choiceSnippet(index: number, choices: readonly string[]): string {
  return `"\${${index}|${choices.join(",")}|}"`;
}

const FUNCTION_SNIPPET = '{\n  "event_type": "$1",\n  "user_id": "$2"$0\n}';

export const SETTINGS: Readonly<Record<SettingsPlace, readonly Setting[]>> = {
  ...formatSettings(),
  file: [
    {
      name: "config_name",
      doc: "Names of this configuration, as a list of strings; it may be left out.",
      snippet: '["$1"]',
    },
    {
      name: "converterConfig",
      doc: "How files are read and how a row becomes an event.",
      snippet: `{\n  "fileType": ${fileTypeSnippet(1)},\n  "compressionType": ${compressionSnippet(2)},\n  "convertToAmplitudeFunc": {$0}\n}`,
      required: true,
    },
    {
      name: "keyValidatorConfig",
      doc: "Which objects of the bucket are ingested.",
      snippet: '{ "filterPattern": "$1" }',
    },
  ],
  config: [
    {
      name: "fileType",
      doc: `The format of the files. Left out: \`${DEFAULT_FORMAT.name}\`, with a warning.`,
      snippet: fileTypeSnippet(1),
      values: FORMATS.map(({ name, doc }) => ({ value: name, doc })),
    },
    {
      name: "compressionType",
      doc: `How the files are compressed. Left out: \`${DEFAULT_COMPRESSION}\`, with a warning.`,
      snippet: compressionSnippet(1),
      values: COMPRESSIONS.map(({ name, doc, extension }) => ({
        value: name,
        doc: extension === true ? asExtension(doc) : doc,
      })),
    },
    {
      name: "convertToAmplitudeFunc",
      doc: "The expression that yields the event of a row.",
      snippet: FUNCTION_SNIPPET,
      required: true,
    },
    {
      name: "ignoreEventFlag",
      doc: "A key of the converted event: where it is true, the row is skipped and counted as ignored. The key does not stay in the event.",
      snippet: '"${1:\\$ignore}"',
    },
    ...FORMATS.flatMap(({ name, settings }: FormatDefinition) =>
      settings === undefined ? [] : [{ name, doc: asExtension(settings.doc), snippet: settings.snippet }],
    ),
  ],
  keyValidator: [
    {
      name: "filterPattern",
      doc: "A regular expression in Java's syntax that the whole object key must match, with or without the source's prefix.",
      snippet: '"$1"',
    },
  ],
};

function asExtension(doc: string): string {
  return `${doc.slice(0, -1)} (extension).`;
}

/** The settings of each format that has some. */
function formatSettings(): Readonly<Record<keyof FormatSettings, readonly Setting[]>> {
  return Object.fromEntries(
    FORMATS.flatMap(({ name, settings }: FormatDefinition) =>
      settings === undefined ? [] : [[name, Object.entries<FormatSetting>(settings.keys).map(settingOfFormat)]],
    ),
  ) as unknown as Readonly<Record<keyof FormatSettings, readonly Setting[]>>;
}

function settingOfFormat([name, setting]: readonly [string, FormatSetting]): Setting {
  return { name, doc: describeSetting(setting), snippet: setting.snippet };
}

/** Whether the key of `converterConfig` is the name of a format with settings. */
export function isFormatPlace(key: string): key is keyof FormatSettings {
  return FORMATS.some(({ name, settings }: FormatDefinition) => name === key && settings !== undefined);
}

/** The setting of a name at a place. */
export function settingOf(place: SettingsPlace, name: string): Setting | undefined {
  return SETTINGS[place].find((setting) => setting.name === name);
}
