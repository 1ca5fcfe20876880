import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineBytes } from "../src/7-deliver/line-bytes.ts";

describe("lineBytes", () => {
  it("takes what was added, whatever the size", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 30 })), fc.nat({ max: 64 }), (lines, size) => {
        const bytes = lineBytes(size);
        for (const line of lines) bytes.add(line);
        expect(Buffer.from(bytes.take()).toString()).toBe(Buffer.from(lines.map((line) => `${line}\n`).join("")).toString());
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
