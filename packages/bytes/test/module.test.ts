// The module's own answers against those of JavaScript: UTF-8, numbers, and the copies of its constants.
import { isUtf8 } from "node:buffer";
import { expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { seeded } from "../../runtime/test/support/random.ts";
import { INPUT, SLACK } from "../src/layout.gen.ts";
import { compileModule, instantiate } from "../src/module.ts";
import { MODULE as CHECKED } from "./checked-module.gen.ts";

const module = compileModule(CHECKED);
if (module === undefined) throw new Error("no module");
const instance = instantiate(module);
const { bytes, exports } = instance;

function put(text: Uint8Array): void {
  bytes.set(text, INPUT);
  bytes.fill(0, INPUT + text.length, INPUT + text.length + SLACK);
}

it("tells UTF-8 from other bytes as Node does", () => {
  const random = seeded(7);
  const int = (n: number): number => Math.floor(random() * n);
  const starts = [0x41, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0x80, 0xbf, 0xc1];
  for (let i = 0; i < 200_000; i += 1) {
    const text = new Uint8Array(1 + int(24)).fill(0x61);
    const at = int(text.length);
    text.set(
      [starts[int(starts.length)] ?? 0, 0x80 + int(0x40), 0x70 + int(0x60), 0x7f + int(0x44)].slice(
        0,
        text.length - at,
      ),
      at,
    );
    put(text);
    if ((exports.isUtf8(INPUT, INPUT + text.length) !== 0) !== isUtf8(text)) expect.fail(text.join(" "));
  }
});

/** Texts of numbers near the ones that JavaScript writes, and those themselves. */
function* numberTexts(count: number, seed: number): Generator<string> {
  const random = seeded(seed);
  const digits = (n: number): string => Array.from({ length: n }, () => Math.floor(random() * 10)).join("");
  const makers = [
    () => String(random()),
    () => String(random() * 360 - 180),
    () => String(random() * 10 ** Math.floor(random() * 22 - 6)),
    () => (random() * 10 ** Math.floor(random() * 8)).toFixed(Math.floor(random() * 20)),
    () => `${Math.floor(random() * 1e6)}.${digits(1 + Math.floor(random() * 16))}`,
    () => `0.${"0".repeat(Math.floor(random() * 8))}${digits(17)}`,
    () => String(2 ** Math.floor(random() * 60 - 10) * (1 + Math.floor(random() * 5) * 2 ** -52)),
    () => random().toPrecision(17),
    () => digits(1 + Math.floor(random() * 20)),
  ];
  for (let i = 0; i < count; i += 1) yield (makers[i % makers.length] as () => string)();
}

it("takes no number for canonical that JSON.stringify writes in another way", { tags: "numbers" }, () => {
  const { rounds, seed } = campaign("numbers");
  let canonical = 0;
  let found = 0;
  for (const text of numberTexts(rounds, seed)) {
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/.test(text)) continue;
    put(Buffer.from(text));
    const isInteger = /^-?\d+$/.test(text);
    const isSame = isInteger ? text !== "-0" : String(Number(text)) === text;
    const answer = exports.isCanonicalNumber(INPUT, text.length) !== 0;
    if (answer && !isSame) expect.fail(`${text} is written ${Number(text)}`);
    if (isSame) canonical += 1;
    if (answer) found += 1;
  }
  // What it does not find costs time, and is no mistake.
  expect(found / canonical).toBeGreaterThan(0.9);
});
