// Files of tests as the testing view lists them, and the server's answers about them.

interface ReplyRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface CaseReply {
  readonly name: string;
  /** In the file of tests. */
  readonly range: ReplyRange;
  readonly passed: boolean;
  /** A range is in the converter. */
  readonly failures: readonly { readonly message: string; readonly range?: ReplyRange }[];
}

/** What the server answers to `heddle.testResults`. */
export interface TestsReply {
  readonly state: "ready" | "failed" | "no-tests";
  readonly reason?: string;
  readonly cases: readonly CaseReply[];
}

/** The names of the cases in a file; undefined for a file of this name that belongs to another tool. */
export function casesOf(text: string): readonly string[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const cases = typeof value === "object" && value !== null && "cases" in value ? value.cases : undefined;
  if (!Array.isArray(cases)) return undefined;
  return cases.map((one: unknown, i) => {
    const name = typeof one === "object" && one !== null && "name" in one ? one.name : undefined;
    return typeof name === "string" ? name : `case ${i + 1}`;
  });
}

/** The names that the converter beside a file of tests can have. */
export function converterNames(tests: string): readonly string[] {
  const stem = tests.replace(/\.test\.json$/, "");
  return [`${stem}.converter.json`, `${stem}.json`];
}
