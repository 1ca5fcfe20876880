// The command heddle ledger as a process: copies between files and servers, and what it refuses.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { openLedger } from "@heddle/runtime";
import { expect, it } from "vitest";
import { postgresUrl } from "../../runtime/test/support/postgres.ts";
import { folderWith, heddle } from "./support/heddle.ts";

it("copies the ledger of a source to PostgreSQL, and prints the counts", async () => {
  const source = {
    bucket: "my-bucket",
    region: "eu-west-1",
    converter: "c.json",
    dataType: "event",
    sink: { type: "s3", bucket: "out-bucket", region: "eu-west-1" },
    ledger: { type: "postgres", url: "${LEDGER_URL}", schema: `command_${randomUUID()}` },
  };
  const cwd = folderWith({ "source.json": JSON.stringify(source) });
  const ledger = openLedger(join(cwd, "ledger.sqlite"));
  await ledger.discover([{ bucket: "my-bucket", key: "a", etag: "e", size: 1, lastModified: 1 }]);
  await ledger.close();
  const url = new URL(await postgresUrl());
  url.password = "hunter2";
  const options = { cwd, env: { LEDGER_URL: url.href } };
  const copied = await heddle(["ledger", "copy", "ledger.sqlite", "source.json"], options);
  expect(copied).toMatchObject({ code: 0, out: expect.stringMatching(/^objects +1$/m) as string });
  expect(copied.err).toMatch(/^1 row copied from \S*ledger\.sqlite to postgres:.* name that as `ledger`/m);
  const again = await heddle(["ledger", "copy", "ledger.sqlite", "source.json"], options);
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining("[ledger/not-empty]") as string });
  const back = await heddle(
    ["ledger", "copy", `${url.href}?schema=${source.ledger.schema}`, "back.sqlite", "--json"],
    options,
  );
  expect(JSON.parse(back.out)).toMatchObject({ rows: { objects: 1, messages: 0 } });
  expect([copied, again, back].map(({ out, err }) => out + err).join("")).not.toContain("hunter2");
  const { code, err } = await heddle(["ledger", "copy", "back.sqlite", "postgres://h/d"], options);
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining("?schema=NAME") as string });
});
