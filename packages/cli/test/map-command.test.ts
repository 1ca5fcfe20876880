// heddle map as a process: events on standard output, what was set aside and a summary that adds up on standard error.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parseJson, type Value } from "@heddle/compiler";
import { describe, expect, it } from "vitest";
import { converter, folderWith, heddle, start } from "./support/heddle.ts";

const rows = [
  '{"name":"Buy","user":"user-1","at":"1970-01-01T00:00:01Z","amount":12345678901234567890}',
  '{"name":"Buy","user":"u","at":"1970-01-01T00:00:01Z"}',
  "not json",
  '{"name":"Buy","user":12345}',
];
const lines = `${rows.join("\n")}\n`;

const first = {
  event_type: "Buy",
  user_id: "user-1",
  time: 1000,
  event_properties: { amount: 12345678901234567890n },
  $skip_user_properties_sync: true,
  insert_id: "file/rows.json:0",
};

function parsed(out: string): Value[] {
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => parseJson(line));
}

describe("heddle map", () => {
  it("writes checked events, and reports each row that is set aside", async () => {
    const cwd = folderWith({ "c.json": converter(), "rows.json": lines });
    const { code, out, err } = await heddle(["map", "c.json", "rows.json"], { cwd });
    expect(code).toBe(0);
    expect(parsed(out)).toEqual([
      first,
      {
        event_type: "Buy",
        user_id: "12345",
        event_properties: {},
        $skip_user_properties_sync: true,
        insert_id: "file/rows.json:3",
      },
    ]);
    expect(out).toContain('"amount":12345678901234567890');
    expect(err).toContain("rows.json: row 1 (byte 89): [event/no-id]");
    expect(err).toContain("rows.json: row 2 (byte 143): [row/");
    expect(err).toContain("rows 4 = events 2 + ignored 0 + dropped 0 + set aside 2\n");
    expect(err).toContain("values changed by rules: ");
  });

  it("reads standard input, named or not, and prints the same", async () => {
    const cwd = folderWith({ "c.json": converter() });
    for (const args of [
      ["map", "c.json"],
      ["map", "c.json", "-"],
    ]) {
      const { code, out, err } = await heddle(args, { cwd, input: lines });
      expect(code).toBe(0);
      const { insert_id: _, ...withoutId } = first;
      expect(parsed(out)[0]).toEqual(withoutId);
      expect(err.match(/--place s3:\/\/bucket\/key/g)).toHaveLength(1);
    }
  });

  it("gives the events of standard input the ids of the place that is said", async () => {
    const cwd = folderWith({ "c.json": converter(), "rows.json": lines });
    const placed = await heddle(["map", "c.json", "--place", "s3://b/in/part 0.json"], { cwd, input: lines });
    expect(parsed(placed.out)[0]).toEqual({ ...first, insert_id: "b/in/part 0.json:0" });
    expect(placed.err).not.toContain("--place");
    for (const [args, message] of [
      [["--place", "b/key", "c.json"], "--place takes the address of an object, s3://bucket/key"],
      [["--place", "s3://b/k", "c.json", "rows.json"], "--place says where standard input comes from"],
    ] as const)
      expect(await heddle(["map", ...args], { cwd })).toMatchObject({
        code: 2,
        err: expect.stringContaining(message) as string,
      });
  });

  it("says nothing of ids where every event brings its own, or gets none anywhere", async () => {
    const cwd = folderWith({ "c.json": converter({}, { event_type: "name", user_id: "user", insert_id: "name" }) });
    const input = '{"name":"Buy","user":"12345"}\n';
    expect((await heddle(["map", "c.json"], { cwd, input })).err).not.toContain("--place");
    const mirrored = await heddle(["map", "c.json", "--strategy", "mirror_sync"], { cwd, input });
    expect(mirrored.err).not.toContain("--place");
  });

  it("prints exactly what the converter yields with --raw", async () => {
    const mapping = { user_id: "user", $ignore: ["value", true], unknown: "amount" };
    const cwd = folderWith({
      "c.json": converter({ ignoreEventFlag: "$ignore" }, mapping),
      "rows.json": `${lines}[1]\n`,
    });
    const { code, out, err } = await heddle(["map", "c.json", "rows.json", "--raw"], { cwd });
    expect(code).toBe(0);
    expect(out).toBe(
      [
        '{"user_id":"user-1","$ignore":true,"unknown":12345678901234567890}',
        '{"user_id":"u","$ignore":true}',
        '{"user_id":12345,"$ignore":true}',
        '{"$ignore":true}',
        "",
      ].join("\n"),
    );
    expect(err).toContain("rows 5 = events 4 + ignored 0 + dropped 0 + set aside 1\n");
    const events = await heddle(["map", "c.json", "rows.json"], { cwd });
    expect(events.err).toContain("rows 5 = events 0 + ignored 4 + dropped 0 + set aside 1\n");
  });

  it("says with --stats which way rows took, and maps the same with --verify and by values alone", async () => {
    const cwd = folderWith({ "c.json": converter(), "rows.json": `${lines}${rows[0]}\n` });
    const { out, err } = await heddle(["map", "c.json", "rows.json", "--stats", "--verify"], { cwd });
    expect(err).toContain("\nrows mapped as bytes 3, by values 2 (");
    const byValues = await heddle(["map", "c.json", "rows.json", "--stats"], { cwd, env: { HEDDLE_BYTES: "0" } });
    expect(byValues.out).toBe(out);
    expect(byValues.err).toContain("\nrows mapped as bytes 0, by values 5 (HEDDLE_BYTES is 0)\n");
  });

  it("maps records of CSV as bytes, and by values where their marks are none that bytes know", async () => {
    const records = 'user,event,amount\nuser-1,"a ""b"", c",1.50\nuser-2,é\\,007\nuser-3,x,1,2\n';
    const mapping = { user_id: "user", event_type: "event", price: "amount" };
    const cwd = folderWith({
      "c.json": converter({ fileType: "csv" }, mapping),
      "escaped.json": converter({ fileType: "csv", csv: { escape: "!" } }, mapping),
      "rows.csv": records,
    });
    const { out, err } = await heddle(["map", "c.json", "rows.csv", "--raw", "--stats", "--verify"], { cwd });
    expect(out).toBe(
      [
        String.raw`{"user_id":"user-1","event_type":"a \"b\", c","price":"1.50"}`,
        String.raw`{"user_id":"user-2","event_type":"é\\","price":"007"}`,
        "",
      ].join("\n"),
    );
    expect(err).toContain("\nrows mapped as bytes 2, by values 1 (more cells than columns 1)\n");
    const escaped = await heddle(["map", "escaped.json", "rows.csv", "--raw", "--stats"], { cwd });
    expect(escaped.err).toContain("by values 3 (its delimiter, quote or escape character is not one that bytes know)");
  });

  it("drops rows for which the converter has no dict", async () => {
    const cwd = folderWith({ "c.json": converter({}, ["path", "event"]) });
    const { out, err } = await heddle(["map", "c.json", "--raw"], {
      cwd,
      input: '{"event":{"a":1}}\n{"event":1}\n{}\n',
    });
    expect(out).toBe('{"a":1}\n');
    expect(err).toContain("rows 3 = events 1 + ignored 0 + dropped 2 + set aside 0\n");
  });

  it("exits with 1 for rows that are set aside only with --strict", async () => {
    const cwd = folderWith({ "c.json": converter(), "rows.json": lines, "good.json": `${rows[0] ?? ""}\n` });
    expect((await heddle(["map", "c.json", "rows.json"], { cwd })).code).toBe(0);
    expect((await heddle(["map", "c.json", "rows.json", "--strict"], { cwd })).code).toBe(1);
    expect((await heddle(["map", "c.json", "good.json", "--strict"], { cwd })).code).toBe(0);
  });

  it("maps nothing with a converter that has errors", async () => {
    const cwd = folderWith({ "c.json": converter().replace("iso_time_to_ms", "iso"), "rows.json": lines });
    const { code, out, err } = await heddle(["map", "c.json", "rows.json"], { cwd });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("c.json: 1 error; nothing was mapped");
  });

  it("names the file that is not what the converter says, and maps the others", async () => {
    const cwd = folderWith({
      "c.json": converter({ compressionType: "none" }),
      "rows.json.gz": gzipSync(lines),
      "plain.json": lines,
    });
    const { code, out, err } = await heddle(["map", "c.json", "rows.json.gz", "plain.json"], { cwd });
    expect(code).toBe(1);
    expect(err).toMatch(/^rows\.json\.gz: error\[rows\/not-plain\]: /m);
    expect(err).toContain("help: ");
    expect(parsed(out)).toHaveLength(2);
    expect(err).toMatch(/│ rows\.json\.gz \(incomplete\) │ +0 │/);
    expect(err).toMatch(/│ total +│ +4 │ +2 │ +0 │ +0 │ +2 │/);
  });

  it("reads what was unpacked before, from a file or standard input, and says so", async () => {
    const cwd = folderWith({ "c.json": converter({ compressionType: "gzip" }), "plain.json": lines });
    const file = await heddle(["map", "c.json", "plain.json"], { cwd });
    expect(file.code).toBe(0);
    expect(parsed(file.out)).toHaveLength(2);
    expect(file.err).toContain("plain.json: declared as gzip but not compressed; reading it as is");
    const piped = await heddle(["map", "c.json"], { cwd, input: lines });
    expect(piped.code).toBe(0);
    expect(parsed(piped.out)).toHaveLength(2);
  });

  it("maps CSV, whose cells become what their keys need", async () => {
    const mapping = { event_type: ["value", "Seen"], user_id: "id", time: "ms", price: "price" };
    const cwd = folderWith({
      "c.json": converter({ fileType: "csv" }, mapping),
      "rows.csv": 'id,ms,price\r\n"user,1",1000,9.5\r\nuser-2,x,\r\n',
    });
    const { out, err } = await heddle(["map", "c.json", "rows.csv"], { cwd });
    expect(parsed(out)).toEqual([
      {
        event_type: "Seen",
        user_id: "user,1",
        time: 1000,
        price: 9.5,
        $skip_user_properties_sync: true,
        insert_id: "file/rows.csv:0",
      },
    ]);
    expect(err).toContain("[event/bad-time]");
  });

  it("holds rows to the data type and strategy that are asked for", async () => {
    const cwd = folderWith({ "c.json": converter() });
    const input = `${rows[0] ?? ""}\n`;
    const mirror = await heddle(["map", "c.json", "--strategy", "mirror_sync"], { cwd, input });
    expect(parsed(mirror.out)[0]).toMatchObject({ mutation_type: "UPDATE" });
    const profiles = await heddle(["map", "c.json", "--data-type", "profiles"], { cwd, input });
    expect(profiles.err).toContain("[profile/no-mutation]");
    const impossible = await heddle(["map", "c.json", "--data-type", "profiles", "--strategy", "append_only"], {
      cwd,
      input,
    });
    expect(impossible).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("error[checks/strategy]") as string,
    });
  });

  it("shows the first rows of each reason and counts the rest", async () => {
    const cwd = folderWith({ "c.json": converter() });
    const { err } = await heddle(["map", "c.json"], { cwd, input: "x\n".repeat(50) });
    expect(err.match(/^-: row /gm)).toHaveLength(3);
    expect(err).toContain("more rows with [row/not-json] are counted, not shown");
    expect(err).toContain("set aside: row/not-json 50");
  });

  it("takes the instant of time operators from --now", async () => {
    const cwd = folderWith({ "c.json": converter({}, { ms: ["ms_time_now"] }) });
    for (const now of ["2024-01-01T00:00:00Z", "1704067200000"]) {
      const { out } = await heddle(["map", "c.json", "--raw", "--now", now], { cwd, input: '{"a":1}\n{"a":2}\n' });
      expect(out).toBe('{"ms":1704067200000}\n{"ms":1704067200000}\n');
    }
    expect((await heddle(["map", "c.json", "--now", "soon"], { cwd })).code).toBe(2);
  });

  it("shows events that lost their time, and warns of times before 2000", async () => {
    const mapping = { event_type: "name", user_id: "user", time: ["parse_time_to_ms", "M/d/yyyy h:mm a", "at"] };
    const text = JSON.stringify({
      converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc: mapping },
    });
    const row = (at?: string): string => JSON.stringify({ name: "Buy", user: "user-1", at });
    const cwd = folderWith({
      "c.json": text,
      "rows.json": [row("1/2/2024 5:06 pm"), row(), row("1/2/1999 5:06 PM")].join("\n"),
    });
    const { code, err } = await heddle(["map", "c.json", "rows.json"], { cwd });
    expect(code).toBe(0);
    expect(err.split("\n")).toEqual([
      `rows.json: row 0 (byte 0): [event/time-lost] parse_time_to_ms can't read "1/2/2024 5:06 pm"; AM and PM are read in upper case only, so the event has no time`,
      "rows 3 = events 3 + ignored 0 + dropped 0 + set aside 0",
      "  warnings: event/time-lost 1, event/time-early 1",
      "",
    ]);
  });

  it("ends the trace of a row that takes too long", async () => {
    const slow = JSON.stringify({
      converterConfig: {
        fileType: "json",
        compressionType: "none",
        convertToAmplitudeFunc: { event_type: ["replace_with", "(a+)+$", "", "name"], user_id: "user" },
      },
    });
    const cwd = folderWith({ "c.json": slow, "rows.json": JSON.stringify({ name: `${"a".repeat(40)}!`, user: "u" }) });
    const { code, err } = await heddle(["map", "c.json", "rows.json", "--trace", "0"], { cwd });
    expect(code).toBe(1);
    expect(err).toContain("rows.json: row 0: [map/too-slow]");
  });

  it("prints the evaluation of a row with --trace", async () => {
    const cwd = folderWith({ "c.json": converter(), "rows.json": lines });
    const { code, out } = await heddle(["map", "c.json", "rows.json", "--trace", "3"], { cwd });
    expect(code).toBe(0);
    expect(out).toContain('"user"  ->  12345');
    expect(out).toContain("no value");
    expect((await heddle(["map", "c.json", "rows.json", "--trace", "4"], { cwd })).code).toBe(2);
  });

  it("ends quietly when its reader goes away, and reads no further", async () => {
    const cwd = folderWith({ "c.json": converter() });
    writeFileSync(join(cwd, "many.json"), `${rows[0] ?? ""}\n`.repeat(300_000));
    const child = await start(["map", "c.json", "many.json"], { cwd });
    let err = "";
    child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.stdout?.once("data", () => child.stdout?.destroy());
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect({ code, err: err.replace(/^c\.json: [0-9]+ warnings?;.*\n/, "") }).toEqual({ code: 0, err: "" });
  });

  it("says in one line what is wrong with its files", async () => {
    const cwd = folderWith({ "c.json": converter() });
    const missing = await heddle(["map", "c.json", "nope.json"], { cwd });
    expect(missing).toEqual({
      code: 2,
      out: "",
      err: "heddle map: nope.json does not exist\nRun heddle map --help for usage.\n",
    });
    expect((await heddle(["map", "nope.json"], { cwd })).err).toContain("nope.json does not exist");
  });
});
