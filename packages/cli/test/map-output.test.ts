// Lines that `heddle map` writes while it maps the next rows: they are those of their rows, however long writing takes.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { localInputs } from "@heddle/runtime/local";
import { createMapState, mapFile } from "../src/map-file.ts";
import { loadMapping } from "../src/mapping.ts";
import { OutputClosed, type Terminal } from "../src/terminal.ts";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "heddle-map-output-"))));
afterAll(() => rmSync(folder, { recursive: true }));

const ROWS = 4_000;
const SETTINGS = { raw: true, inputHasPlace: false, now: 0, verify: false };

/** Rows that are as their events; `isOdd`: those that go by values. */
function linesOf(isOdd: (i: number) => boolean): readonly string[] {
  return Array.from({ length: ROWS }, (_, i) => {
    const text = `${i} ${"x".repeat(i % 2_000)}`;
    return isOdd(i) ? `{"a":"","a":"${text}"}\n` : `{"a":"${text}"}\n`;
  });
}

async function mapped(data: Uint8Array, send: NonNullable<Terminal["out"]["send"]>): Promise<string> {
  const [path, converter] = [join(folder, "rows"), join(folder, "converter.json")];
  writeFileSync(path, data);
  const config = { fileType: "json", compressionType: "auto", convertToAmplitudeFunc: { a: "a" } };
  writeFileSync(converter, JSON.stringify({ converterConfig: config }));
  let said = "";
  const err = { write: async (text: string | Uint8Array) => void (said += text.toString()) };
  const looks = { isTty: false, color: false, columns: 80 };
  const out = { ...looks, write: () => Promise.reject(new Error("not in turn")), send };
  const terminal: Terminal = { out, err: { ...looks, ...err }, input: process.stdin };
  const mapping = await loadMapping(converter, { dataType: undefined, strategy: undefined }, terminal);
  if (mapping === undefined) throw new Error(said);
  const state = createMapState(mapping, SETTINGS, terminal);
  for await (const file of localInputs(path)) await mapFile(file, state);
  return said;
}

it.each([
  ["none by values", () => false],
  ["some by values", (i: number) => i % 900 === 0],
  // After some batches no more are tried as bytes, until one of them is.
  ["many by values", (i: number) => i < 3_500],
] as const)("%s", async (_what, isOdd) => {
  const lines = linesOf(isOdd);
  const expected = lines.map((line) => line.replace('"a":"",', "")).join("");
  for (const data of [Buffer.from(lines.join("")), gzipSync(lines.join(""))]) {
    let written = "";
    let sends = 0;
    let open = 0;
    await mapped(data, async (bytes) => {
      open += 1;
      expect(open).toBe(1);
      sends += 1;
      // Until what is read and mapped meanwhile is there.
      for (let i = 0; i < 20; i += 1) await setImmediate();
      written += Buffer.from(bytes).toString();
      open -= 1;
    });
    expect(sends).toBeGreaterThan(2);
    expect(written === expected).toBe(true);
  }
});

it("stops once nobody reads, and says what else writing throws", async () => {
  const data = Buffer.from(linesOf(() => false).join(""));
  const failing = (error: Error) => mapped(data, () => Promise.reject(error));
  await expect(failing(new OutputClosed())).rejects.toBeInstanceOf(OutputClosed);
  expect(await failing(new Error("no room on the disk"))).toContain("no room on the disk");
});
