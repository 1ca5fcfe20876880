// CSV, with settings for the characters between and around cells.
import { always, DICT, maybe, STRING } from "../operators/kinds.ts";
import { defineFormat } from "./define.ts";
import type { StringSetting } from "../settings/setting.ts";

export interface CsvSettings {
  /** One character; "," unless set. */
  readonly delimiter: string;
  /** Empty: nothing is quoted. */
  readonly quote: string;
  /** The character that makes a quote literal inside quotes; the quote itself unless set. */
  readonly escape: string;
  /** Column names; absent: the first line of the file holds them. */
  readonly columns?: readonly string[];
}

const character = {
  kind: "string",
  minLength: 1,
  maxLength: 1,
  pattern: "^[^\\r\\n]",
  form: "a single character that is not a line break",
} as const satisfies Partial<StringSetting>;

export const csv = defineFormat({
  name: "csv",
  title: "CSV",
  doc: "Comma-separated values; every cell is a string.",
  extensions: [".csv"],
  rawRow: "the record as it is in the file",
  settings: {
    doc: "How CSV files are read.",
    snippet: '{ "delimiter": "${1:,}" }',
    keys: {
      delimiter: { ...character, default: ",", snippet: '"${1:,}"', doc: "The character between cells." },
      quote: {
        ...character,
        minLength: 0,
        pattern: "^[^\\r\\n]*$",
        form: 'a single character that is not a line break, or "" to switch quotes off',
        default: '"',
        snippet: '"${1:\\\\"}"',
        doc: 'The character around a cell that contains delimiters or line breaks; "" switches quotes off.',
      },
      escape: {
        ...character,
        otherwise: "the quote itself",
        snippet: '"$1"',
        doc: "The character that escapes a quote inside quotes, and a delimiter or line end outside.",
      },
      columns: {
        kind: "list",
        items: { kind: "string", doc: "A name." },
        minItems: 1,
        uniqueItems: true,
        form: "a list of column names",
        otherwise: "those in the first line of the file",
        snippet: '["$1"]',
        doc: "Names of the columns.",
      },
    },
    complete: ({ delimiter = ",", quote = '"', escape = quote, columns }: Partial<CsvSettings>): CsvSettings => ({
      delimiter,
      quote,
      escape,
      ...(columns && { columns }),
    }),
    // A tab is often written as its escape in a shell or in Java.
    instead: (text) => (/^\\*t(?:ab)?$/i.test(text) ? "\t" : undefined),
    conflict: ({ delimiter, quote, escape }) =>
      delimiter === quote || delimiter === escape
        ? {
            keys: ["delimiter", "quote", "escape"],
            form: "another character: `delimiter` has to differ from `quote` and `escape`",
          }
        : undefined,
  },
  rowType({ columns }) {
    // A missing trailing cell has no value.
    const cell = maybe(STRING);
    return columns === undefined
      ? { ...always(DICT), values: cell }
      : { ...always(DICT), keys: new Map(columns.map((column) => [column, cell])) };
  },
});
