// Variables of the environment in source files: put in place after the file is read, never read again, and not shown.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HIDDEN } from "../src/source/config.ts";
import { loadSource } from "../src/source/load-source.ts";
import { sourceSecrets } from "../src/source/secrets.ts";
import { testFolder } from "./support/folder.ts";

const GOOD = {
  bucket: "my-bucket",
  region: "${REGION}",
  converter: "converter.json",
  dataType: "event",
  sink: { type: "amplitude", directory: "out", apiKey: "key-${KEY}" },
  ledger: "ledger.db",
};

async function load(changes: Readonly<Record<string, unknown>>, environment: Readonly<Record<string, string>> = {}) {
  const file = join(testFolder(), "SOURCE.json");
  writeFileSync(file, JSON.stringify({ ...GOOD, ...changes }, undefined, 2));
  return { file, config: loadSource(file, { REGION: "eu-west-1", KEY: "hunter2", ...environment }) };
}

describe("variables of a source file", () => {
  it("are put in place as they are, whatever they look like", async () => {
    const odd = '"}, "bucket": "${KEY}", $${';
    const { config } = await load({ prefix: "$${KEY}/${ODD}/$KEY/${KEY}" }, { ODD: odd });
    expect(await config).toMatchObject({
      bucket: "my-bucket",
      region: "eu-west-1",
      prefix: `\${KEY}/${odd}/$KEY/hunter2`,
      sink: { apiKey: "key-hunter2" },
    });
  });

  it("may name the kind of the sink and of the ledger, and paths", async () => {
    const { file, config } = await load(
      { sink: { type: "${SINK}", bucket: "out-bucket", region: "${REGION}" }, ledger: "${STATE}/ledger.db" },
      { SINK: "s3", STATE: "state" },
    );
    expect(await config).toMatchObject({
      sink: { type: "s3", compression: "none" },
      ledger: join(file, "../state/ledger.db"),
    });
  });

  it("that are not set are named with their places", async () => {
    const { file, config } = await load({ prefix: "${A}${B}/${A}" });
    await expect(config).rejects.toMatchObject({
      code: "source/unset-variable",
      scope: "job",
      message: ["A", "B"]
        .map((name) => `${file}:12:13: error[source/unset-variable]: The environment has no variable \`${name}\``)
        .join("\n"),
    });
  });

  it("are held to what the settings take, and are not quoted", async () => {
    const values = { REGION: "hunter2 in capitals: HUNTER2", KIND: "evnt" };
    const { file, config } = await load({ dataType: "${KIND}" }, values);
    await expect(config).rejects.toMatchObject({
      code: "source/invalid",
      message: [
        `${file}:3:13: error[source-wrong-value]: \`region\` must be a region, as in "eu-west-1", not \`\${REGION}\``,
        `${file}:5:15: error[source-wrong-value]: \`dataType\` must be \`event\`, \`user_properties\`, \`group_properties\` or \`profiles\`, not \`\${KIND}\``,
      ].join("\n"),
    });
    const folder = {
      sink: { type: "${SINK}", directory: "out" },
      ledger: { type: "postgres", url: "${URL}", schema: "a" },
    };
    await expect(
      (await load(folder, { SINK: "ndjson", URL: "postgres://u:hunter2@h/d" })).config,
    ).rejects.toMatchObject({
      code: "source/invalid",
      message: expect.stringMatching(/cannot be `ndjson` where `ledger.type` is `postgres`/) as string,
    });
  });

  it("are secrets, but for names that reports need", async () => {
    const ledger = {
      type: "postgres",
      url: "postgres://${NAME}:${PASSWORD}@h/d?sslpassword=other-secret",
      schema: "s_${STAGE}",
    };
    const { config } = await load(
      { prefix: "${STAGE}/", endpoint: "http://${HOST}:9000", ledger },
      { NAME: "me", PASSWORD: "p%40ss%20word", STAGE: "live-1", HOST: "s3.internal" },
    );
    const secrets = sourceSecrets(await config, {});
    expect(secrets).toEqual(
      expect.arrayContaining(["hunter2", "key-hunter2", "p%40ss%20word", "p@ss word", "other-secret", "s3.internal"]),
    );
    for (const shown of ["eu-west-1", "live-1", "live-1/", "s_live-1", "me"]) expect(secrets).not.toContain(shown);
    expect(JSON.stringify({ ...(await config)[HIDDEN] })).toContain("hunter2");
    expect(Object.keys(await config)).not.toContain("hidden");
  });
});
