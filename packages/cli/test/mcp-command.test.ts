// heddle mcp: an agent's session with its tools.
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { expect, it, onTestFinished } from "vitest";
import { createMcpServer } from "../src/commands/mcp/tools.ts";
import { converter, folderWith, heddleProcess } from "./support/heddle.ts";

async function session(): Promise<Client> {
  const [here, there] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: "test", version: "1" });
  const server = createMcpServer("1");
  await Promise.all([server.connect(there), client.connect(here)]);
  onTestFinished(() => client.close());
  return client;
}

async function call(client: Client, name: string, input: Record<string, unknown>) {
  const { content, isError } = await client.callTool({ name, arguments: input });
  return { text: (content as readonly { readonly text: string }[]).map(({ text }) => text).join(""), isError };
}

it("checks, explains, inspects, maps and tests", async () => {
  const client = await session();
  const cwd = folderWith({
    "c.converter.json": converter(),
    "rows.jsonl": '{"name":"Buy","user":"user-1"}\n',
    "c.test.json": JSON.stringify({
      cases: [{ name: "buys", row: { name: "Buy", user: "user-1" }, expect: { event: { event_type: "Sell" } } }],
    }),
  });
  const path = join(cwd, "c.converter.json");
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual([
    "check",
    "explain",
    "inspect",
    "map_rows",
    "test",
  ]);
  const broken = await call(client, "check", { text: converter({}, { event_type: ["nope"], user_id: "user" }) });
  expect(broken).toMatchObject({ isError: true, text: expect.stringContaining("error[unknown-operator]") });
  expect((await call(client, "check", { files: [path] })).isError).toBeUndefined();
  expect((await call(client, "explain", { code: "unknown-operator" })).text).toContain("error[unknown-operator]: ");
  expect(await call(client, "explain", { code: "--help" })).toMatchObject({
    isError: true,
    text: expect.stringContaining("unknown code"),
  });
  expect((await call(client, "inspect", { files: [join(cwd, "rows.jsonl")] })).text).toContain("user");
  const mapped = await call(client, "map_rows", {
    converter: path,
    rows: [{ name: "Buy", user: "user-1" }, { name: 1 }],
  });
  expect(mapped.text).toContain('"event_type":"Buy","user_id":"user-1"');
  expect(mapped.text).toContain("rows 2 = events 1 + ");
  expect(await call(client, "test", { files: [path] })).toMatchObject({
    isError: true,
    text: expect.stringContaining("buys"),
  });
});

it("serves on standard input and output, and ends with them", async () => {
  const request = { jsonrpc: "2.0", id: 1, method: "ping" };
  const { code, out } = await heddleProcess(["mcp"], { input: `${JSON.stringify(request)}\n` });
  expect([code, JSON.parse(out)]).toEqual([0, { jsonrpc: "2.0", id: 1, result: {} }]);
});
