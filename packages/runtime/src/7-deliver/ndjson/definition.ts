// The sink that writes files, as source files know it.
import { DATA_TYPE_NAMES, STRATEGY_NAMES } from "@heddle/compiler/language";
import { COMPRESSION } from "../compression.ts";
import { defineSink } from "../define-sink.ts";
import { requireWritable } from "../writable-folder.ts";
import { ndjsonSink, ROTATE_AT } from "./ndjson-sink.ts";

export const ndjson = defineSink({
  type: "ndjson",
  doc: "Files of one event a line, in a folder for each object.",
  settings: {
    directory: {
      kind: "string",
      required: true,
      minLength: 1,
      path: true,
      pattern: "^(?!s3:)",
      form: "the path of a folder (the sink `s3` writes to a bucket)",
      doc: "The folder of the output.",
    },
    compression: COMPRESSION,
    rotateAt: {
      kind: "integer",
      minimum: 1,
      default: ROTATE_AT,
      unit: "bytes",
      doc: "A file that has grown past so much JSON is followed by another.",
    },
    rotateAfterSeconds: {
      kind: "integer",
      minimum: 1,
      unit: "seconds",
      otherwise: "never",
      doc: "A file that has been written to for so long is followed by another.",
    },
    shared: {
      kind: "boolean",
      default: false,
      doc: "Whether all machines that work on the ledger share the folder, as over NFS or EFS. A ledger in PostgreSQL asks for it.",
    },
  },
  deduplicates: false,
  oneMachine: {
    unless: "shared",
    reason:
      "A machine that goes on with another's object can't replace the files in that one's folder, and events would be delivered twice. Use the sink `s3`, or a folder that all machines share.",
  },
  carries: { dataTypes: DATA_TYPE_NAMES, strategies: STRATEGY_NAMES },

  portions: ({ rotateAt }, { bytes }) => ({ noun: "file", count: Math.ceil(bytes / rotateAt) }),

  create: ({ directory, compression, rotateAt, rotateAfterSeconds }) =>
    ndjsonSink({
      directory,
      compression,
      rotateAt,
      ...(rotateAfterSeconds === undefined ? {} : { rotateAfterMs: rotateAfterSeconds * 1000 }),
    }),

  async check({ directory }) {
    await requireWritable(directory, "sink.directory");
    return { outcome: "ok", message: `files can be written to ${directory}` };
  },

  policy: () => undefined,
});
