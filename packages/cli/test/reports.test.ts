// Every report as terminals of several widths show it, with colours and without: kept as text in fixtures/reports.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { CREDENTIALS, REGION } from "../../runtime/test/support/credentials.ts";
import { useS3 } from "../../runtime/test/support/s3.ts";
import { COMMANDS } from "../src/commands/index.gen.ts";
import { reportFailure } from "../src/failure.ts";
import { captured } from "./support/captured.ts";

// A job collects garbage at its start, which in a process of vitest takes longer than the job.
vi.mock(import("../src/gc-tuning.ts"), () => ({ gcHooks: () => ({}), tuneGc: () => () => {} }));

const s3 = useS3();
const BUCKET = "acme-analytics-exports";
const PREFIX = "warehouse/orders/2026/11/";
const NOW = Date.UTC(2026, 10, 26, 9);

const converter = (mapping: object, settings: object = {}): string =>
  JSON.stringify(
    {
      config_name: ["Orders"],
      converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc: mapping, ...settings },
    },
    undefined,
    2,
  );

const MAPPING = {
  event_type: ["concat", ["value", "Order "], "status"],
  user_id: "customer",
  time: ["iso_time_to_ms", "at"],
  insert_id: "id",
  event_properties: { total: "total", coupon: "coupon", shipping_address: ["path", "address", "city"] },
};

const row = (i: number, more: object = {}): string =>
  JSON.stringify({
    id: `order-${String(i).padStart(6, "0")}`,
    customer: `customer-${i % 7}`,
    status: i % 3 === 0 ? "Returned" : "Paid",
    at: new Date(NOW - i * 3_600_000).toISOString(),
    total: i * 1.25,
    address: {
      city: i % 2 === 0 ? "Zürich" : "東京都千代田区丸の内",
      note: "ring twice, then leave it with the neighbours on the second floor",
    },
    ...more,
  });

const rows = (from: number, count: number): string =>
  Array.from({ length: count }, (_, i) => `${row(from + i)}\n`).join("");

const SHORT = "orders-a.jsonl";
const LONG = "orders-of-the-subsidiary-in-japan-part-00000-of-00128.jsonl";

const FILES: Readonly<Record<string, string>> = {
  "orders.converter.json": converter(MAPPING),
  "new.converter.json": converter({
    ...MAPPING,
    user_id: ["concat", ["value", "user:"], "customer"],
    event_properties: { total: ["multiply", "total", ["int", 100]], coupon: "coupon", state: "status" },
  }),
  "broken.converter.json": converter({
    event_typ: ["value", "東京都千代田区で注文されました"],
    user_id: ["concatenate", ["value", "the company's very long prefix for ids of users: "], "customer"],
    time: ["iso_time_to_ms", "at", "at"],
  }),
  [SHORT]: rows(1, 12),
  [LONG]: `${rows(5000, 30)}${row(5031, { customer: null, at: "yesterday" })}\nnot JSON at all\n${row(5032, { status: undefined })}\n`,
  "orders.test.json": JSON.stringify({
    cases: [
      {
        name: "an order that was paid",
        row: JSON.parse(row(1)) as object,
        expect: {
          event: {
            event_type: "Order Paid",
            user_id: "customer-1",
            time: NOW - 3_600_000,
            insert_id: "order-000001",
            event_properties: { total: 1.25, shipping_address: "東京都千代田区丸の内" },
          },
        },
      },
      {
        name: "an order that was returned, which is named in more words than anybody would read in one go",
        row: JSON.parse(row(3)) as object,
        expect: { event: { event_type: "Order Paid", user_id: "customer-4", time: NOW, insert_id: "order-000003" } },
      },
    ],
  }),
};

const source = (settings: object = {}): string =>
  JSON.stringify({
    bucket: BUCKET,
    prefix: PREFIX,
    region: REGION,
    endpoint: s3.endpoint,
    credentials: CREDENTIALS,
    converter: "job.converter.json",
    dataType: "event",
    sink: { type: "ndjson", directory: "out" },
    ledger: "ledger.db",
    limits: { objectsAtOnce: 1 },
    ...settings,
  });

const before = process.cwd();
const umask = process.umask();
let folder = "";

beforeAll(async () => {
  folder = mkdtempSync("/tmp/heddle-reports-");
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  writeFileSync(
    join(folder, "job.converter.json"),
    converter({ ...MAPPING, flavour: ["value", "mint"] }, { compressionType: "gzip" }),
  );
  writeFileSync(join(folder, "source.json"), source());
  writeFileSync(
    join(folder, "broken.source.json"),
    source({ bucket: "acme-analytics-export", sink: { type: "ndjson", directory: "nowhere/out" } }),
  );
  const notifications = { queueUrl: await s3.queue("orders"), endpoint: s3.endpoint };
  writeFileSync(join(folder, "notified.source.json"), source({ notifications }));
  await s3.bucket(
    {
      [`${PREFIX}24/part-00000.json.gz`]: gzipSync(rows(1, 1200)),
      [`${PREFIX}24/${LONG}.gz`]: gzipSync(FILES[LONG] ?? ""),
      [`${PREFIX}25/empty.json.gz`]: gzipSync(""),
      [`${PREFIX}25/part-00000.json.gz`]: "this is not what gzip writes",
      [`${PREFIX}25/part-00001.json.gz`]: gzipSync("neither,is,this,JSON\n"),
    },
    BUCKET,
  );
  process.chdir(folder);
  // Durations and instants are those of a clock that stands still.
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: NOW });
});

afterAll(() => {
  vi.useRealTimers();
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

const WIDTHS = [60, 80, 120] as const;
/** The width at which a report is shown with colours too; but for them it is the same. */
const COLOURED = 80;

/** What is on the screen of a terminal after a command; of one with `input`, whose output goes to a file, what it says besides. */
async function screenOf({ args, input }: Report, columns: number, color: boolean): Promise<string> {
  const [name = ""] = args;
  const command = COMMANDS.find((one) => one.name === name);
  const shown = captured({ isTty: true, color, columns });
  const terminal = input === undefined ? shown : { ...shown, input: linesOf(input), out: captured().out };
  try {
    // A folder of a name as long as this one everywhere: messages have its path.
    await command?.run(
      args.slice(1).map((arg) => (arg.endsWith("source.json") ? join(folder, arg) : arg)),
      terminal,
    );
  } catch (error) {
    await reportFailure(error, name, terminal.err);
  }
  return shown.screen().replaceAll(s3.endpoint, "http://127.0.0.1:40000").replaceAll(folder, "/home/acme");
}

async function* linesOf(texts: readonly string[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from(texts.map((text) => `${text}\n`).join(""));
}

/** A job that runs once, from the beginning. */
function freshJob(): void {
  for (const name of readdirSync(folder))
    if (name === "out" || name.startsWith("ledger.db")) rmSync(join(folder, name), { recursive: true });
}

interface Report {
  readonly args: readonly string[];
  /** The lines of its standard input. */
  readonly input?: readonly string[];
  readonly prepare?: () => Promise<void> | void;
  /** Of a command that takes its time (default: all). */
  readonly widths?: readonly number[];
}

const RUN = ["run", "source.json", "--once"];

const REPORTS: Readonly<Record<string, Report>> = {
  check: { args: ["check", "broken.converter.json"] },
  "check-rows": { args: ["check", "--rows", LONG, "orders.converter.json"] },
  map: { args: ["map", "orders.converter.json", SHORT, LONG] },
  preview: { args: ["preview", "orders.converter.json", LONG, "-n", "2"] },
  inspect: { args: ["inspect", SHORT, LONG] },
  init: { args: ["init", LONG, "-o", "inferred.converter.json", "--force"] },
  sample: { args: ["sample", LONG, "-n", "3", "-o", "taken.jsonl", "--force"] },
  test: { args: ["test", "orders.test.json"] },
  diff: { args: ["diff", "orders.converter.json", "new.converter.json", SHORT, LONG] },
  "dry-run": { args: ["dry-run", "orders.converter.json", SHORT, LONG] },
  doctor: { args: ["doctor", "source.json"] },
  "doctor-failed": { args: ["doctor", "broken.source.json"] },
  scan: { args: ["scan", "source.json"], prepare: freshJob },
  "map-keys": {
    args: ["map-keys", "source.json"],
    input: [`${PREFIX}24/${LONG}.gz`, `s3://${BUCKET}/${PREFIX}26/not-there.json.gz`],
  },
  "notifications-enable": { args: ["notifications", "enable", "notified.source.json"], widths: [60] },
  notifications: { args: ["notifications", "status", "notified.source.json"] },
  run: { args: RUN, prepare: freshJob },
  "run-again": { args: RUN, widths: [60, 120] },
  status: { args: ["status", "source.json"] },
  "ledger-copy": {
    args: ["ledger", "copy", "source.json", "copy-of-the-ledger.db", "--without-keys"],
    prepare: () => rmSync(join(folder, "copy-of-the-ledger.db"), { force: true }),
  },
  "ledger-copy-refused": { args: ["ledger", "copy", "source.json", "other.db"], widths: [60] },
  replay: { args: ["replay", "source.json"] },
  "replay-yes": { args: ["replay", "source.json", "--set-aside", "--yes"], widths: [60] },
  retry: {
    args: ["retry", "source.json"],
    prepare: async () => void (await screenOf({ args: RUN }, 80, false)),
    widths: [60],
  },
  iam: { args: ["iam", "source.json"] },
  explain: { args: ["explain", "row/not-json"] },
};

describe("the report of", () => {
  it.each(Object.entries(REPORTS))("%s", async (name, report) => {
    const { prepare, widths = WIDTHS } = report;
    const sections: string[] = [];
    for (const columns of widths) {
      await prepare?.();
      const plain = await screenOf(report, columns, false);
      sections.push(`${"=".repeat(columns - 1)}|\n${plain}`);
      if (columns !== COLOURED) continue;
      await prepare?.();
      const coloured = await screenOf(report, columns, true);
      expect.soft(stripVTControlCharacters(coloured)).toBe(plain);
      sections.push(`${"=".repeat(columns - 1)}| with colours\n${coloured.replaceAll("\u001b", "␛")}`);
    }
    await expect(sections.join("\n")).toMatchFileSnapshot(`../../../fixtures/reports/${name}.txt`);
  });

  it("a job leaves who may read new files as it was, for whoever goes on in the process", async () => {
    freshJob();
    expect(await screenOf({ args: RUN }, COLOURED, false)).toContain("part-00000.json.gz");
    expect(process.umask()).toBe(umask);
  });
});
