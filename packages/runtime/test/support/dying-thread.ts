// Loaded into each mapping thread of a test: the thread ends, without a word, when it gets rows of an object whose key says so, or a page of a column
// whose name does. `once` in it: only the first that does, as the file that HEDDLE_TEST_DIED names tells.
import { existsSync, writeFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";

type Listener = (message: {
  readonly context?: { readonly key: string };
  readonly page?: { readonly element: { readonly name: string } };
}) => void;

if (parentPort !== null) {
  const port = parentPort;
  const on = port.on.bind(port);
  const dying =
    (listener: Listener): Listener =>
    (message) => {
      dieOf(message.context?.key ?? message.page?.element.name ?? "");
      listener(message);
    };
  port.on = ((name: string, listener: Listener) =>
    on(name, name === "message" ? dying(listener) : listener)) as typeof port.on;
}

function dieOf(key: string): void {
  if (!key.includes("deadly")) return;
  const file = process.env["HEDDLE_TEST_DIED"] ?? "";
  const isFirst = !existsSync(file);
  writeFileSync(file, key);
  if (isFirst || !key.includes("once")) process.exit(1);
}
