// The process's streams as commands use them: text output with back-pressure, and what the terminal can show.
import { fstatSync, write } from "node:fs";
import { promisify } from "node:util";
import { printableLines } from "@heddle/compiler/printable";

/** Thrown by a write once nobody reads the stream any more (`| head`): the command ends quietly. */
export class OutputClosed extends Error {}

/** A text stream. */
export interface TextOutput {
  /**
   * Writes text for people, without what a terminal would act on, or data as bytes of UTF-8, as they are. Resolves when more can be
   * written. @throws OutputClosed when the reader has gone; otherwise the stream's error.
   */
  write(text: string | Uint8Array): Promise<void>;
  /**
   * Writes data as they are, at most one at a time; into a file on another thread. Resolves once their memory can be used again. Absent:
   * nobody knows when that is. @throws as `write`
   */
  send?(bytes: Uint8Array): Promise<void>;
  readonly isTty: boolean;
  /** Whether to use ANSI colours: as --color or FORCE_COLOR say, else on a terminal, unless NO_COLOR is set. */
  readonly color: boolean;
  /** Width in columns; 100 if unknown. */
  readonly columns: number;
}

/** The columns that a report may take: those of a terminal, and in a pipe any number, so that names are whole. */
export function reportWidth({ isTty, columns }: Pick<TextOutput, "isTty" | "columns">): number {
  return isTty ? columns : Infinity;
}

export interface Terminal {
  readonly out: TextOutput;
  readonly err: TextOutput;
  readonly input: AsyncIterable<Uint8Array> & {
    readonly isTTY?: boolean;
    /** Reads no further: a pending read would keep the process alive. */
    destroy?(): unknown;
  };
}

/** What a terminal is made of: this process, or what stands for one. */
export type Streams = Pick<NodeJS.Process, "stdout" | "stderr" | "stdin" | "env">;

/** `color`: what the user asked for; absent: what the environment says. */
export function processTerminal(process: Streams, color?: boolean): Terminal {
  return {
    out: textOutput(process.stdout, process.env, color),
    err: textOutput(process.stderr, process.env, color),
    // Node makes the stream when it is asked for, which takes some milliseconds.
    get input() {
      return process.stdin;
    },
  };
}

/** As Node takes these variables: FORCE_COLOR goes before NO_COLOR, and 0 or false switches colours off. */
function hasColors(
  isTty: boolean,
  { FORCE_COLOR: forced, NO_COLOR: none = "", TERM: kind }: NodeJS.ProcessEnv,
): boolean {
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTty && none === "" && kind !== "dumb";
}

const writeSome = promisify(write);

/** Writes behind what a file has, as its stream does. */
async function writeAll(fd: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await writeSome(fd, bytes, done, bytes.length - done, null);
    done += bytesWritten;
  }
}

function textOutput(
  stream: NodeJS.WriteStream & { readonly fd?: number },
  env: NodeJS.ProcessEnv,
  asked: boolean | undefined,
): TextOutput {
  let failure: NodeJS.ErrnoException | undefined;
  let waiting: PromiseWithResolvers<void> | undefined;
  const wake = (): void => {
    waiting?.resolve();
    waiting = undefined;
  };
  const fail = (error: NodeJS.ErrnoException): void => {
    failure ??= error;
    wake();
  };
  // Listeners for the life of the stream: a slow reader makes thousands of waits, and one of each for every wait would add up.
  stream.on("error", fail);
  stream.on("drain", wake);
  stream.on("close", () => fail(Object.assign(new Error("the stream is closed"), { code: "ERR_STREAM_DESTROYED" })));
  const stopOnFailure = (): void => {
    if (failure === undefined) return;
    if (failure.code === "EPIPE" || failure.code === "ERR_STREAM_DESTROYED") throw new OutputClosed();
    throw failure;
  };
  let file: number | false | undefined;
  const isTty = stream.isTTY === true;
  const color = asked ?? hasColors(isTty, env);
  return {
    isTty,
    color,
    get columns() {
      // A terminal of unknown width reports 0.
      return stream.columns || 100;
    },
    async send(bytes) {
      stopOnFailure();
      file ??= stream.fd !== undefined && fstatSync(stream.fd).isFile() ? stream.fd : false;
      if (file !== false) await writeAll(file, bytes);
      else await new Promise<void>((resolve) => stream.write(bytes, () => resolve()));
      stopOnFailure();
    },
    async write(text) {
      stopOnFailure();
      const written = typeof text === "string" ? printableLines(text, color) : text;
      if (!stream.write(written)) await (waiting ??= Promise.withResolvers<void>()).promise;
      stopOnFailure();
    },
  };
}
