// Source files: what is right is resolved and filled in, what is wrong is named with its line and how to mend it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { StageFailure } from "../src/contracts/stage-failure.ts";
import { loadSource } from "../src/source/load-source.ts";
import { testFolder } from "./support/folder.ts";

const GOOD = {
  bucket: "my-bucket",
  region: "eu-west-1",
  converter: "converter.json",
  dataType: "event",
  sink: { type: "ndjson", directory: "../out" },
  ledger: "state/ledger.db",
};

async function load(text: string): Promise<{ folder: string; file: string; result: unknown }> {
  const folder = testFolder();
  const file = join(folder, "SOURCE.json");
  writeFileSync(file, text);
  return { folder, file, result: await loadSource(file).catch((error: unknown) => error) };
}

/** The findings without the file's name. */
async function findings(text: string): Promise<string[]> {
  const { file, result } = await load(text);
  if (!(result instanceof StageFailure)) throw new Error("the source file was accepted");
  expect(result.scope).toBe("job");
  return result.message.split("\n").map((line) => line.replace(`${file}:`, ""));
}

describe("loadSource", () => {
  it("resolves paths against the file and fills in defaults", async () => {
    const { folder, result } = await load(JSON.stringify(GOOD));
    expect(result).toEqual({
      ...GOOD,
      prefix: "",
      strategy: "append_only",
      converter: join(folder, "converter.json"),
      ledger: join(folder, "state/ledger.db"),
      sink: { type: "ndjson", directory: join(folder, "../out") },
      limits: {},
      setAside: { action: "skip-row" },
    });
  });

  it("gives profiles the only strategy they have", async () => {
    expect((await load(JSON.stringify({ ...GOOD, dataType: "profiles" }))).result).toMatchObject({
      strategy: "mirror_sync",
    });
  });

  const pretty = (value: unknown): string => JSON.stringify(value, null, 2);
  const cases: readonly (readonly [name: string, text: string, found: readonly (string | RegExp)[]])[] = [
    ["a misspelled key", pretty({ buckett: "x", ...GOOD }), ['2:3: unknown key "buckett"; did you mean "bucket"?']],
    [
      "a misspelled key further in",
      pretty({ ...GOOD, limits: { maxRowByte: 1 } }),
      [/^1\d:5: unknown key "maxRowByte"; did you mean "maxRowBytes"\?$/],
    ],
    [
      "a key like no other",
      pretty({ zzzzzz: 1, ...GOOD }),
      [/^2:3: unknown key "zzzzzz"; known here: \$schema, bucket, /],
    ],
    ["a missing key", pretty({ ...GOOD, ledger: undefined }), [/^1:1: "ledger" is missing\. Path of the SQLite file/]],
    [
      "dots in the bucket",
      pretty({ ...GOOD, bucket: "my.bucket" }),
      [/^2:13: "bucket" cannot be "my\.bucket": .* no dots\.$/],
    ],
    ["capitals in the bucket", pretty({ ...GOOD, bucket: "Bucket" }), [/^2:13: "bucket" cannot be "Bucket"/]],
    [
      "an unknown data type",
      pretty({ ...GOOD, dataType: "events" }),
      ['5:15: "dataType" cannot be "events"; did you mean "event"?'],
    ],
    [
      "another sink",
      pretty({ ...GOOD, sink: { type: "kafka", directory: "x" } }),
      [/^7:13: "type" cannot be "kafka"; it is one of "ndjson", "s3", "amplitude"$/],
    ],
    [
      "a sink without its directory",
      pretty({ ...GOOD, sink: { type: "amplitude" } }),
      [/^6:11: "directory" is missing\./],
    ],
    [
      "a key of another sink",
      pretty({ ...GOOD, sink: { type: "s3", bucket: "out", region: "eu-west-1", rotateAt: 3 } }),
      ['10:5: a sink of type "s3" has no key "rotateAt"; leave it out'],
    ],
    ["a wrong kind", pretty({ ...GOOD, region: 7 }), [/^3:13: "region" cannot be 7: it must be string/]],
    [
      "profiles that are appended",
      pretty({ ...GOOD, dataType: "profiles", strategy: "append_only" }),
      [/^11:15: profiles have no strategy "append_only"/],
    ],
    [
      "a role that is no role",
      pretty({ roleArn: "arn:aws:iam::1:user/x", ...GOOD }),
      [/^2:14: "roleArn" cannot be "arn:aws:iam::1:user\/x": .* arn:aws:iam::<account>:role\/<name>; /],
    ],
    [
      "notifications without a queue",
      pretty({ notifications: {}, ...GOOD }),
      [/^2:20: "queueUrl" is missing\. Address of the queue\.$/],
    ],
    ["two findings", pretty({ ...GOOD, region: 7, bucket: "A" }), [/"bucket"/, /"region"/]],
    ["a list", "[]", [/^1:1: "the source file" cannot be \[\]: it must be object/]],
    ["no JSON", '{\n  "bucket": x\n}', [/^2:13: Unexpected token/]],
    ["half a file", '{\n  "bucket": "a"', [/^2:16: /]],
  ];
  it.each(cases)("names %s", async (_name, text, found) => {
    const lines = await findings(text);
    expect(lines).toHaveLength(found.length);
    for (const [i, expected] of found.entries()) expect(lines.toSorted()[i]).toMatch(expected);
  });

  it("says so when there is no file", async () => {
    await expect(loadSource(join(testFolder(), "none.json"))).rejects.toMatchObject({
      code: "source/unreadable",
      scope: "job",
    });
  });
});
