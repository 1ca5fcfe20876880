// heddle doctor, iam and notifications as processes, against real servers on loopback.
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CREDENTIALS, REGION } from "../../runtime/test/support/credentials.ts";
import { useS3 } from "../../runtime/test/support/s3.ts";
import { converter, folderWith, heddle, start } from "./support/heddle.ts";

const s3 = useS3();

async function folderFor(bucket: string, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  await s3.bucket({}, bucket);
  const cwd = folderWith({ "c.json": converter() });
  const source = {
    bucket,
    prefix: "in/",
    region: REGION,
    endpoint: s3.endpoint,
    credentials: CREDENTIALS,
    converter: "c.json",
    dataType: "event",
    sink: { type: "ndjson", directory: "out" },
    ledger: "ledger.db",
    ...changes,
  };
  writeFileSync(join(cwd, "source.json"), JSON.stringify(source));
  return cwd;
}

describe("heddle doctor", () => {
  it("shows a line for each part, and exits with 0 when all is well", async () => {
    const cwd = await folderFor("cli-doctor");
    await s3.put("cli-doctor", "in/1.json", '{"name":"Buy","user":"user-1","at":"1970-01-01"}\n');
    const { code, out } = await heddle(["doctor", "source.json"], { cwd });
    expect(out).toMatch(/^ok +credentials +access key AKIA/);
    expect(out).toMatch(/\nok +converter +makes 1 events of the first 1 rows of "in\/1\.json"\n/);
    expect(out).toMatch(/\nskipped +notifications /);
    expect(out).toMatch(/\nready\n$/);
    expect(code).toBe(0);
  });

  it("says what to mend and exits with 1; as JSON too", async () => {
    const cwd = await folderFor("cli-ill");
    await s3.put("cli-ill", "in/1.json", '{"nothing":1}\n');
    const text = await heddle(["doctor", "source.json"], { cwd });
    expect([text.code, text.out]).toEqual([
      1,
      expect.stringMatching(/\nfailed +converter +\[source\/not-enabled\].*\n +help: fix the converter/),
    ]);
    const json = JSON.parse((await heddle(["doctor", "source.json", "--json"], { cwd })).out) as {
      step: string;
      outcome: string;
    }[];
    expect(json.find(({ step }) => step === "converter")).toMatchObject({
      outcome: "failed",
      code: "source/not-enabled",
    });
  });
});

describe("heddle iam", () => {
  it("prints the policies, and what is still open on standard error", async () => {
    const cwd = await folderFor("cli-iam", { externalId: "ext-1" });
    const { code, out, err } = await heddle(["iam", "source.json"], { cwd });
    expect(code).toBe(0);
    expect(out.match(/^# .*$/gm)).toHaveLength(4);
    expect(out).toContain('"sts:ExternalId": "ext-1"');
    expect(err).toContain("note: `principals` of the source file");
    const json = JSON.parse((await heddle(["iam", "source.json", "--json"], { cwd })).out) as Record<
      string,
      { Statement: unknown[] }
    >;
    expect(json["permissions"]?.Statement).toHaveLength(2);
    expect(json["permissionsWithoutPrefix"]?.Statement).toHaveLength(2);
  });
});

describe("heddle notifications", () => {
  it("switches them on and off and shows them", async () => {
    const queueUrl = await s3.queue("cli-files");
    const cwd = await folderFor("cli-notices", { notifications: { queueUrl, endpoint: s3.endpoint } });
    const run = async (...args: string[]): Promise<string> => (await heddle(["notifications", ...args], { cwd })).out;
    expect(await run("enable", "source.json")).toMatch(/^notifications for s3:\/\/cli-notices\/in\/ are on;/);
    expect(await run("status", "source.json")).toMatch(
      / are on; arn:aws:sqs:\S+:cli-files: about 0 messages waiting, 0 in flight\n$/,
    );
    expect(JSON.parse(await run("status", "source.json", "--json"))).toMatchObject({ state: "enabled", others: [] });
    expect(await run("disable", "source.json")).toMatch(/ are off;/);
    s3.notifications.set(
      "cli-notices",
      "<NotificationConfiguration><TopicConfiguration><Id>t</Id><Topic>arn:t</Topic><Event>s3:ObjectCreated:*</Event></TopicConfiguration></NotificationConfiguration>",
    );
    const refused = await heddle(["notifications", "enable", "source.json"], { cwd });
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("error[notifications/already-some]")]);
    expect((await heddle(["notifications", "toggle", "source.json"], { cwd })).code).toBe(2);
  });
});

describe("heddle run with notifications", () => {
  it("ingests what the queue tells of as soon as it does", async () => {
    const queueUrl = await s3.queue();
    const cwd = await folderFor("cli-told", { notifications: { queueUrl, endpoint: s3.endpoint, waitSeconds: 1 } });
    await s3.put("cli-told", "in/1.json", '{"name":"Buy","user":"user-1","at":"1970-01-01"}\n');
    const child = await start(["run", "source.json"], { cwd });
    let err = "";
    const seen = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (err.includes(text)) resolve();
        };
        child.stderr?.on("data", look);
        child.once("close", () => resolve());
        look();
      });
    child.stderr?.on("data", (chunk: Buffer) => {
      err += chunk.toString();
    });
    await seen("done   in/1.json");
    await s3.put("cli-told", "in/2 new.json", '{"name":"Buy","user":"user-2","at":"1970-01-01"}\n');
    await s3.send(queueUrl, {
      Records: [
        { eventName: "ObjectCreated:Put", s3: { bucket: { name: "cli-told" }, object: { key: "in/2+new.json" } } },
      ],
    });
    await seen("done   in/2 new.json");
    child.kill("SIGTERM");
    const [code] = (await once(child, "close")) as [number | null];
    expect(err).toContain("1 object notified, 1 new;");
    expect(err).toContain("done   in/2 new.json");
    expect(code).toBe(0);
  });
});
