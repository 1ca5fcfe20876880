// The keys of a converter file around its function: what each means and takes, for completion and hover.

export interface Setting {
  readonly name: string;
  readonly doc: string;
  /** The values it can have, with a word on each. */
  readonly values?: readonly { readonly value: string; readonly doc: string }[];
  /** What completion puts behind the colon, as a snippet. */
  readonly snippet: string;
  readonly required?: true;
}

export type SettingsPlace = "file" | "config" | "csv" | "keyValidator";

const FUNCTION_SNIPPET = '{\n  "event_type": "$1",\n  "user_id": "$2"$0\n}';

export const SETTINGS: Readonly<Record<SettingsPlace, readonly Setting[]>> = {
  file: [
    {
      name: "config_name",
      doc: "Names of this configuration, as a list of strings; it may be left out.",
      snippet: '["$1"]',
    },
    {
      name: "converterConfig",
      doc: "How files are read and how a row becomes an event.",
      snippet: `{\n  "fileType": "\${1|json,csv,parquet|}",\n  "compressionType": "\${2|none,gzip|}",\n  "convertToAmplitudeFunc": {$0}\n}`,
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
      doc: "The format of the files. Left out: `json`, with a warning.",
      snippet: '"${1|json,csv,parquet|}"',
      values: [
        { value: "json", doc: "One JSON value a line." },
        { value: "csv", doc: "Comma-separated values; every cell is a string." },
        { value: "parquet", doc: "Apache Parquet." },
      ],
    },
    {
      name: "compressionType",
      doc: "How the files are compressed. Left out: `none`, with a warning.",
      snippet: '"${1|none,gzip|}"',
      values: [
        { value: "none", doc: "Not compressed." },
        { value: "gzip", doc: "gzip, with one member or several." },
        { value: "zstd", doc: "Zstandard (extension)." },
        { value: "brotli", doc: "Brotli (extension)." },
        { value: "deflate", doc: "zlib's deflate (extension)." },
        { value: "auto", doc: "By the first bytes of each file (extension)." },
      ],
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
    { name: "csv", doc: "How CSV files are written (extension).", snippet: '{ "delimiter": "${1:,}" }' },
  ],
  csv: [
    { name: "delimiter", doc: "The character between cells. Left out: a comma.", snippet: '"${1:,}"' },
    {
      name: "quote",
      doc: "The character around cells that hold delimiters or line breaks. Left out: the double quote.",
      snippet: '"${1:\\\\"}"',
    },
    {
      name: "escape",
      doc: "The character that makes a quote literal inside quotes. Left out: the quote itself.",
      snippet: '"$1"',
    },
    {
      name: "columns",
      doc: "Names of the columns. Left out: the first line of the file holds them.",
      snippet: '["$1"]',
    },
  ],
  keyValidator: [
    {
      name: "filterPattern",
      doc: "A regular expression in Java's syntax that the whole object key must match, with or without the source's prefix.",
      snippet: '"$1"',
    },
  ],
};

/** The setting of a name at a place. */
export function settingOf(place: SettingsPlace, name: string): Setting | undefined {
  return SETTINGS[place].find((setting) => setting.name === name);
}
