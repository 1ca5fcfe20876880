// Commands as tools of the Model Context Protocol: arguments in, what the command prints out.
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";
import type { CommandDefinition, InputOf } from "../../command/define-command.ts";
import { readInput } from "../../command/read-input.ts";
import { reportFailure } from "../../failure.ts";
import type { Terminal, TextOutput } from "../../terminal.ts";

/** What a tool answers. An error is one of the tool's own, which the agent is meant to read. */
interface Answer {
  [key: string]: unknown;
  content: { type: "text"; text: string }[];
  isError?: boolean;
}

const COLUMNS = 120;
const PATH = z.string().min(1);

/** A server with a tool for each command that looks and changes nothing. */
export function createMcpServer(version: string): McpServer {
  const server = new McpServer({ name: "heddle", version });
  const annotations = { readOnlyHint: true, openWorldHint: false };
  server.registerTool(
    "check",
    {
      description: "Find mistakes in converters and source files. Give paths, or the text of a converter.",
      inputSchema: {
        files: z.array(PATH).optional(),
        text: z.string().optional(),
        rows: PATH.optional().describe("A sample file of rows to check against"),
        target: z.enum(["heddle", "amplitude"]).optional(),
      },
      annotations,
    },
    async ({ files = [], text, rows, target }) => {
      const options = [...optionOf("rows", rows), ...optionOf("target", target)];
      const all = text === undefined ? files : [...files, "-"];
      return answer(
        await import("../check/command.ts"),
        await import("../check/run.ts"),
        [...options, "--", ...all],
        text,
      );
    },
  );
  server.registerTool(
    "explain",
    {
      description: "Explain a code that is printed in brackets.",
      inputSchema: { code: z.string().min(1) },
      annotations,
    },
    async ({ code }) => answer(await import("../explain/command.ts"), await import("../explain/run.ts"), ["--", code]),
  );
  server.registerTool(
    "inspect",
    {
      description:
        "Describe files: format, compression, the paths of their rows, and what each path may be in an event.",
      inputSchema: { files: z.array(PATH).min(1) },
      annotations,
    },
    async ({ files }) =>
      answer(await import("../inspect/command.ts"), await import("../inspect/run.ts"), ["--", ...files]),
  );
  server.registerTool(
    "map_rows",
    {
      description: "Map rows with a converter: a line of JSON for each event, then how many rows became what.",
      inputSchema: { converter: PATH, rows: z.array(z.unknown()).min(1).max(1000) },
      annotations,
    },
    async ({ converter, rows }) => {
      const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
      return answer(await import("../map/command.ts"), await import("../map/run.ts"), ["--", converter, "-"], lines);
    },
  );
  server.registerTool(
    "test",
    {
      description: "Run the cases of converters: NAME.test.json beside NAME.converter.json.",
      inputSchema: { files: z.array(PATH).min(1) },
      annotations,
    },
    async ({ files }) => answer(await import("../test/command.ts"), await import("../test/run.ts"), ["--", ...files]),
  );
  return server;
}

function optionOf(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}

/** Runs a command with its output kept; what it throws is reported as on the command line. */
async function answer<Definition extends CommandDefinition>(
  { command }: { readonly command: Definition },
  { run }: { readonly run: (input: InputOf<Definition>, terminal: Terminal) => Promise<number> },
  args: readonly string[],
  input = "",
): Promise<Answer> {
  const printed: string[] = [];
  const output: TextOutput = {
    isTty: false,
    color: false,
    columns: COLUMNS,
    write: async (text) => void printed.push(typeof text === "string" ? text : Buffer.from(text).toString()),
  };
  const terminal: Terminal = {
    out: output,
    err: output,
    input: (async function* () {
      if (input !== "") yield Buffer.from(input);
    })(),
  };
  let code: number;
  try {
    const read = await readInput(command, args);
    code = read === "help" ? 0 : await run(read, terminal);
  } catch (error) {
    code = await reportFailure(error, command.name, output);
  }
  return { content: [{ type: "text", text: printed.join("") }], ...(code === 0 ? {} : { isError: true }) };
}
