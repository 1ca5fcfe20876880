// pnpm new sink NAME: a sink that writes a file for each object, and its test.
import type { ScaffoldKind } from "./kind.ts";

export const kind: ScaffoldKind = {
  doc: "a sink, to which jobs deliver events",
  name: /^[a-z][a-z0-9]*$/,
  exampleName: "folders",
  scaffold: (name) => ({
    files: {
      [`packages/runtime/src/7-deliver/${name}/definition.ts`]: definition(name),
      [`packages/runtime/src/7-deliver/${name}/${name}-sink.ts`]: sink(name),
      [`packages/runtime/test/${name}-sink.test.ts`]: test(name),
    },
    tests: [`packages/runtime/test/${name}-sink.test.ts`, "packages/runtime/test/sink-definitions.test.ts"],
    next: [
      "packages/runtime/src/7-deliver/define-sink.ts explains every part of a definition,",
      "packages/runtime/src/contracts/sink.ts what a job expects of a sink: all events of an object, or none.",
    ],
  }),
};

function definition(name: string): string {
  return `// The ${name} sink, as source files name it.
import { DATA_TYPE_NAMES, STRATEGY_NAMES } from "@heddle/compiler/language";
import { defineSink } from "../define-sink.ts";
import { requireWritable } from "../writable-folder.ts";
import { ${name}Sink } from "./${name}-sink.ts";

export const ${name} = defineSink({
  type: "${name}",
  doc: "FILL IN: what it delivers to, in a sentence.",
  settings: {
    directory: { kind: "string", required: true, minLength: 1, path: true, doc: "FILL IN: what this setting is for." },
  },
  deduplicates: false,
  carries: { dataTypes: DATA_TYPE_NAMES, strategies: STRATEGY_NAMES },

  create: ({ directory }) => ${name}Sink(directory),

  async check({ directory }) {
    await requireWritable(directory, "sink.directory");
    return { outcome: "ok", message: \`FILL IN: \${directory} can be written to\` };
  },

  policy: () => undefined,
});
`;
}

function sink(name: string): string {
  return `// The ${name} sink: FILL IN how the events of an object become visible all at once, and again after a crash.
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sink } from "../../contracts/sink.ts";
import { outputName } from "../names.ts";
import { rejectedLine } from "../rejected-line.ts";

/** FILL IN: where events go. Lines are kept until the commit, so this is for small objects only. */
export function ${name}Sink(directory: string): Sink {
  return {
    async open(object) {
      const events: string[] = [];
      const rejected: string[] = [];
      return {
        write: async (deliveries) => void events.push(...deliveries.map(({ json }) => json)),
        reject: async (rows) => void rejected.push(...rows.map(rejectedLine)),
        async commit() {
          const name = outputName(object);
          const outputs = [
            { file: join(directory, \`\${name}.ndjson\`), lines: events },
            { file: join(directory, \`\${name}.set-aside.ndjson\`), lines: rejected },
          ].filter(({ lines }) => lines.length > 0);
          await mkdir(directory, { recursive: true });
          let bytes = 0;
          for (const { file, lines } of outputs) bytes += await writeLines(file, lines);
          return { events: events.length, rejected: rejected.length, bytes, files: outputs.map(({ file }) => file) };
        },
        abort: async () => {},
      };
    },
  };
}

/** Replaces the file as a whole; resolves with its length in bytes. */
async function writeLines(file: string, lines: readonly string[]): Promise<number> {
  const text = Buffer.from(lines.map((line) => \`\${line}\\n\`).join(""));
  await writeFile(\`\${file}.part\`, text);
  await rename(\`\${file}.part\`, file);
  return text.length;
}
`;
}

function test(name: string): string {
  return `// The ${name} sink: all events of an object or none, each once however often it is delivered.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ${name}Sink } from "../src/7-deliver/${name}/${name}-sink.ts";
import { testFolder } from "./support/folder.ts";

const object = { bucket: "b", key: "a/b.json", etag: '"e"', size: 1, lastModified: 0 };
const event = { row: 0, event: { n: 1 }, json: '{"n":1}' };
const rejected = { bucket: "b", key: "a/b.json", row: 1, rule: "row/not-json", message: "not JSON", raw: "{" };

describe("the ${name} sink", () => {
  it("FILL IN: shows nothing before the commit, and each event once after it", async () => {
    const directory = testFolder();
    for (let delivery = 0; delivery < 2; delivery += 1) {
      const writer = await ${name}Sink(directory).open(object);
      await writer.write([event]);
      await writer.reject([rejected]);
      expect(readdirSync(directory)).toHaveLength(delivery * 2);
      const { events, rejected: kept, files } = await writer.commit();
      expect({ events, kept }).toEqual({ events: 1, kept: 1 });
      expect(files.map((file) => readFileSync(file, "utf8").trim())).toEqual([
        event.json,
        expect.stringContaining('"rule":"row/not-json"') as string,
      ]);
    }
  });

  it("leaves nothing of what is aborted", async () => {
    const directory = testFolder();
    const writer = await ${name}Sink(directory).open(object);
    await writer.write([event]);
    await writer.abort();
    expect(readdirSync(directory)).toEqual([]);
  });
});
`;
}
