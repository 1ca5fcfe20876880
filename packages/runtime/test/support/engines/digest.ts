// From a seed and a number of rows to a digest of all that the fuzz of rows as bytes comes to, the same in every engine that runs it.
import { sha256 } from "@noble/hashes/sha2.js";
import type { MappedBatch } from "../../../src/contracts/mapped-batch.ts";
import { fuzzColumns, fuzzColumnsAnyhow } from "../fuzz-columns.ts";
import { fuzzLines } from "../fuzz-lines.ts";
import { fuzzRecords, fuzzRecordsAnyhow } from "../fuzz-records.ts";
import type { Share } from "../random-modes.ts";

export interface DigestTask {
  /** How many rows of each form, each by one of many converters, are mapped both ways. */
  readonly rounds: number;
  readonly seed: number;
  /** All unless set. */
  readonly forms?: readonly FormName[];
}

export interface FormDigest {
  readonly form: FormName;
  /** How many rows were mapped, each both ways. */
  readonly rows: number;
  readonly asBytes: number;
  /** SHA-256 of lines, counts, rejected rows and keys by bytes and by values, in order. */
  readonly digest: string;
}

/** Rows of each form; those of the last two go through random converters. */
const FORMS = {
  lines: fuzzLines,
  records: fuzzRecords,
  columns: fuzzColumns,
  "records, any converter": fuzzRecordsAnyhow,
  "columns, any converter": fuzzColumnsAnyhow,
};
export type FormName = keyof typeof FORMS;

/** @throws an error where bytes and values differ */
export async function digestFuzz(task: DigestTask): Promise<readonly FormDigest[]> {
  const { rounds, seed, forms = Object.keys(FORMS) as FormName[] } = task;
  const digests: FormDigest[] = [];
  for (const form of forms) {
    const hash = sha256.create();
    const shares: readonly Share[] = await FORMS[form](rounds, seed, (...ways) => {
      for (const way of ways) for (const part of partsOf(way)) hash.update(part);
    });
    const sum = (of: (share: Share) => number): number => shares.reduce((all, share) => all + of(share), 0);
    const digest = Buffer.from(hash.digest()).toString("hex");
    digests.push({ form, rows: sum(({ rows }) => rows), asBytes: sum(({ asBytes }) => asBytes), digest });
  }
  return digests;
}

const encoder = new TextEncoder();

/** All of a batch but the sample of its drift. */
function partsOf({ lines, keys, drift: _drift, events: _events, ...facts }: MappedBatch): readonly Uint8Array[] {
  if (lines === undefined) throw new Error("no lines");
  const { count, firstRow, rows, ends, bytes } = lines;
  const shown = { ...facts, count, firstRow, rows: [...rows], ends: [...ends] };
  return [encoder.encode(JSON.stringify(shown)), bytes, keys ?? new Uint8Array()];
}
