// Writes the small files under fixtures/formats, with what reading them must give, as far as a generator can know it.
import { mkdirSync, writeFileSync } from "node:fs";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";

const folder = new URL("../../fixtures/formats/", import.meta.url);
mkdirSync(folder, { recursive: true });
const write = (name: string, bytes: string | Uint8Array): void => writeFileSync(new URL(name, folder), bytes);

const JSON_LINES =
  '\ufeff{"id":1,"name":"Zoë","at":"2024-05-01T10:00:00Z"}\r\n' +
  "\n   \t\r\n" +
  '{"id":12345678901234567890,"name":"東京 🗼","nested":{"list":[1,2.5,null,true],"__proto__":"own"}}\n' +
  '{"id":3,"name":}\n' +
  '[1,2,3]\n"text"\nnull\n' +
  '{"id":4,"text":"a\\nb\\u00e9"}';
write("lines.json", JSON_LINES);
write(
  "lines-bad-utf8.json",
  Buffer.concat([Buffer.from('{"id":1}\n{"name":"a'), Buffer.from([0xff, 0xe2, 0x82]), Buffer.from('"}\n{"id":2}\n')]),
);

const CSV =
  "\ufeffid,name,,name,note\r\n" +
  '1,Zoë,x,y,"said ""hi"", left"\r\n' +
  "\r\n" +
  '2,"東京, 🗼",,,"first line\r\nsecond line"\r\n' +
  "3,short\r\n" +
  "4,a,b,c,d,one too many\r\n" +
  "5,a,b,c,d,,\r\n" +
  '6,"torn"x,b,c,d\r\n' +
  '7,6" pipe,b,c,"d"\r\n' +
  '8,"never closed,b,c,d\r\n' +
  "9,a,b,c,last";
write("rows.csv", CSV);
write("rows-cr.csv", 'a,b\r1,"x\ry"\r2,z\r');
write("rows-semicolon.csv", "a;b;c\n1;'it\\'s; fine';3\n4;'back\\\\slash';6\n7;'two\nlines';9\n");
write("rows-wide-delimiter.csv", "a¦b¦c\n1¦§q¦q§¦3\n4¦§§§5§¦6");

const plain = Buffer.from(JSON_LINES);
const half = plain.indexOf("\n", plain.length / 2) - 7;
const parts = [plain.subarray(0, half), plain.subarray(half)];
write("lines.json.gz", gzipSync(plain));
write("lines-members.json.gz", Buffer.concat([...parts.map((part) => gzipSync(part)), gzipSync("")]));
write("lines-padded.json.gz", Buffer.concat(parts.flatMap((part) => [gzipSync(part), Buffer.alloc(5)])));
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
write("lines-frames.json.zst", Buffer.concat([skippable, ...parts.map((part) => zstdCompressSync(part)), skippable]));
write("lines.json.br", brotliCompressSync(plain));
write("lines.json.deflate", deflateSync(plain));
write("lines.json.deflate-raw", deflateRawSync(plain));

const events = Array.from({ length: 40 }, (_, i) => ({
  id: BigInt(i) + (i % 10 === 0 ? 2n ** 60n : 0n),
  name: i % 7 === 0 ? null : `name ${i} é`,
  at: new Date(1.7e12 + i * 1001),
  score: i / 4,
  flag: i % 3 === 0,
  tags: i % 5 === 0 ? null : Array.from({ length: i % 4 }, (__, k) => `tag ${k}`),
}));
write(
  "events.parquet",
  Buffer.from(
    parquetWriteBuffer({
      rowGroupSize: 16,
      schema: [
        { name: "root", num_children: 6 },
        { name: "id", type: "INT64", repetition_type: "REQUIRED" },
        { name: "name", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
        { name: "at", type: "INT64", converted_type: "TIMESTAMP_MILLIS", repetition_type: "OPTIONAL" },
        { name: "score", type: "DOUBLE", repetition_type: "OPTIONAL" },
        { name: "flag", type: "BOOLEAN", repetition_type: "OPTIONAL" },
        { name: "tags", converted_type: "LIST", repetition_type: "OPTIONAL", num_children: 1 },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        { name: "element", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
      ],
      columnData: (["id", "name", "at", "score", "flag", "tags"] as const).map((name) => ({
        name,
        data: events.map((event) => event[name]),
      })),
    }),
  ),
);
