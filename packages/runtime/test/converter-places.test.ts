// Where a row that is set aside points to in the converter: the key that its rule speaks of, or the event as a whole.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { placesInConverter } from "../src/5-map/converter-places.ts";
import { keysOfRule, RULES } from "../src/codes/rules.ts";
import { composeJob } from "../src/compose/compose-job.ts";
import { runJob } from "../src/job/run-job.ts";
import { loadSource } from "../src/source/load-source.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { testFolder } from "./support/folder.ts";
import { useS3 } from "./support/s3.ts";

const converter = (mapping: string): string =>
  `{\n  "converterConfig": {\n    "fileType": "json", "compressionType": "none",\n    "convertToAmplitudeFunc": ${mapping}\n  }\n}\n`;

it("knows a key for every rule that sets rows aside, and for no other", () => {
  // A lost time sets its row aside where the source says so.
  for (const [code, { effect }] of Object.entries(RULES))
    expect(keysOfRule(code).length > 0, code).toBe(effect === "rejected" || code === "event/time-lost");
  expect(keysOfRule("constructor")).toEqual([]);
});

describe("placesInConverter", () => {
  const place = (mapping: string, rule: string): unknown => placesInConverter(converter(mapping))(rule);

  it.each([
    [
      "the member of a key",
      '{\n      "event_type": "name",\n      "user_id": "user", "time": "at" }',
      "event/bad-time",
      { line: 6, column: 26 },
    ],
    [
      "a key of a dict call",
      '["dict",\n      "event_type", "name", "device_id", "d"]',
      "event/no-id",
      { line: 5, column: 29 },
    ],
    [
      "a key of merged dicts",
      '["merge_dicts", { "event_type": "name" },\n      { "user_id": "user" }]',
      "event/no-id",
      { line: 5, column: 9 },
    ],
    [
      "the event, where no branch makes the key",
      '{ "event_type": "name", "user_id": "u" }',
      "user/no-properties",
      { line: 4, column: 31 },
    ],
    [
      "the operator that makes the event, where no branch makes the key",
      '["dict", "event_type", "name"]',
      "event/no-id",
      { line: 4, column: 32 },
    ],
  ])("names %s", (_, mapping, rule, expected) => {
    expect(place(mapping, rule)).toEqual(expected);
  });

  it.each([
    [
      "several branches make the key",
      '["ifelse", "a", { "event_type": "x", "time": "b" }, { "event_type": "y", "time": "c" }]',
      "event/bad-time",
    ],
    ["several branches lack the key", '["ifelse", "a", { "event_type": "x" }, { "event_type": "y" }]', "event/no-id"],
    ["the code is of another step", '{ "event_type": "name" }', "row/not-json"],
    ["the converter has errors", '["nonsense"]', "event/no-id"],
  ])("names none where %s", (_, mapping, rule) => {
    expect(place(mapping, rule)).toBeUndefined();
  });
});

describe("rows set aside", () => {
  const s3 = useS3();

  it("are kept with that place", async () => {
    const folder = testFolder();
    const bucket = await s3.bucket({
      "1.json":
        '{"name":"Buy","user":"user-1","at":"then"}\n{"name":"Buy","user":"me"}\nno json\n{"name":"Buy","user":"user-1","at":1}\n',
    });
    writeFileSync(
      join(folder, "c.json"),
      converter('{\n      "event_type": "name",\n      "user_id": "user",\n      "time": "at"\n    }'),
    );
    writeFileSync(
      join(folder, "SOURCE.json"),
      JSON.stringify({
        bucket,
        region: REGION,
        endpoint: s3.endpoint,
        credentials: CREDENTIALS,
        converter: "c.json",
        dataType: "event",
        sink: { type: "ndjson", directory: "out" },
        ledger: "ledger.db",
      }),
    );
    const job = await composeJob(await loadSource(join(folder, "SOURCE.json")));
    const { objects } = await runJob(job.parts, { once: true });
    await job.close();
    const lines = readFileSync(objects[0]?.files.find((file) => file.endsWith("set-aside.ndjson")) ?? "", "utf8")
      .trimEnd()
      .split("\n");
    expect(
      lines
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .map(({ row, rule, converter: at }) => [row, rule, at]),
    ).toEqual([
      [0, "event/bad-time", { line: 7, column: 7 }],
      [1, "event/no-id", { line: 6, column: 7 }],
      [2, "row/not-json", undefined],
    ]);
  });
});
