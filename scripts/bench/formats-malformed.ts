// CSV texts that break the rules to what each reader makes of them; prints a table, to show why the runtime reads CSV itself.
import { readRows, RowError } from "@heddle/runtime";
import { parse } from "csv-parse/sync";
import { inferSchema, initParser } from "udsv";

const CASES: readonly (readonly [string, string])[] = [
  ["missing trailing cell", "a,b,c\n1,2\n4,5,6\n"],
  ["one cell too many", "a,b\n1,2,3\n4,5\n"],
  ["quote inside a bare cell", 'a,b\n6" pipe,x\n4,5\n'],
  ["text after a closing quote", 'a,b\n"x"y,2\n4,5\n'],
  ["space before a quote", 'a,b\n "x,y",2\n4,5\n'],
  ["quote never closed", 'a,b\n"x,2\n4,5\n6,7\n'],
  ["duplicate and empty names", "a,,a\n1,2,3\n"],
  ["blank lines", "a,b\n\n1,2\n\n4,5\n"],
  ["mixed line ends", "a,b\r\n1,2\n4,5\r\n"],
  ["no last newline, CRLF in quotes", 'a,b\r\n"x\r\ny",2'],
];

async function heddle(text: string): Promise<unknown> {
  const rows: unknown[] = [];
  const bytes = (async function* () {
    yield Buffer.from(text);
  })();
  const settings = { fileType: "csv", csv: { delimiter: ",", quote: '"', escape: '"' } } as const;
  for await (const batch of readRows({ kind: "stream", bytes }, { settings, place: {} })) {
    for (let i = 0; i < batch.count; i += 1) {
      const row = batch.read(i);
      rows.push(row instanceof RowError ? row.code : row);
    }
  }
  return rows;
}

const READERS: readonly (readonly [string, (text: string) => unknown])[] = [
  ["heddle", heddle],
  ["csv-parse", (text) => parse(text, { columns: true })],
  [
    "csv-parse, relaxed",
    (text) => parse(text, { columns: true, relax_quotes: true, relax_column_count: true, skip_empty_lines: true }),
  ],
  [
    "udsv",
    (text) => {
      const parser = initParser(inferSchema(text));
      return parser.stringObjs(text);
    },
  ],
];

for (const [what, text] of CASES) {
  console.log(`\n${what}: ${JSON.stringify(text)}`);
  for (const [name, read] of READERS) {
    let shown: string;
    try {
      shown = JSON.stringify(await read(text));
    } catch (error) {
      shown = `throws: ${error instanceof Error ? error.message.split("\n", 1)[0] : String(error)}`;
    }
    console.log(`  ${name.padEnd(20)} ${shown.slice(0, 150)}`);
  }
}
