// From the files and folders that a user gives to files of tests.
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Misuse } from "../../failure.ts";
import { filePaths } from "../../text-files.ts";

/** A file of tests is told by its name and by its cases: other tools have files of this name, too. */
function isTestFile(path: string, start: string): boolean {
  return path.endsWith(".test.json") && /"cases"\s*:/.test(start);
}

/** The file of tests of a converter. */
export function testPathOf(converter: string): string {
  return converter.replace(/(?:\.converter)?(?:\.json)?$/, ".test.json");
}

/** The converter of a file of tests, which it names or which has its name. @throws Misuse where there is none. */
export async function converterPathOf(testPath: string, named: string | undefined): Promise<string> {
  if (named !== undefined) return join(dirname(testPath), named);
  const stem = testPath.replace(/\.test\.json$/, "");
  for (const path of [`${stem}.converter.json`, `${stem}.json`]) if (await isFile(path)) return path;
  throw new Misuse(`${testPath} names no converter, and there is no ${stem}.converter.json`);
}

/** @throws Misuse for what does not exist, a converter without tests, and a folder without any. */
export async function findTests(given: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of await filePaths(given.length === 0 ? ["."] : given, isTestFile, "file of tests")) {
    const tests = path.endsWith(".test.json") ? path : testPathOf(path);
    if (!(await isFile(path))) throw new Misuse(`${path} does not exist`);
    if (!(await isFile(tests)))
      throw new Misuse(`${path} has no tests: \`heddle test --create <sample> ${path}\` writes ${tests}`);
    found.push(tests);
  }
  return [...new Set(found)];
}

export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}
