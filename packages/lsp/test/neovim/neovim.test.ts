// The server in a session of Neovim's own client; vitest.config.ts leaves this file out where there is no Neovim.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const CONVERTER = `{
  "converterConfig": {
    "fileType": "json",
    "compressionType": "none",
    "convertToAmplitudeFunc": {
      "event_type": ["value", "order"],
      "user_id": "customer",
      "time": ["iso_time_to_mss", "created"], "insert_id": "order_id"
    }
  }
}
`;

test("Neovim opens, completes, hovers, fixes, formats, renames and previews", () => {
  const folder = mkdtempSync(join(tmpdir(), "heddle-neovim-"));
  try {
    writeFileSync(join(folder, "orders.converter.json"), CONVERTER);
    writeFileSync(
      join(folder, "orders.sample.jsonl"),
      '{"order_id":"o-1","created":"2024-05-01T10:00:00Z"}\n{"order_id":"o-2"}\n',
    );
    writeFileSync(join(folder, "job.source.json"), '{ "bucket": "B" }\n');
    const out = join(folder, "seen.json");
    const preview = join(folder, "preview.lua");
    const readme = readFileSync(join(import.meta.dirname, "..", "..", "README.md"), "utf8");
    writeFileSync(
      preview,
      readme
        .split(/^```/m)
        .find((block) => block.startsWith('lua\nvim.lsp.commands["heddle.showPreview"]'))
        ?.slice("lua\n".length) ?? "",
    );
    const { stderr } = spawnSync(
      "nvim",
      ["--headless", "--clean", "-n", "-S", join(import.meta.dirname, "session.lua")],
      {
        encoding: "utf8",
        timeout: 50_000,
        env: {
          ...process.env,
          HEDDLE_FOLDER: folder,
          HEDDLE_OUT: out,
          HEDDLE_PREVIEW: preview,
          HEDDLE_NODE: process.execPath,
          HEDDLE_SERVER: join(import.meta.dirname, "..", "..", "..", "cli", "bin", "heddle.js"),
        },
      },
    );
    let seen: unknown;
    try {
      seen = JSON.parse(readFileSync(out, "utf8"));
    } catch {
      seen = stderr;
    }
    expect(seen).toEqual({
      findings: ["unknown-operator", "unread-path"],
      path: "string, 100%",
      operator: "concat(first | next...)",
      hover: "iso_time_to_ms(time)",
      fix: 'Replace with "iso_time_to_ms"',
      after_fix: ["event-time-missing", "unread-path"],
      formatted: CONVERTER.trimEnd().replace("_mss", "_ms").replace(', "insert_id"', ',\n      "insert_id"'),
      signature: '["iso_time_to_ms", time]',
      references: 1,
      symbols: ["event_type", "user_id", "time", "insert_id"],
      folds: 3,
      selections: 14,
      tokens: 16,
      hints: ['= "order"', ": any value?", "= no value", ": integer?", "= 1714557600000", ": string?", '= "o-1"'],
      renamed: '      "user_id": "client",',
      lenses: ["Preview", "orders.sample.jsonl: 0 of 2 rows become events, 2 set aside"],
      preview: [
        "{",
        '  "order_id": "o-1",',
        '  "created": "2024-05-01T10:00:00Z"',
        "}",
        "-- rejected",
        "the event has no valid user_id and no valid device_id",
      ],
      half_written: ["syntax-unclosed", "syntax-unclosed"],
      source: [...Array.from({ length: 5 }, () => "source-missing-key"), "source-wrong-value"],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
