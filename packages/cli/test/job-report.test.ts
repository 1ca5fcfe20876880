// What the report of a job says where nothing was ingested, and on files that are odd ones among many.
import { noRows, type JobReport, type ObjectReport, StageFailure } from "@heddle/runtime";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { sourceWith } from "../../runtime/test/support/source-config.ts";
import { runAndReport } from "../src/commands/run/run.ts";
import { renderJobReport } from "../src/report/job.ts";
import { painter } from "../src/report/style.ts";
import { captured } from "./support/captured.ts";

const EMPTY: JobReport = {
  source: { bucket: "b", prefix: "in/", region: "eu-west-1" },
  startedAt: 0,
  endedAt: 1500,
  objects: [],
  omitted: 0,
  changed: [],
  findings: [],
  outcomes: { done: 0, failed: 0, gone: 0, lost: 0 },
  listings: 0,
  totals: noRows(),
  aborted: false,
};

const FAILED: ObjectReport = {
  object: { bucket: "b", key: "in/x.gz", etag: '"1"', size: 10, lastModified: 0 },
  outcome: "failed",
  counts: noRows(),
  bytesRead: 0,
  bytesWritten: 0,
  files: [],
  ms: 1,
  findings: [],
  converterHash: "00",
  error: { code: "rows/not-gzip", message: "not gzip", hint: 'set "compressionType" to "none"', retryable: false },
};

const text = (report: Partial<JobReport>): string =>
  renderJobReport({ ...EMPTY, ...report }, { paint: painter(false), room: 120 });

describe("a job that ingested nothing", () => {
  const failure = new StageFailure({ code: "s3/unreachable", message: "no", hint: "look" });
  const cases: readonly (readonly [said: string, report: Partial<JobReport>])[] = [
    ["nothing new", { listings: 1 }],
    ["stopped before anything was ingested", { aborted: true }],
    ["stopped before anything was ingested", { aborted: true, listings: 1 }],
    ["failed before anything was ingested", { failure }],
  ];
  it.each(cases)("says %s", (said, report) => {
    expect(text(report)).toBe(`b/in/: ${said}, 1.5 s`);
  });
});

it("reminds of objects that failed in earlier runs", () => {
  expect(text({ listings: 1, stillFailed: 2 })).toBe(
    "b/in/: nothing new, 1.5 s\n2 objects of earlier runs failed; heddle status shows why, heddle retry tries again",
  );
});

it("gives advice about the one file that is of another kind, where others could be read", () => {
  const report = { objects: [FAILED], listings: 1 };
  expect(text({ ...report, outcomes: { ...EMPTY.outcomes, failed: 1 } })).toContain('set "compressionType" to "none"');
  const among = text({ ...report, outcomes: { ...EMPTY.outcomes, done: 5, failed: 1 } });
  expect(among).toContain("exclude this one with `filterPattern`");
  expect(among).not.toContain("compressionType");
});

describe("standard error", () => {
  const failure = new StageFailure({ code: "s3/interrupted", scope: "job", message: "reset", hint: "wait" });

  const backlog = { objects: 2, bytes: 7, claimed: 1, failed: 3 };

  async function shown(
    settings: Parameters<typeof sourceWith>[0],
    quiet: boolean,
    logFormat?: "text" | "json",
  ): Promise<string> {
    const terminal = captured();
    const config = sourceWith({ ...settings, newFiles: "umask" });
    const start: Parameters<typeof runAndReport>[1] = async ({ hooks }) => {
      hooks?.onScan?.(
        { listed: 2, fresh: 2, changed: [], findings: [] },
        { objects: 2, bytes: 7, claimed: 0, failed: 0 },
      );
      hooks?.onFailure?.(failure, { retryInMs: 30_000 });
      hooks?.onObjectEnd?.({ ...FAILED, retryInMs: 29_900 });
      hooks?.onBeat?.({ backlog });
      const later = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 60_000);
      onTestFinished(() => later.mockRestore());
      hooks?.onBeat?.({ backlog });
      hooks?.onBeat?.({ backlog });
      return EMPTY;
    };
    await runAndReport(config, start, { json: false, quiet, logFormat }, terminal);
    return terminal.written.err;
  }

  it("has progress, and failures with when the job tries again", async () => {
    const text = await shown({}, false);
    expect(text).toContain("2 objects listed, 2 new");
    expect(text).toContain("[s3/interrupted]");
    expect(text).toContain("trying again in 30.0 s");
    expect(text).toContain('not gzip; set "compressionType" to "none"; trying again in 29.9 s');
    expect(text.match(/at work on 1 object; 2 objects waiting, 7 B; 3 failed\n/g)).toHaveLength(1);
  });

  it("has lines in place of a log that goes there, with --log-format text", async () => {
    expect(await shown({ log: { level: "debug" } }, false, "text")).toContain("2 objects listed, 2 new");
  });

  it("has failures alone with --quiet", async () => {
    const text = await shown({}, true);
    expect(text).not.toContain("listed");
    expect(text).toContain("trying again in 30.0 s");
  });

  it("has no line beside a log that goes there", async () => {
    expect(await shown({ log: { level: "silent" } }, false)).toBe("");
  });
});
