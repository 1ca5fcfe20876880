// The host of the language server: files on disk, and samples that a worker reads so that no keystroke waits for them.
import { readdir, readFile, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { getHeapSpaceStatistics } from "node:v8";
import { Worker } from "node:worker_threads";
import { parseJson, type SampleType } from "@heddle/compiler";
import { strategyOf } from "@heddle/compiler/language";
import type { Sample, ValidatorFor } from "@heddle/lsp";
import { type Host, type LoadedTests, serveStdio, UnreadableSample } from "@heddle/lsp/stdio";
import type { Gc } from "@heddle/runtime/local";
import { createTimeout } from "@heddle/runtime/timeout";

/** What the worker returns. Rows are JSON, because huge numbers do not survive the copy. */
export interface SampleMessage {
  readonly rows: readonly string[];
  readonly rowCount: number;
  readonly type: SampleType;
  readonly unread?: Sample["unread"];
}

/** What the worker reads. */
export interface SampleTask {
  readonly path: string;
  /** The text of the converter, for its file settings. */
  readonly converter: string;
}

/** Serves until the editor ends the session. */
export function lspCommand(version: string): Promise<number> {
  serveStdio(createHost(version));
  // The connection ends the process.
  return new Promise(() => {});
}

/** A host with a file system. */
export function createHost(version: string): Host {
  return {
    version,
    async loadSample({ converter, text, file, folders }) {
      const path = await samplePath(converter, file);
      if (path === undefined) return undefined;
      const uri = pathToFileURL(path).href;
      if (!(await isBelow(path, folders.length === 0 ? [new URL(".", converter).href] : folders)))
        throw new UnreadableSample(uri, "it is not in a folder of the workspace");
      const { rows, rowCount, type, unread } = await readInWorker({ path, converter: text }).catch((error: Error) => {
        throw new UnreadableSample(uri, error.message);
      });
      return {
        uri,
        sample: {
          name: basename(path),
          rows: rows.map(parseJson),
          rowCount,
          type,
          ...(unread !== undefined && { unread }),
        },
      };
    },
    loadTests,
    loadValidator,
    limit: createTimeout().run,
    rest: restfully(),
  };
}

/** The sample that a setting names, or the file NAME.sample.* beside the converter NAME.converter.json or NAME.json. */
async function samplePath(converter: string, file: string | undefined): Promise<string | undefined> {
  if (!converter.startsWith("file:")) return undefined;
  const path = fileURLToPath(converter);
  const folder = dirname(path);
  if (file !== undefined && file !== "") return isAbsolute(file) ? file : join(folder, file);
  const name = basename(path).replace(/(?:\.converter)?\.json$/, "");
  const found = (await readdir(folder)).filter((other) => other.startsWith(`${name}.sample.`)).sort()[0];
  return found === undefined ? undefined : join(folder, found);
}

/** Whether a file lies below one of the folders, wherever links lead; a file that does not exist has nothing to hide. */
async function isBelow(path: string, folders: readonly string[]): Promise<boolean> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return true;
  for (const folder of folders) {
    if (!folder.startsWith("file:")) continue;
    const root = await realpath(fileURLToPath(folder)).catch(() => undefined);
    if (root !== undefined && !/^\.\.(?:[/\\]|$)/.test(relative(root, real)) && !isAbsolute(relative(root, real)))
      return true;
  }
  return false;
}

function readInWorker(task: SampleTask): Promise<SampleMessage> {
  // Beside this file, as source or built.
  const script = new URL(import.meta.url.endsWith(".ts") ? "./sample.ts" : "./sample.js", import.meta.url);
  const worker = new Worker(script, { workerData: task });
  return new Promise((resolve, reject) => {
    worker.once("message", (message: SampleMessage | { readonly failure: string }) => {
      if ("failure" in message) reject(new Error(message.failure));
      else resolve(message);
    });
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the sample could not be read")));
  });
}

/** More than this in young memory is collected between two edits, instead of in the middle of one. */
const MUCH_IS_NEW = 32 * 1024 * 1024;

function restfully(): () => void {
  let collector: Promise<Gc | undefined> | undefined;
  return () => {
    const isNew = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")?.space_used_size ?? 0;
    if (isNew < MUCH_IS_NEW) return;
    collector ??= import("@heddle/runtime/local").then(({ exposeGc }) => exposeGc());
    void collector.then((collect) => collect?.({ type: "minor" }));
  };
}

/** The file NAME.test.json beside the converter NAME.converter.json or NAME.json. */
async function loadTests(converter: string): Promise<LoadedTests | undefined> {
  if (!converter.startsWith("file:")) return undefined;
  const path = fileURLToPath(converter).replace(/(?:\.converter)?\.json$/, ".test.json");
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : { uri: pathToFileURL(path).href, text };
}

/** The event rules of the import. */
async function loadValidator(): Promise<ValidatorFor> {
  const { createChecks } = await import("@heddle/runtime/local");
  return (ignoreEventFlag, purpose = { dataType: "event" }) => {
    const checks = createChecks({
      dataType: purpose.dataType,
      strategy: strategyOf(purpose),
      ...(ignoreEventFlag !== undefined && { ignoreEventFlag }),
    });
    return (event, row, lostTime) => checks.check(event, { bucket: "sample", key: "sample", row }, lostTime);
  };
}
