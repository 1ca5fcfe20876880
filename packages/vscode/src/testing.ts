// VS Code's testing view: the files of tests of the workspace, their cases, and runs by the language server.
import {
  commands,
  Disposable,
  Location,
  Range,
  RelativePattern,
  type TestController,
  type TestItem,
  TestMessage,
  TestRunProfileKind,
  TestRunRequest,
  tests,
  Uri,
  workspace,
} from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { type CaseReply, casesOf, converterNames, type TestsReply } from "./test-file.ts";

const COMMAND = "heddle.testResults";
const PATTERN = "**/*.test.json";

export function registerTesting(client: BaseLanguageClient): Disposable {
  const controller = tests.createTestController("heddle", "Heddle");
  const watcher = workspace.createFileSystemWatcher(PATTERN);
  const discover = (uri: Uri): Promise<void> => addFile(controller, uri);
  const run = (request: TestRunRequest): Promise<void> => runTests(controller, client, request);
  controller.resolveHandler = async (item) => {
    if (item?.uri !== undefined) return discover(item.uri);
    const files = await workspace.findFiles(PATTERN, "**/node_modules/**");
    await Promise.all(files.map(discover));
  };
  controller.refreshHandler = () => controller.resolveHandler?.(undefined);
  controller.createRunProfile("Run", TestRunProfileKind.Run, run, true);
  return Disposable.from(
    controller,
    watcher,
    watcher.onDidCreate(discover),
    watcher.onDidChange(discover),
    watcher.onDidDelete((uri) => controller.items.delete(uri.toString())),
    commands.registerCommand("heddle.runTests", async (uri: unknown) => {
      await controller.resolveHandler?.(undefined);
      const item = itemOf(controller, uri);
      if (item === undefined) return;
      await commands.executeCommand("workbench.view.testing.focus");
      await run(new TestRunRequest([item]));
    }),
  );
}

/** Adds a file with its cases, or takes it out where it is none of ours. */
async function addFile(controller: TestController, uri: Uri): Promise<void> {
  const text = await workspace.fs.readFile(uri).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => "",
  );
  const names = casesOf(text);
  if (names === undefined) return controller.items.delete(uri.toString());
  const item = controller.createTestItem(uri.toString(), workspace.asRelativePath(uri), uri);
  item.children.replace(names.map((name, i) => controller.createTestItem(`${uri.toString()}#${i}`, name, uri)));
  controller.items.add(item);
}

/** The tests of a converter, given by its URI. */
function itemOf(controller: TestController, converter: unknown): TestItem | undefined {
  if (typeof converter !== "string") return undefined;
  const path = Uri.parse(converter).path.replace(/(?:\.converter)?\.json$/, ".test.json");
  return [...controller.items].map(([, item]) => item).find((item) => item.uri?.path === path);
}

async function runTests(
  controller: TestController,
  client: BaseLanguageClient,
  request: TestRunRequest,
): Promise<void> {
  const run = controller.createTestRun(request);
  const asked = request.include ?? [...controller.items].map(([, item]) => item);
  const files = new Map(asked.map((item) => [(item.parent ?? item).id, item.parent ?? item]));
  try {
    for (const file of files.values()) {
      const cases = [...file.children].map(([, item]) => item);
      const wanted = cases.filter((item) => isWanted(item, asked, request.exclude ?? []));
      for (const item of wanted) run.started(item);
      const reply = await replyFor(client, file);
      for (const item of wanted) report(run, item, reply, cases.indexOf(item));
    }
  } finally {
    run.end();
  }
}

function isWanted(item: TestItem, asked: readonly TestItem[], excluded: readonly TestItem[]): boolean {
  return (
    (asked.includes(item) || (item.parent !== undefined && asked.includes(item.parent))) && !excluded.includes(item)
  );
}

interface FileReply extends TestsReply {
  readonly converter?: Uri;
}

/** Opens the converter, so that the server has it as it is in the editor, and runs its tests. */
async function replyFor(client: BaseLanguageClient, { uri }: TestItem): Promise<FileReply> {
  const converter = uri === undefined ? undefined : await converterOf(uri);
  if (converter === undefined) return { state: "failed", reason: "there is no converter of this name", cases: [] };
  await workspace.openTextDocument(converter);
  try {
    const reply = await client.sendRequest<TestsReply>("workspace/executeCommand", {
      command: COMMAND,
      arguments: [client.code2ProtocolConverter.asUri(converter)],
    });
    return { ...reply, converter };
  } catch (error) {
    return { state: "failed", reason: error instanceof Error ? error.message : String(error), cases: [] };
  }
}

async function converterOf(tests: Uri): Promise<Uri | undefined> {
  const slash = tests.path.lastIndexOf("/");
  const folder = tests.with({ path: tests.path.slice(0, slash) });
  for (const name of converterNames(tests.path.slice(slash + 1))) {
    const [found] = await workspace.findFiles(new RelativePattern(folder, name), undefined, 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function report(
  run: ReturnType<TestController["createTestRun"]>,
  item: TestItem,
  reply: FileReply,
  index: number,
): void {
  const found = reply.cases[index];
  if (found === undefined) {
    run.errored(item, new TestMessage(reply.reason ?? "the file of tests has changed: run it again"));
    return;
  }
  item.range = rangeOf(found.range);
  if (found.passed) run.passed(item);
  else run.failed(item, messagesOf(found, reply.converter));
}

/** A difference is shown at the converter's line. */
function messagesOf({ failures }: CaseReply, converter: Uri | undefined): TestMessage[] {
  return failures.map(({ message, range }) => {
    const shown = new TestMessage(message);
    if (range !== undefined && converter !== undefined) shown.location = new Location(converter, rangeOf(range));
    return shown;
  });
}

function rangeOf({ start, end }: CaseReply["range"]): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
