// Measures the language service on a converter of 5,000 lines, and the server's cold start; prints a table, fails where a goal is missed with --strict.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = join(import.meta.dirname, "..", "..");
const SERVER = join(ROOT, "packages", "cli", "bin", "heddle.js");
const KEYSTROKES = 400;
const GOALS = {
  "keystroke to diagnostics, p95": 10,
  "completion, p95": 5,
  "cold start": 250,
  "keystroke while a 10 MB sample is read, p95": 10,
} as const;

/** A converter of some 5,000 lines: nested lists, objects, conditions, times. */
export function largeConverter(lines: number): string {
  const members: string[] = [];
  for (let i = 0; i * 4 < lines - 14; i++) {
    members.push(
      `        "property_${i}": ["any",\n          ["path", "payload", "field_${i}"],\n          ["ifelse", ["equals", "kind_${i % 7}", ["value", "k"]], "fallback_${i}", ["concat", "a_${i}", ["value", "-"], "b"]]\n        ]`,
    );
  }
  return `{
  "config_name": ["bench"],
  "converterConfig": {
    "fileType": "json",
    "compressionType": "none",
    "convertToAmplitudeFunc": {
      "event_type": "type",
      "user_id": "uid",
      "time": ["iso_time_to_ms", "at"],
      "event_properties": {
${members.join(",\n")}
      }
    }
  }
}
`;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly version?: number; readonly diagnostics?: readonly unknown[] };
  readonly result?: unknown;
}

/** A client that is all there is to an editor: framing, requests, and the next published diagnostics. */
function startServer() {
  const child = spawn(process.execPath, [SERVER, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map<string, (message: Message) => void>();
  let held = Buffer.alloc(0);
  let id = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    for (;;) {
      const end = held.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/.exec(held.toString("latin1", 0, end))?.[1]);
      if (held.length < end + 4 + length) return;
      const message = JSON.parse(held.toString("utf8", end + 4, end + 4 + length)) as Message;
      held = held.subarray(end + 4 + length);
      const key =
        message.method === undefined
          ? `#${message.id}`
          : message.method === "textDocument/publishDiagnostics"
            ? `v${message.params?.version}`
            : "";
      waiting.get(key)?.(message);
      waiting.delete(key);
    }
  });
  const send = (message: object): void => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    child.stdin.write(body);
  };
  return {
    notify: (method: string, params: object): void => send({ method, params }),
    request(method: string, params: object): Promise<Message> {
      id += 1;
      const reply = new Promise<Message>((resolve) => waiting.set(`#${id}`, resolve));
      send({ id, method, params });
      return reply;
    },
    published: (version: number): Promise<Message> => new Promise((resolve) => waiting.set(`v${version}`, resolve)),
    stop: (): void => void child.kill(),
    /** Milliseconds on processors so far, in steps of ten; undefined where the system does not say. */
    cpu(): number | undefined {
      const file = `/proc/${child.pid}/stat`;
      if (!existsSync(file)) return undefined;
      const fields = readFileSync(file, "latin1")
        .replace(/^.*\) /s, "")
        .split(" ");
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
  };
}

type Server = ReturnType<typeof startServer>;

const CAPABILITIES = {
  processId: null,
  rootUri: null,
  capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
};

async function coldStart(): Promise<number> {
  const start = performance.now();
  const server = startServer();
  await server.request("initialize", CAPABILITIES);
  const took = performance.now() - start;
  server.stop();
  return took;
}

interface Keystroke {
  readonly at: readonly [number, number, number, number];
  readonly text: string;
}

/** Types a member letter by letter, in an editor that closes quotes and brackets, and takes it away again. */
function* closingKeystrokes(line: number): Generator<Keystroke> {
  let column = 8;
  yield { at: [line, 0, line, 0], text: `${" ".repeat(column)}\n` };
  // What the editor put behind the caret, from the innermost outwards.
  const closers: string[] = [];
  for (const letter of '"added": ["any", "first_column", "second_column"],') {
    const over = closers.at(-1) === letter;
    const closer = letter === "[" ? "]" : letter === '"' && !over ? '"' : "";
    if (over) closers.pop();
    else yield { at: [line, column, line, column], text: letter + closer };
    if (closer !== "") closers.push(closer);
    column += 1;
  }
  yield { at: [line, 0, line + 1, 0], text: "" };
}

/** The same in an editor that closes nothing: with an open object, lists and strings on the way. */
function* bareKeystrokes(line: number): Generator<Keystroke> {
  let column = 8;
  yield { at: [line, 0, line, 0], text: `${" ".repeat(column)}\n` };
  for (const letter of '"added": {"first": ["any", "uid"]},') {
    yield { at: [line, column, line, column], text: letter };
    column += 1;
  }
  // And back again, letter by letter, as somebody does who has thought better of it.
  for (; column > 30; column--) yield { at: [line, column - 1, line, column], text: "" };
  yield { at: [line, 0, line + 1, 0], text: "" };
}

/** Slips in members that are there: a comma or a bracket that goes and comes back, and a line that is taken out and put back. */
function* slips(line: number): Generator<Keystroke> {
  const behind = line + 3;
  yield { at: [behind, 9, behind, 10], text: "" };
  yield { at: [behind, 9, behind, 9], text: "," };
  yield { at: [behind, 8, behind, 9], text: "" };
  yield { at: [behind, 8, behind, 8], text: "]" };
  yield { at: [line, 8, line, 9], text: "" };
  yield { at: [line, 8, line, 8], text: '"' };
  yield { at: [4, 4, 4, 4], text: " " };
  yield { at: [4, 4, 4, 5], text: "" };
}

function* keystrokes(line: number): Generator<Keystroke> {
  for (;;) {
    yield* closingKeystrokes(line);
    yield* bareKeystrokes(line);
    yield* slips(line);
  }
}

interface Typed {
  readonly times: readonly number[];
  /** What a request takes that the server does not know: the price of the pipe, and of who else uses the machine. */
  readonly empty: readonly number[];
  /** The server's time on processors for each keystroke, in milliseconds. */
  readonly cpu: number | undefined;
}

async function typing(
  server: Server,
  uri: string,
  strokes: Iterator<Keystroke>,
  firstVersion: number,
  count: number,
): Promise<Typed> {
  const times: number[] = [];
  const empty: number[] = [];
  const cpuBefore = server.cpu();
  let version = firstVersion;
  while (times.length < count) {
    const next = strokes.next();
    if (next.done === true) break;
    const {
      at: [startLine, startCharacter, endLine, endCharacter],
      text,
    } = next.value;
    version += 1;
    const answered = server.published(version);
    const start = performance.now();
    server.notify("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [
        {
          range: {
            start: { line: startLine, character: startCharacter },
            end: { line: endLine, character: endCharacter },
          },
          text,
        },
      ],
    });
    await answered;
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const again = performance.now();
    await server.request("heddle/nothing", {});
    empty.push(performance.now() - again);
  }
  const cpuAfter = server.cpu();
  return {
    times,
    empty,
    cpu: cpuBefore === undefined || cpuAfter === undefined ? undefined : (cpuAfter - cpuBefore) / times.length,
  };
}

function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function report(what: string, { times, empty, cpu }: Typed): void {
  const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)].map((time) => time.toFixed(1));
  console.log(
    `${what}: p50 ${p50} ms, p95 ${p95} ms, longest ${Math.max(...times).toFixed(1)} ms${cpu === undefined ? "" : `; the server's time on processors ${cpu.toFixed(1)} ms each`}`,
  );
  console.log(
    `  a request that does nothing, in between: p50 ${quantile(empty, 0.5).toFixed(1)} ms, p95 ${quantile(empty, 0.95).toFixed(1)} ms`,
  );
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "heddle-bench-lsp-"));
  const results = new Map<keyof typeof GOALS, number>();
  try {
    const starts: number[] = [];
    for (let i = 0; i < 7; i++) starts.push(await coldStart());
    results.set("cold start", quantile(starts, 0.5));

    const text = largeConverter(5_000);
    console.log(`converter: ${text.split("\n").length} lines, ${text.length} characters`);
    const server = startServer();
    await server.request("initialize", CAPABILITIES);
    server.notify("initialized", {});
    const uri = pathToFileURL(join(folder, "plain.converter.json")).href;
    const first = server.published(1);
    server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "json", version: 1, text } });
    await first;
    const line = 2_500 - ((2_500 - 10) % 4);
    const strokes = keystrokes(line);
    await typing(server, uri, strokes, 1, 100);
    const typed = await typing(server, uri, strokes, 101, KEYSTROKES);
    results.set("keystroke to diagnostics, p95", quantile(typed.times, 0.95));
    report("keystrokes", typed);

    const completions: number[] = [];
    for (let i = 0; i < 200; i++) {
      const position = { line: line + 1 + ((i * 4) % 1_000), character: 20 };
      const start = performance.now();
      await server.request("textDocument/completion", { textDocument: { uri }, position });
      if (i >= 20) completions.push(performance.now() - start);
    }
    results.set("completion, p95", quantile(completions, 0.95));
    console.log(`completion: p50 ${quantile(completions, 0.5).toFixed(1)} ms`);

    // A converter whose sample of 10 MB is read while somebody types.
    // Its rows have the columns that the converter reads.
    const read = [
      ...new Set([...text.matchAll(/"((?:fallback|a|kind)_\d+|b|type|uid)"/g)].map(([, name]) => name ?? "")),
    ];
    const fields = [...new Set([...text.matchAll(/"(field_\d+)"/g)].map(([, name]) => name ?? ""))];
    const row = (i: number): string =>
      JSON.stringify({
        at: "2024-05-01T10:00:00Z",
        payload: Object.fromEntries(fields.map((name) => [name, i])),
        ...Object.fromEntries(read.map((name) => [name, `value ${i}`])),
      });
    const rows: string[] = [];
    for (let size = 0, i = 0; size < 10_000_000; i++) size += rows[rows.push(row(i)) - 1]?.length ?? 0;
    writeFileSync(join(folder, "sampled.sample.jsonl"), rows.join("\n"));
    const sampled = pathToFileURL(join(folder, "sampled.converter.json")).href;
    const opened = server.published(1);
    server.notify("textDocument/didOpen", { textDocument: { uri: sampled, languageId: "json", version: 1, text } });
    await opened;
    const busy = await typing(server, sampled, keystrokes(line), 1, 150);
    results.set("keystroke while a 10 MB sample is read, p95", quantile(busy.times, 0.95));
    report("keystrokes while a sample is read", busy);
    server.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  let missed = false;
  for (const [name, goal] of Object.entries(GOALS) as [keyof typeof GOALS, number][]) {
    const got = results.get(name) ?? Number.NaN;
    missed ||= !(got < goal);
    console.log(
      `${name.padEnd(48)} ${got.toFixed(1).padStart(8)} ms   goal ${goal} ms   ${got < goal ? "met" : "missed"}`,
    );
  }
  if (missed && process.argv.includes("--strict")) process.exitCode = 1;
}

await main();
