// A process that runs one heddle command after another: most of what a command takes in a test is to start.
import { Readable, Writable } from "node:stream";
import { main } from "../../src/command-line.ts";
import type { Streams } from "../../src/terminal.ts";
import type { Run, RunOptions } from "./heddle.ts";

/** What the command is called with. */
export interface Call extends RunOptions {
  readonly args: readonly string[];
}

const own = { cwd: process.cwd(), env: { ...process.env } };

/** Writes what a command writes; takes everything at once. */
function kept(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      // The memory of bytes is used again once they are written.
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

async function answer({ args, cwd = own.cwd, env, input = "" }: Call): Promise<Run> {
  const [out, err] = [kept(), kept()];
  process.chdir(cwd);
  Object.assign(process.env, env);
  try {
    const streams = { stdout: out.stream, stderr: err.stream, stdin: Readable.from([Buffer.from(input)]) };
    const code = await main(args, { ...streams, env: process.env } as unknown as Streams);
    return { code, out: out.text(), err: err.text() };
  } finally {
    process.chdir(own.cwd);
    for (const name of Object.keys(env ?? {})) {
      const before = own.env[name];
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    }
  }
}

process.on("message", (call: Call) => void answer(call).then((run) => process.send?.(run)));
