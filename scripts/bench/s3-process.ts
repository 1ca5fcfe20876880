// An S3 server on loopback in a process of its own, so that its time on processors can be told apart: answers each message with that time, in seconds.
import { buildApp } from "fauxqs";

const server = buildApp({ logger: false });
const endpoint = await server.listen({ host: "127.0.0.1", port: 0 });
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuSeconds: (user + system) / 1e6 });
});
process.send?.({ endpoint });
