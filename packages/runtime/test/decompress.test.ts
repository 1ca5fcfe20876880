// Compressed bytes to plain ones: members, frames, what disagrees with the setting, what ends early, what grows too large.
import { randomBytes } from "node:crypto";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { decompress } from "@heddle/runtime";
import type { CompressionType } from "@heddle/compiler";
import { describe, expect, test } from "vitest";
import { chunks, rowsOf } from "./support/formats.ts";

const PACK: Readonly<Record<"gzip" | "zstd" | "brotli" | "deflate", (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gzipSync(bytes),
  zstd: (bytes) => zstdCompressSync(bytes),
  brotli: (bytes) => brotliCompressSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
};

async function unpack(
  bytes: Uint8Array,
  setting: CompressionType,
  size = 1000,
  maxBytes = 1e9,
  key = "k",
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of decompress(chunks(bytes, size), setting, { maxBytes, place: { bucket: "b", key } }))
    parts.push(part);
  return Buffer.concat(parts);
}

const text = Buffer.from('{"a":1}\n'.repeat(100));

test("zstd of very many small frames, among them empty and skippable ones, takes no decoder for each", async () => {
  const skipped = Buffer.from("502a4d1803000000616263", "hex");
  const small = [zstdCompressSync(Buffer.from("row\n")), zstdCompressSync(Buffer.alloc(0)), skipped];
  const frames = Buffer.concat(Array.from({ length: 3000 }, (_, i) => small[i % 3] ?? skipped));
  const usage = process.cpuUsage();
  expect((await unpack(frames, "zstd", 512 * 1024)).toString()).toBe("row\n".repeat(1000));
  // A decoder for each takes a third of a millisecond.
  expect(process.cpuUsage(usage).user / 1000).toBeLessThan(700);
  const bomb = zstdCompressSync(Buffer.alloc(20_000_000));
  await expect(unpack(Buffer.concat([...small, bomb]), "zstd", 512 * 1024, 5_000_000)).rejects.toMatchObject({
    code: "rows/too-large",
  });
});

test("gzip followed by a single byte that starts no other member", async () => {
  const packed = gzipSync(text);
  for (const size of [1, 1000]) {
    for (const stray of [0x0a, 0x41, 0xff])
      await expect(unpack(Buffer.concat([packed, Buffer.from([stray])]), "gzip", size)).rejects.toMatchObject({
        code: "rows/trailing-bytes",
      });
    const cut = Buffer.concat([packed, packed.subarray(0, 1)]);
    await expect(unpack(cut, "gzip", size)).rejects.toMatchObject({ code: "rows/truncated" });
  }
});

describe.each(Object.entries(PACK))("%s", (setting, pack) => {
  const kind = setting as keyof typeof PACK;

  test("comes back whole", async () => {
    const noise = Buffer.concat([randomBytes(700_000), text]);
    expect((await unpack(pack(noise), kind, 65_536)).equals(noise)).toBe(true);
    expect((await unpack(pack(Buffer.alloc(0)), kind)).length).toBe(0);
  });

  test("ends early at any byte: said, with the byte", async () => {
    const packed = pack(Buffer.from(`${text.toString()}${randomBytes(50).toString("hex")}`));
    for (let end = 1; end < packed.length; end += 1) {
      await expect(unpack(packed.subarray(0, end), kind, 16), `cut to ${end}`).rejects.toMatchObject({
        code: "rows/truncated",
        scope: "object",
        message: expect.stringContaining(`at byte ${end}`) as unknown,
      });
    }
  });

  test("followed by bytes that do not belong to it", async () => {
    const packed = pack(text);
    for (const size of [1, 7, 1000]) {
      for (const junk of ["junk", "\u001f\u008b\u0007junk", "\u0001\u0002"]) {
        await expect(unpack(Buffer.concat([packed, Buffer.from(junk, "latin1")]), kind, size)).rejects.toMatchObject({
          code: "rows/trailing-bytes",
        });
      }
    }
  });

  test("more than is allowed", async () => {
    await expect(unpack(pack(Buffer.alloc(1_000_000)), kind, 1000, 999_999)).rejects.toMatchObject({
      code: "rows/too-large",
    });
    expect((await unpack(pack(Buffer.alloc(1_000_000)), kind, 1000, 1_000_000)).length).toBe(1_000_000);
  });

  test("plain text under this setting is named", async () => {
    await expect(unpack(text, kind)).rejects.toMatchObject({
      code: `rows/not-${kind}`,
      message: `the compression is declared as "${kind}", but the object is plain text`,
      hint: 'set "compressionType" to "none", or to "auto" where files differ',
      place: { bucket: "b", key: "k" },
    });
  });

  test("found by its magic bytes", async () => {
    expect((await unpack(pack(text), "auto", 3, 1e9, "rows.json.br")).equals(text)).toBe(true);
  });
});

test.each([1, 2, 5, 1000])(
  "several members of gzip and frames of zstd, zeros between the members, in chunks of %i",
  async (size) => {
    const parts = [text, Buffer.from("x"), Buffer.alloc(0), randomBytes(3000)];
    const whole = Buffer.concat(parts);
    expect((await unpack(Buffer.concat(parts.map(PACK.gzip)), "gzip", size)).equals(whole)).toBe(true);
    expect((await unpack(Buffer.concat(parts.map(PACK.zstd)), "zstd", size)).equals(whole)).toBe(true);
    expect(
      (await unpack(Buffer.concat(parts.flatMap((part) => [gzipSync(part), Buffer.alloc(700)])), "gzip", size)).equals(
        whole,
      ),
    ).toBe(true);
  },
);

// Brotli and zstd (as Node writes it) carry no checksum: damage in their stored bytes cannot be seen.
test.each(["gzip", "deflate"] as const)("%s that is damaged in the middle", async (kind) => {
  const packed = PACK[kind](randomBytes(5000));
  packed.fill(0xff, 60, 90);
  await expect(unpack(packed, kind)).rejects.toMatchObject({ scope: "object", code: "rows/corrupt" });
});

test("raw deflate is told from zlib's", async () => {
  expect((await unpack(deflateRawSync(text), "deflate")).equals(text)).toBe(true);
});

test.each([
  ["gzip", gzipSync(text), "zstd", "rows/not-zstd", "starts like gzip"],
  ["zstd", zstdCompressSync(text), "gzip", "rows/not-gzip", "starts like zstd"],
  ["zlib", deflateSync(text), "gzip", "rows/not-gzip", "starts like deflate (zlib)"],
  ["gzip", gzipSync(text), "none", "rows/not-plain", "starts like gzip"],
  ["zstd", zstdCompressSync(text), "none", "rows/not-plain", "starts like zstd"],
  ["gzip", gzipSync(text), "brotli", "rows/not-brotli", "starts like gzip"],
  ["zip", Buffer.from("PK\u0003\u0004abc"), "auto", "rows/not-plain", "starts like zip"],
  ["Parquet", Buffer.from("PAR1\u0015\u0000abcdef"), "gzip", "rows/not-gzip", "starts like a Parquet file"],
] as const)("%s bytes under another setting", async (_what, bytes, setting, code, words) => {
  await expect(unpack(bytes, setting)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words) as unknown,
  });
});

test.each([
  ["PARENT_ID,USER_ID\n7,user-1\n", "none"],
  ["PAR1,PAR2\n1,2\n", "auto"],
  ["BZh_code,ORC\n1,2\n", "none"],
  ["ORC,x\n", "auto"],
  ["GIF89a,PK,%PDF-1.4\n", "auto"],
] as const)("text that starts like magic bytes passes: %j", async (content, setting) => {
  expect((await unpack(Buffer.from(content), setting)).toString()).toBe(content);
  await expect(rowsOf("json", content)).resolves.toHaveLength(content.trim().split("\n").length);
});

test.each([
  ["LZ4", "04224d186440a7808182", "starts like LZ4"],
  ["Snappy", "ff060000734e61507059", "starts like Snappy in frames"],
  ["ORC", "4f524311000a0612040801", "starts like an ORC file"],
  ["Avro", "4f626a0104146176726f", "starts like an Avro file"],
  ["zlib", deflateSync(text).toString("hex"), "starts like deflate (zlib)"],
  ["SQLite", Buffer.from("SQLite format 3\0").toString("hex"), "starts like an SQLite database"],
  ["PNG", "89504e470d0a1a0a0000", "starts like a PNG image"],
  ["a pickle", "80049528000000", "starts like a Python pickle"],
  ["zeros", "00".repeat(40), "is binary data of no known format"],
  ["brotli", brotliCompressSync(randomBytes(400)).toString("hex"), "is binary data of no known format"],
])("%s under none and auto is no text, and named", async (_what, hex, words) => {
  const bytes = Buffer.from(hex, "hex");
  for (const fileType of ["json", "csv"] as const) {
    await expect(rowsOf(fileType, bytes)).rejects.toMatchObject({
      code: "rows/not-text",
      message: expect.stringContaining(words) as unknown,
    });
  }
});

test.each(["utf16le", "utf16be"] as const)("%s without a mark is named", async (encoding) => {
  for (const content of ['{"user":"user-1"}\n', "u10001,view\nu10002,buy\n", "名前,値\n東京,1\n"]) {
    const bytes = Buffer.from(content, "utf16le");
    if (encoding === "utf16be") bytes.swap16();
    await expect(rowsOf("csv", bytes), content).rejects.toMatchObject({ code: "rows/utf-16" });
    await expect(rowsOf("json", bytes), content).rejects.toMatchObject({ code: "rows/utf-16" });
  }
});

test("text with odd bytes is text: Latin-1, U+0000, the delimiters of Hive", async () => {
  expect(await rowsOf("csv", Buffer.from("a,b\ncaf\xe9,1\n", "latin1"))).toHaveLength(1);
  expect(await rowsOf("csv", "a,b\nx\u0000y,1\n")).toHaveLength(1);
  const csv = { delimiter: "\u0001", quote: "", escape: "" };
  expect(await rowsOf("csv", "a\u0001b\nx\u00011\n", { csv })).toMatchObject([{ value: { a: "x", b: "1" } }]);
});

describe("zstd", () => {
  /** A frame of one raw block with the given window, as zstd --long=LOG writes. */
  const frame = (log: number, descriptor = 0, id: readonly number[] = []): Buffer =>
    Buffer.concat([
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, descriptor, (log - 10) << 3, ...id, (8 << 3) | 1, 0, 0]),
      Buffer.from('{"a":1}\n'),
    ]);

  test.each([27, 28])("a window of 2^%i bytes is read", async (log) => {
    expect((await unpack(frame(log), "zstd")).toString()).toBe('{"a":1}\n');
  });

  test.each([29, 30, 31])("a window of 2^%i bytes is too large, and said to be", async (log) => {
    await expect(unpack(frame(log), "zstd", 3)).rejects.toMatchObject({
      code: "rows/zstd-unsupported",
      message: `the zstd data needs a window of ${2 ** (log - 20)} MB (zstd --long=${log}); the limit is 256 MB`,
    });
  });

  test("a dictionary that is not there is named, also in a frame after others", async () => {
    const needs = frame(20, 1, [7]);
    for (const bytes of [needs, Buffer.concat([frame(20), needs])]) {
      await expect(unpack(bytes, "zstd")).rejects.toMatchObject({
        code: "rows/zstd-unsupported",
        message: "the zstd data needs the dictionary that it was compressed with",
      });
    }
  });
});

test("an object without bytes has no plain bytes under any setting", async () => {
  for (const setting of ["none", "gzip", "zstd", "brotli", "deflate", "auto"] as const)
    expect((await unpack(Buffer.alloc(0), setting)).length).toBe(0);
});

test("plain text passes auto and none as it is", async () => {
  expect((await unpack(text, "auto")).equals(text)).toBe(true);
  expect((await unpack(text, "none")).equals(text)).toBe(true);
});

test("the input is read no further than the reader keeps up, and closed when he stops", async () => {
  let pulled = 0;
  let isClosed = false;
  const packed = gzipSync(randomBytes(30_000_000));
  const input = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of chunks(packed, 65_536)) {
        pulled += chunk.length;
        yield chunk;
      }
    } finally {
      isClosed = true;
    }
  };
  for await (const part of decompress(input(), "gzip", { maxBytes: 1e9, place: {} })) {
    expect(part.length).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    break;
  }
  expect(pulled).toBeLessThan(5_000_000);
  expect(isClosed).toBe(true);
});

test("an error of the input comes through as it is", async () => {
  const broken = new Error("connection lost");
  const input = async function* (): AsyncGenerator<Uint8Array> {
    yield gzipSync(text).subarray(0, 20);
    throw broken;
  };
  const reading = (async () => {
    for await (const part of decompress(input(), "gzip", { maxBytes: 1e9, place: {} })) expect(part).toBeDefined();
  })();
  await expect(reading).rejects.toBe(broken);
});

test("a signal that is aborted ends it", async () => {
  const stop = new AbortController();
  const reading = (async () => {
    for await (const part of decompress(chunks(gzipSync(randomBytes(3_000_000)), 1000), "gzip", {
      maxBytes: 1e9,
      place: {},
      signal: stop.signal,
    })) {
      expect(part.length).toBeGreaterThan(0);
      stop.abort(new Error("enough"));
    }
  })();
  await expect(reading).rejects.toThrow("enough");
});
