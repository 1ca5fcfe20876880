// The settings of a converter file: the one place that says them. The checks of its keys and values, its JSON Schema, completion and hover
// derive from it.
import { COMPRESSIONS, DEFAULT_COMPRESSION } from "./formats/compression.ts";
import type { FormatDefinition } from "./formats/define.ts";
import { DEFAULT_FORMAT } from "./formats/formats.ts";
import { FORMATS } from "./formats/index.gen.ts";
import { choiceSnippet } from "./settings/setting-snippet.ts";
import { defineSetting, type ObjectSetting, type Settings } from "./settings/setting.ts";

/** The name of the expression that yields an event, which operators define. */
export const EVENT_EXPRESSION = "event";

export const FILE_TYPE = defineSetting({
  kind: "choice",
  choices: FORMATS.map(({ name, doc }) => ({ value: name, doc })),
  default: DEFAULT_FORMAT.name,
  doc: "The format of the files.",
});

export const COMPRESSION_TYPE = defineSetting({
  kind: "choice",
  choices: COMPRESSIONS.map(({ name, doc, extension }) => ({ value: name, doc, ...(extension && { extension }) })),
  default: DEFAULT_COMPRESSION,
  doc: "How the files are compressed.",
});

export const CONFIG_NAME = defineSetting({
  kind: "list",
  orSingle: true,
  form: "a list of strings, or one string",
  items: { kind: "string", doc: "A name." },
  doc: "Names for humans.",
});

export const IGNORE_EVENT_FLAG = defineSetting({
  kind: "string",
  form: "the name of a key of the event, as a string",
  doc: "A key of the event: where it is true, the row is skipped and doesn't count as an error. The key is removed from the event.",
  snippet: '"${1:\\$ignore}"',
});

export const FILTER_PATTERN = defineSetting({
  kind: "string",
  form: "a regular expression, as a string",
  doc: "A Java regular expression that the whole key of an object must match, with or without the source's prefix.",
});

export const CONFIG: ObjectSetting = {
  kind: "object",
  required: true,
  doc: "How files are read and how a row becomes an event.",
  snippet: `{\n  "fileType": ${choiceSnippet(FILE_TYPE, 1)},\n  "compressionType": ${choiceSnippet(COMPRESSION_TYPE, 2)},\n  "convertToAmplitudeFunc": {$0}\n}`,
  settings: {
    fileType: FILE_TYPE,
    compressionType: COMPRESSION_TYPE,
    convertToAmplitudeFunc: {
      kind: "foreign",
      name: EVENT_EXPRESSION,
      required: true,
      doc: "The expression that yields the event of a row.",
      snippet: '{\n  "event_type": "$1",\n  "user_id": "$2"$0\n}',
    },
    ignoreEventFlag: IGNORE_EVENT_FLAG,
    ...formatSettings(),
  },
};

export const KEY_VALIDATOR: ObjectSetting = {
  kind: "object",
  doc: "Which objects of the bucket are ingested.",
  snippet: '{ "filterPattern": "$1" }',
  settings: { filterPattern: FILTER_PATTERN },
};

export const CONVERTER: ObjectSetting = {
  kind: "object",
  doc: "A converter file of Amplitude's S3 Import: what the files are, and the expression that turns a row into an event.",
  snippet:
    `{\n  "config_name": ["$1"],\n  "converterConfig": {\n    "fileType": ${choiceSnippet(FILE_TYPE, 2)},\n    "compressionType": ${choiceSnippet(COMPRESSION_TYPE, 3)},\n` +
    '    "convertToAmplitudeFunc": {\n      "event_type": "$4",\n      "user_id": "$5"$0\n    }\n  }\n}',
  settings: {
    config_name: CONFIG_NAME,
    converterConfig: CONFIG,
    keyValidatorConfig: KEY_VALIDATOR,
  },
};

/** The settings of each format that has some, under its name. */
function formatSettings(): Settings {
  return Object.fromEntries(
    FORMATS.flatMap(({ name, settings }: FormatDefinition) =>
      settings === undefined ? [] : [[name, formatSetting(settings)]],
    ),
  );
}

function formatSetting({ doc, snippet, keys }: NonNullable<FormatDefinition["settings"]>): ObjectSetting {
  return { kind: "object", extension: true, doc, snippet, settings: keys as Settings };
}

/** An object of settings, by the keys that lead to it from the root. */
export interface SettingsPlace {
  readonly path: readonly string[];
  readonly settings: Settings;
}

/** Every object of settings of a converter file, from the root inwards. */
export const SETTINGS_PLACES: readonly SettingsPlace[] = placesOf(CONVERTER, []);

function placesOf({ settings }: ObjectSetting, path: readonly string[]): readonly SettingsPlace[] {
  const inner = Object.entries(settings).flatMap(([key, setting]) =>
    setting.kind === "object" ? placesOf(setting, [...path, key]) : [],
  );
  return [{ path, settings }, ...inner];
}
