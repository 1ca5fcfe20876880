// A converter's name and a file to mapped rows on standard output: the program one would write by hand, without any checks.
import { createReadStream } from "node:fs";
import { once } from "node:events";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { HAND_WRITTEN } from "./hand-written.ts";

const [name = "", path = ""] = process.argv.slice(2);
const map = HAND_WRITTEN[name];
if (map === undefined) throw new Error(`no hand-written mapper "${name}"`);
const file = createReadStream(path, { highWaterMark: 256 * 1024 });
const unpacked = path.endsWith(".gz")
  ? file.pipe(createGunzip({ chunkSize: 256 * 1024 }))
  : path.endsWith(".zst")
    ? file.pipe(createZstdDecompress({ chunkSize: 256 * 1024 }))
    : file;
let rest = "";
let text = "";
for await (const chunk of unpacked.setEncoding("utf8")) {
  const lines = (rest + String(chunk)).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) text += `${JSON.stringify(map(JSON.parse(line)))}\n`;
  if (text.length < 64 * 1024) continue;
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
  text = "";
}
if (rest !== "") text += `${JSON.stringify(map(JSON.parse(rest)))}\n`;
process.stdout.write(text);
