// Lines as a shell takes them. One that only calls heddle, with files for its streams, goes to the process that runs one command after another.
import { execFile } from "node:child_process";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { heddle, type RunOptions } from "./heddle.ts";

export interface LineOptions extends Required<Pick<RunOptions, "cwd" | "env">> {
  /** A folder with a `heddle` for a shell. */
  readonly bin: string;
}

export interface LineRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const run = promisify(execFile);

/** Runs a line in a shell; its standard input is empty. */
export async function runInShell(line: string, { cwd, env, bin }: LineOptions): Promise<LineRun> {
  const all = { ...process.env, ...env, PATH: `${bin}:${process.env["PATH"]}` };
  // The server of the test is in this process, which must go on while the command runs.
  try {
    const { stdout, stderr } = await run("sh", ["-c", `exec </dev/null; ${line}`], { cwd, env: all });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

/** Runs a line as a shell does. */
export async function runLine(line: string, options: LineOptions): Promise<LineRun> {
  const call = heddleCall(line, options.cwd);
  if (call === undefined) return runInShell(line, options);
  const { args, input, output } = call;
  const { cwd, env } = options;
  const read = input === undefined ? {} : { input: readFileSync(join(cwd, input)) };
  const { code, out, err } = await heddle(args, { cwd, env, ...read });
  if (output !== undefined) writeFileSync(join(cwd, output), out);
  return { code: code ?? 1, out: output === undefined ? out : "", err };
}

/** The arguments of heddle and the files for its streams; undefined where the line has more than a shell's words and `<` and `>`. */
function heddleCall(
  line: string,
  cwd: string,
): { readonly args: readonly string[]; readonly input?: string; readonly output?: string } | undefined {
  const words = line.match(/'[^']*'|[<>]|[\w./:@*=,-]+|\S/g) ?? [];
  if (words[0] !== "heddle" || words.some((word) => /^[^\w./:@*=,'<>-]/.test(word)) || / \d>/.test(line))
    return undefined;
  const files: { "<"?: string; ">"?: string } = {};
  const args: string[] = [];
  for (let i = 1; i < words.length; i += 1) {
    const word = words[i] ?? "";
    if (word === "<" || word === ">") files[word] = words[(i += 1)] ?? "";
    else if (word.startsWith("'")) args.push(word.slice(1, -1));
    else if (word.includes("*")) args.push(...globSync(word, { cwd }).toSorted());
    else args.push(word);
  }
  return {
    args,
    ...(files["<"] === undefined ? {} : { input: files["<"] }),
    ...(files[">"] === undefined ? {} : { output: files[">"] }),
  };
}
