// heddle mcp: serves an agent on standard input and output until it ends the session.
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { version } from "../../version.ts";
import { createMcpServer } from "./tools.ts";

export async function run(): Promise<number> {
  const server = createMcpServer(version());
  const ended = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
    process.stdin.once("end", resolve);
  });
  await server.connect(new StdioServerTransport());
  await ended;
  return 0;
}
