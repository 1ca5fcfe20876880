import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineBytes } from "../src/7-deliver/line-bytes.ts";

describe("lineBytes", () => {
  it("takes what was added, whatever the size", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 30 })), fc.nat({ max: 64 }), (lines, size) => {
        const bytes = lineBytes(size);
        for (const line of lines) bytes.add(line);
        expect(Buffer.from(bytes.take()).toString()).toBe(
          Buffer.from(lines.map((line) => `${line}\n`).join("")).toString(),
        );
        expect(bytes.length).toBe(0);
      }),
    );
  });

  it("never writes again to bytes that were taken", () => {
    const bytes = lineBytes(16);
    bytes.add("first");
    const taken = bytes.take();
    bytes.add("other");
    expect(Buffer.from(taken).toString()).toBe("first\n");
  });
});

it("copies lines that are bytes already in between, into spare memory as long as it is large enough", () => {
  const spare = new ArrayBuffer(16);
  const lines = lineBytes(64, spare);
  const given = Buffer.from("b\n");
  lines.add("a");
  lines.addBytes(given);
  given.fill("x");
  expect(lines.length).toBe(4);
  const taken = lines.take();
  expect(taken.buffer).toBe(spare);
  expect(Buffer.from(taken).toString()).toBe("a\nb\n");
  const small = lineBytes(64, new ArrayBuffer(2));
  small.addBytes(Buffer.from("one\ntwo\n"));
  small.add("three \u00e9");
  expect(Buffer.from(small.take()).toString()).toBe("one\ntwo\nthree \u00e9\n");
});
