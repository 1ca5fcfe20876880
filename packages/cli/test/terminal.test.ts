// What commands write to: back-pressure, readers that go away, colours only where they are wanted.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { Misuse, reportFailure } from "../src/failure.ts";
import { failureText } from "../src/failure-text.ts";
import { OutputClosed, processTerminal, type TextOutput } from "../src/terminal.ts";

type Write = (chunk: Buffer, done: (error?: Error | null) => void) => void;

/** The standard output of a process whose stream behaves like this. */
function outputOf(
  write: Write,
  tty: { readonly isTTY?: boolean; readonly columns?: number } = {},
  env: NodeJS.ProcessEnv = {},
): TextOutput {
  return outputTo(Object.assign(streamOf(write), tty), env);
}

function streamOf(write: Write): Writable {
  return new Writable({ highWaterMark: 4, write: (chunk: Buffer, _encoding, done) => write(chunk, done) });
}

function outputTo(stream: Writable, env: NodeJS.ProcessEnv = {}): TextOutput {
  return processTerminal({
    stdout: stream,
    stderr: new Writable(),
    stdin: process.stdin,
    env,
  } as unknown as NodeJS.Process).out;
}

describe("text output", () => {
  it("waits until the reader has taken what was written", async () => {
    const taken: string[] = [];
    const waiting: (() => void)[] = [];
    const out = outputOf((chunk, done) => {
      taken.push(chunk.toString());
      waiting.push(() => done());
    });
    let resolved = false;
    const written = out.write("12345678").then(() => (resolved = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect({ resolved, taken }).toEqual({ resolved: false, taken: ["12345678"] });
    waiting[0]?.();
    await written;
    expect(resolved).toBe(true);
  });

  it("keeps data until they are written", async () => {
    const waiting: (() => void)[] = [];
    const out = outputOf((_chunk, done) => void waiting.push(() => done()));
    let resolved = false;
    // Less than the stream waits for.
    const sent = out.send?.(Buffer.from("12")).then(() => (resolved = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(resolved).toBe(false);
    waiting[0]?.();
    await sent;
    expect(resolved).toBe(true);
  });

  it("writes data into a file behind what its stream wrote", async () => {
    const folder = mkdtempSync(join(tmpdir(), "heddle-terminal-"));
    const path = join(folder, "out");
    const fd = openSync(path, "w");
    const stream = Object.assign(
      streamOf((chunk, done) => done(writeSync(fd, chunk) < 0 ? new Error() : null)),
      { fd },
    );
    const out = outputTo(stream);
    await out.write("a\n");
    await out.send?.(Buffer.alloc(3_000_000, "b"));
    await out.write("c\n");
    expect(readFileSync(path, "utf8") === `a\n${"b".repeat(3_000_000)}c\n`).toBe(true);
    closeSync(fd);
    rmSync(folder, { recursive: true });
  });

  it("leaves no listeners behind, however often it waits", async () => {
    const stream = streamOf((_chunk, done) => setImmediate(done));
    const listeners = (): number[] => ["error", "drain", "close"].map((event) => stream.listenerCount(event));
    const out = outputTo(stream);
    const before = listeners();
    const during = new Set<string>();
    for (let i = 0; i < 200; i += 1) {
      const written = out.write("more than fits");
      during.add(String(listeners()));
      await written;
    }
    expect([...during]).toEqual([String(before)]);
  });

  it("wakes every write that waits", async () => {
    const waiting: (() => void)[] = [];
    const out = outputOf((_chunk, done) => void waiting.push(() => done()));
    const written = Promise.all([out.write("more than fits"), out.write("and more")]);
    await new Promise((resolve) => setImmediate(resolve));
    for (let i = 0; i < 2; i += 1) {
      waiting[i]?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await written;
  });

  it("ends a write that waits when the stream is destroyed, and those after it", async () => {
    const stream = streamOf(() => {});
    const out = outputTo(stream);
    const written = out.write("more than fits");
    stream.destroy();
    await expect(written).rejects.toBeInstanceOf(OutputClosed);
    await expect(out.write("late")).rejects.toBeInstanceOf(OutputClosed);
  });

  it("tells a reader that has gone from a disk that is full", async () => {
    const failing = (code: string): TextOutput =>
      outputOf((_chunk, done) => done(Object.assign(new Error(code), { code })));
    await expect(failing("EPIPE").write("more than fits")).rejects.toBeInstanceOf(OutputClosed);
    await expect(failing("ENOSPC").write("more than fits")).rejects.toThrow("ENOSPC");
    await expect(failing("EPIPE").send?.(Buffer.from("1"))).rejects.toBeInstanceOf(OutputClosed);
  });

  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: true }, { NO_COLOR: "1" }, false],
    [{ isTTY: true }, { NO_COLOR: "" }, true],
    [{ isTTY: true }, { TERM: "dumb" }, false],
    [{}, {}, false],
    [{}, { FORCE_COLOR: "1" }, true],
    [{}, { FORCE_COLOR: "", NO_COLOR: "1" }, true],
    [{ isTTY: true }, { FORCE_COLOR: "0" }, false],
  ])("on %j with %j has colours: %s", (tty, env, color) => {
    expect(outputOf((_chunk, done) => done(), tty, env).color).toBe(color);
  });

  it("knows its width, or takes 100 columns", () => {
    expect(outputOf((_chunk, done) => done(), { isTTY: true, columns: 47 }).columns).toBe(47);
    expect(outputOf((_chunk, done) => done()).columns).toBe(100);
  });
});

describe("failures", () => {
  const written = async (error: unknown): Promise<[number, string]> => {
    let text = "";
    const code = await reportFailure(error, "map", {
      isTty: false,
      color: false,
      columns: 100,
      write: async (piece) => void (text += piece),
    });
    return [code, text];
  };

  it("end a command with their code and their lines", async () => {
    expect(await written(new Misuse("no"))).toEqual([2, "heddle map: no\nRun heddle map --help for usage.\n"]);
    expect(await written(new OutputClosed())).toEqual([0, ""]);
    expect(await written(new Error("odd"))).toEqual([1, "heddle map: error: odd\n"]);
    const coded = Object.assign(new Error("gone"), { code: "s3/object-gone", hint: "look again" });
    expect(await written(coded)).toEqual([1, "heddle map: error[s3/object-gone]: gone\n  help: look again\n"]);
    expect(failureText("a string")).toBe("error: a string");
    const hostile = Object.assign(new Error("key \u001b[2Jb\nline 2"), {
      code: "c",
      hint: "h\u009b",
      place: { bucket: "b", key: "k\n\u202e" },
    });
    expect(failureText(hostile)).toBe("error[c]: key \ufffd[2Jb\nline 2\n  at: s3://b/k\ufffd\ufffd\n  help: h\ufffd");
  });
});
