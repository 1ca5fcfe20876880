// heddle preview as a process: rows and events side by side.
import { describe, expect, it } from "vitest";
import { converter, folderWith, heddle } from "./support/heddle.ts";

describe("heddle preview", () => {
  const rows = [
    '{"name":"Buy","user":"user-1","other":12345678901234567890}',
    "oops",
    '{"name":"Buy","user":"u"}',
    '{"name":"Late","user":"user-2"}',
  ];

  it("shows records, events, and why a row is none", async () => {
    const cwd = folderWith({ "c.json": converter(), "rows.json": `${rows.join("\n")}\n` });
    const { code, out } = await heddle(["preview", "c.json", "rows.json", "-n", "3"], { cwd });
    expect(code).toBe(0);
    expect(out).toMatch(/^row 0 +│ event$/m);
    expect(out).toMatch(/"name": "Buy", +│ +"event_type": "Buy",/);
    expect(out).toContain('"other": 12345678901234567890');
    expect(out).toMatch(/^row 1 +│ set aside \[row\/not-json\]$/m);
    expect(out).toMatch(/^oops +│ /m);
    expect(out).toMatch(/^row 2 +│ set aside \[event\/no-id\]$/m);
    expect(out).not.toContain("Late");
    const widths = out
      .split("\n")
      .map((line) => line.indexOf("│"))
      .filter((at) => at >= 0);
    expect(new Set(widths).size).toBe(1);
  });

  it("says what a rule changed", async () => {
    const cwd = folderWith({ "c.json": converter() });
    const { out } = await heddle(["preview", "c.json", "-"], { cwd, input: '{"name":"Buy","user":12345}\n' });
    expect(out).toContain("user_id: [event/number-as-text]");
  });

  it("says that a file has no rows", async () => {
    const cwd = folderWith({ "c.json": converter(), "empty.json": "" });
    const { code, err } = await heddle(["preview", "c.json", "empty.json"], { cwd });
    expect(code).toBe(0);
    expect(err).toContain("empty.json has no rows");
  });
});
