// A file of JSON lines to mapped rows on standard output, by the pass-through in JSONata.
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import jsonata from "jsonata";

const [converter = "", path = ""] = process.argv.slice(2);
const { converterConfig } = JSON.parse(readFileSync(converter, "utf8")) as {
  converterConfig: { convertToAmplitudeFunc: Record<string, string> };
};
const members = Object.entries(converterConfig.convertToAmplitudeFunc).map(
  ([key, source]) => `${JSON.stringify(key)}: ${source}`,
);
const expression = jsonata(`{ ${members.join(", ")} }`);
let text = "";
for await (const line of createInterface({ input: createReadStream(path) })) {
  text += `${JSON.stringify(await expression.evaluate(JSON.parse(line)))}\n`;
  if (text.length < 64 * 1024) continue;
  process.stdout.write(text);
  text = "";
}
process.stdout.write(text);
