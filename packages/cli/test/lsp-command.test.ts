// The samples that `heddle lsp` finds and reads: which file, in which format, and what of it cannot be read.
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { createCompiler } from "@heddle/compiler";
import { describeKinds } from "@heddle/compiler/language";
import { openDocument, preview, type Sample } from "@heddle/lsp";
import { expect, it } from "vitest";
import { createHost } from "../src/commands/lsp/host.ts";
import { converter, folderWith } from "./support/heddle.ts";

const host = createHost("0");
const parquet = readFileSync(new URL("../../../fixtures/formats/events.parquet", import.meta.url));

/** The sample of `orders.converter.json` in a folder with these files. */
async function load(
  files: Readonly<Record<string, string | Uint8Array>>,
  { text = converter(), file, folders = [] }: { text?: string; file?: string; folders?: readonly string[] } = {},
) {
  const folder = folderWith({ ...files, "orders.converter.json": text });
  const found = await host.loadSample?.({
    converter: pathToFileURL(join(folder, "orders.converter.json")).href,
    text,
    folders,
    ...(file !== undefined && { file }),
  });
  return (
    found && {
      ...found,
      kinds: Object.fromEntries(
        [...(found.sample.type.keys ?? [])].map(([key, { kinds, share }]) => [key, `${describeKinds(kinds)} ${share}`]),
      ),
    }
  );
}

it("reads JSON lines, and counts what is no JSON", async () => {
  const found = await load({ "orders.sample.jsonl": '{"id":12345678901234567890}\nid\n{"id":7,"x":null}\n{\n' });
  expect(found?.kinds).toEqual({ id: "integer 1", x: "null 0.5" });
  expect(found?.sample).toMatchObject({
    name: "orders.sample.jsonl",
    rows: [{ id: 12345678901234567890n }, { id: 7, x: null }],
    rowCount: 2,
    unread: { count: 2, first: expect.stringContaining("not JSON at column 1") as string },
  });
});

it.each([
  ["a list over several lines", { "orders.sample.json": '[\n  {"a": 1},\n  {"a": 2}\n]\n' }, { a: "integer 1" }, 2],
  ["a single row", { "orders.sample.json": '{\n  "a": 1\n}\n' }, { a: "integer 1" }, 1],
  [
    "lines under the name of JSON",
    { "orders.sample.json": '{"a":1}\n{"a":2}\n{"a":"x"}\n' },
    { a: "string or integer 1" },
    3,
  ],
  [
    "compressed lines",
    { "orders.sample.jsonl.gz": gzipSync('{"a":1}\n{"b":2}\n') },
    { a: "integer 0.5", b: "integer 0.5" },
    2,
  ],
  ["CSV", { "orders.sample.csv": "a,b\n1,2\n3,4\n" }, { a: "string 1", b: "string 1" }, 2],
  ["nothing", { "orders.sample.jsonl": "" }, {}, 0],
] as const)("reads %s", async (_what, files, kinds, rowCount) => {
  const found = await load(files);
  expect(found?.kinds).toEqual(kinds);
  expect(found?.sample.rowCount).toBe(rowCount);
  expect(found?.sample.unread).toBeUndefined();
});

it("reads CSV as the converter says", async () => {
  const text =
    '{"converterConfig":{"fileType":"csv","compressionType":"none","csv":{"delimiter":";","columns":["k","v"]},"convertToAmplitudeFunc":{"user_id":"k"}}}';
  expect((await load({ "orders.sample.csv": "1;2\n3;4\n" }, { text }))?.sample.rows).toEqual([
    { k: "1", v: "2" },
    { k: "3", v: "4" },
  ]);
});

it("reads Parquet with exact integers", async () => {
  const found = await load({ "orders.sample.parquet": parquet });
  expect(found?.sample.rowCount).toBe(40);
  expect(found?.sample.rows[0]).toMatchObject({ id: 1152921504606846976n });
});

it("takes the file that the settings name, from the converter's folder, and says that it is not there", async () => {
  expect((await load({ "rows.csv": "a\n1\n", "orders.sample.csv": "b\n1\n" }, { file: "rows.csv" }))?.kinds).toEqual({
    a: "string 1",
  });
  await expect(load({}, { file: "rows.csv" })).rejects.toThrow("no such file");
});

it("finds none where there is none", async () => {
  expect(await load({ "other.sample.csv": "a\n1\n" })).toBeUndefined();
  expect(await host.loadSample?.({ converter: "untitled:Untitled-1", text: "", folders: [] })).toBeUndefined();
});

it("shows in the preview that an event lost its time", async () => {
  const text = converter({}, { event_type: "t", user_id: "u", time: ["iso_time_to_ms", "at"] });
  const found = await load({ "orders.sample.jsonl": '{"t":"x","u":"user-1","at":"soon"}\n' }, { text });
  const document = openDocument(createCompiler(), { text, kind: "converter", sample: found?.sample as Sample });
  const [first] = preview(document, 1, (await host.loadValidator?.())?.(undefined)) ?? [];
  expect(first?.outcome).toMatchObject({
    kind: "event",
    changes: [{ rule: "event/time-lost", message: `iso_time_to_ms can't read "soon", so the event has no time` }],
  });
});

it("reads the tests beside a converter, and holds their rows to the rules of their data type", async () => {
  const folder = folderWith({ "a.converter.json": "{}", "a.test.json": '{"cases": []}', "b.json": "{}" });
  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
  expect(await host.loadTests?.(uriOf("a.converter.json"))).toEqual({
    uri: uriOf("a.test.json"),
    text: '{"cases": []}',
  });
  expect(await host.loadTests?.(uriOf("b.json"))).toBeUndefined();
  expect(await host.loadTests?.("untitled:a.converter.json")).toBeUndefined();
  const validatorFor = await host.loadValidator?.();
  expect(
    validatorFor?.(undefined, { dataType: "profiles" })({ user_id: "user-1", mutation_type: "INSERT", size: 3 }, 0),
  ).toMatchObject({ kind: "event", event: { size: 3 } });
  expect(validatorFor?.(undefined)({ user_id: "user-1", mutation_type: "INSERT" }, 0)).toMatchObject({
    rule: "event/no-event-type",
  });
});

it("reads no sample outside of the workspace, wherever a setting or a link leads", async () => {
  const outside = folderWith({ "secret.csv": "a\n1\n" });
  const refused = {
    uri: expect.stringContaining("file:") as string,
    message: "it is not in a folder of the workspace",
  };
  const inside = { "orders.sample.csv": "a\n1\n" };
  await expect(load(inside, { file: join(outside, "secret.csv") })).rejects.toMatchObject(refused);
  await expect(load(inside, { folders: [pathToFileURL(outside).href] })).rejects.toMatchObject(refused);
  const above = pathToFileURL(join(outside, "..")).href;
  expect((await load(inside, { folders: [above] }))?.kinds).toEqual({ a: "string 1" });
  expect((await load(inside, { file: join(outside, "secret.csv"), folders: [above] }))?.kinds).toEqual({
    a: "string 1",
  });
  const folder = folderWith({ "orders.converter.json": converter() });
  symlinkSync(join(outside, "secret.csv"), join(folder, "orders.sample.csv"));
  const request = {
    converter: pathToFileURL(join(folder, "orders.converter.json")).href,
    text: converter(),
    folders: [pathToFileURL(folder).href],
  };
  await expect(host.loadSample?.(request)).rejects.toMatchObject(refused);
});
