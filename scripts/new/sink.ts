// pnpm new sink NAME: a sink that writes a file for each object, and how the contract of sinks looks at it.
import type { ScaffoldKind } from "./kind.ts";

export const kind: ScaffoldKind = {
  doc: "a sink, to which jobs deliver events",
  name: /^[a-z][a-z0-9]*$/,
  exampleName: "folders",
  scaffold: (name) => ({
    files: {
      [`packages/runtime/src/7-deliver/${name}/definition.ts`]: definition(name),
      [`packages/runtime/src/7-deliver/${name}/${name}-sink.ts`]: sink(name),
      [`packages/runtime/test/sinks/${name}.ts`]: test(name),
    },
    tests: ["packages/runtime/test/sinks.test.ts", "packages/runtime/test/sink-definitions.test.ts"],
    next: [
      "packages/runtime/src/7-deliver/define-sink.ts explains every part of a definition,",
      "packages/runtime/src/contracts/sink.ts what a job expects of a sink: all events of an object, or none,",
      "packages/runtime/test/contracts/sink-contract.ts tests it.",
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

  portions: (_settings, { events }) => ({ noun: "file", count: Math.min(1, events) }),

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
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sink, SinkContext } from "../../contracts/sink.ts";
import { outputName } from "../names.ts";
import { rejectedLine } from "../rejected-line.ts";

/** FILL IN: where events go. Lines are kept until the commit, so this is for small objects only. */
export function ${name}Sink(directory: string): Sink {
  return {
    async open(object, { earlierEtags = [], fencing }: Partial<Pick<SinkContext, "earlierEtags" | "fencing">> = {}) {
      const events: string[] = [];
      const rejected: string[] = [];
      const fileOf = (kind: "events" | "set-aside", etag: string): string =>
        join(directory, \`\${outputName({ ...object, etag })}.\${kind}.ndjson\`);
      return {
        write: async (deliveries) => void events.push(...deliveries.map(({ json }) => json)),
        reject: async (rows) => void rejected.push(...rows.map(rejectedLine)),
        async commit() {
          await mkdir(directory, { recursive: true });
          // FILL IN: a write that the destination refuses once another worker has the object is safer than to ask.
          await fencing?.confirm();
          for (const etag of [object.etag, ...earlierEtags])
            for (const kind of ["events", "set-aside"] as const) await rm(fileOf(kind, etag), { force: true });
          const outputs = [
            { file: fileOf("events", object.etag), lines: events },
            { file: fileOf("set-aside", object.etag), lines: rejected },
          ].filter(({ lines }) => lines.length > 0);
          let bytes = 0;
          for (const { file, lines } of outputs) bytes += await writeLines(file, lines);
          return { events: events.length, rejected: rejected.length, bytes, files: outputs.map(({ file }) => file) };
        },
        abort: async () => {},
      };
    },
  };
}

/** Writes the file as a whole; resolves with its length in bytes. */
async function writeLines(file: string, lines: readonly string[]): Promise<number> {
  const text = Buffer.from(lines.map((line) => \`\${line}\\n\`).join(""));
  await writeFile(\`\${file}.part\`, text);
  await rename(\`\${file}.part\`, file);
  return text.length;
}
`;
}

function test(name: string): string {
  return `// The ${name} sink under test: a folder that the contract of sinks can look into. FILL IN: its destination.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSink } from "../../src/7-deliver/create-sink.ts";
import type { SinkToTest } from "../contracts/sink-contract.ts";
import { testFolder } from "../support/folder.ts";
import { sourceWith } from "../support/source-config.ts";

export function toTest(): SinkToTest {
  return {
    isTransactional: true,
    async make() {
      const directory = testFolder();
      const files = (end: string): string[] => readdirSync(directory).filter((file) => file.endsWith(end));
      const lines = (end: string): string[] =>
        files(end).flatMap((file) => readFileSync(join(directory, file), "utf8").trimEnd().split("\\n"));
      return {
        sink: createSink(sourceWith({ sink: { type: "${name}", directory } })),
        events: async () => lines(".events.ndjson"),
        rejected: async () => lines(".set-aside.ndjson"),
        unfinished: async () => files(".part").length,
      };
    },
  };
}
`;
}
